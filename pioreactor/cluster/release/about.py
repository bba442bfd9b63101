"""What a unit says about its release: the one in use, the one before, and how its last change ended."""

from __future__ import annotations

import platform
import shutil
from pathlib import Path

from msgspec import Struct

import pioreactor
from pioreactor.cluster.release import links, manifest
from pioreactor.cluster.release import state as states
from pioreactor.exc import UpgradeError


class LastChange(Struct, kw_only=True):
    """The present or last change of a unit's release, as the unit itself has noted it.

    ``step``: how far it is, the word of ``release.steps``; ``away_s``: seconds from the switch until all was back;
    ``begun_at``: ISO-8601 in UTC.
    """

    to: str
    come_from: str
    step: str
    is_rollback: bool
    has_ended: bool
    away_s: float | None
    progress: str
    failure: str
    begun_at: str


class RunningJob(Struct):
    """A job that runs on the unit now."""

    job_name: str
    experiment: str


class ReleaseOfUnit(Struct, kw_only=True):
    """``version``: in use; ``previous``: the one before, empty if there is none; ``python``: such as ``cp311``;
    ``free_bytes``: where releases are installed; ``running``: jobs that a change would hand over.
    """

    unit: str
    version: str
    previous: str
    architecture: str
    python: str
    free_bytes: int
    change: LastChange | None
    running: list[RunningJob] = []


def of_this_host(unit: str, running: list[RunningJob]) -> ReleaseOfUnit:
    """Read from the links and the note on the disk. A note that cannot be read counts as none."""
    return ReleaseOfUnit(
        unit=unit,
        version=links.linked_version(links.CURRENT) or pioreactor.__version__,
        previous=links.linked_version(links.PREVIOUS),
        architecture=platform.machine(),
        python=manifest.python_tag(),
        free_bytes=shutil.disk_usage(links.ROOT if links.ROOT.is_dir() else Path("/")).free,
        change=_last_change(),
        running=running,
    )


def _last_change() -> LastChange | None:
    try:
        state = states.load()
    except (UpgradeError, OSError):
        return None
    if state is None:
        return None
    return LastChange(
        to=state.to,
        come_from=state.come_from,
        step=state.step.value,
        is_rollback=state.is_rollback,
        has_ended=state.has_ended,
        away_s=state.away_s,
        progress=state.progress,
        failure=state.failure,
        begun_at=state.begun_at,
    )
