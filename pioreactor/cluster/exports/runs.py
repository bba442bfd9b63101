"""What is written down while an export is made: whoever asked for it can follow it, leave and come back."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from pioreactor import clock
from pioreactor.cluster import errands
from pioreactor.cluster.errands import Desk, Errand
from pioreactor.cluster.exports.errors import ExportError, ExportUnderWayError, UnknownExportError
from pioreactor.cluster.exports.selection import Selection

StageState = Literal["waiting", "running", "done", "failed", "skipped"]


class ExportStage(msgspec.Struct, kw_only=True):
    """One dataset. ``rows``: written so far; ``expected``: about so many, None if nobody knows; ``took_s``: wall."""

    dataset: str
    display_name: str
    state: StageState = "waiting"
    rows: int = 0
    expected: int | None = None
    began_at: str = ""
    took_s: float | None = None


class ExportRun(Errand, kw_only=True):
    """An export.

    ``filename``: under which it can be had, empty until it is finished; ``expires_at``: until when. ``sha256``: of it.
    """

    selection: Selection
    warnings: list[str] = msgspec.field(default_factory=list)
    stages: list[ExportStage] = msgspec.field(default_factory=list)
    filename: str = ""
    size_bytes: int = 0
    rows: int = 0
    files: int = 0
    sha256: str = ""
    expires_at: str = ""


DESK: Final = Desk(
    "exporting",
    ExportRun,
    noun="export",
    module="pioreactor.cluster.exports.runner",
    service="pioreactor-export",
    failure=ExportError,
    unknown=UnknownExportError,
    orphaned="Whoever made it is gone, as after a power cut of the leader. Export again.",
)


def new(selection: Selection, warnings: list[str], *, asked_by: str = "") -> ExportRun:
    """A record of what is about to happen."""
    return ExportRun(
        run_id=errands.new_id(),
        asked_by=asked_by,
        asked_at=clock.timestamp(),
        selection=selection,
        warnings=warnings,
        stages=[ExportStage(dataset=name, display_name=name) for name in selection.datasets],
    )


def ask(run: ExportRun) -> ExportRun:
    """Have it made, outside this process. Raises ExportUnderWayError, OSError."""
    present = DESK.present()
    if present is not None:
        whose = f"{present.asked_by} is exporting" if present.asked_by else "An export is being made"
        raise ExportUnderWayError(f"{whose}. Wait until that has ended, or stop it.")
    DESK.ask(run)
    return run
