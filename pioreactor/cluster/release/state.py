"""What a host remembers of a change of its release: ``/var/lib/pioreactor/upgrade.json``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.cluster.release.steps import AT_THE_END, Step
from pioreactor.exc import UpgradeError
from pioreactor.storage.files import write_atomically

FORMAT: Final = 1
FOLDER: Final = Path("/var/lib/pioreactor")
UNDER_WAY: Final = "upgrade-under-way"
"""A file that is there until the end of the way; the service that goes on after a power cut looks for it."""


class Done(msgspec.Struct, kw_only=True):
    """One step that was taken. ``at``: UTC, ISO-8601; ``took_s``: wall seconds of the work that led there."""

    step: Step
    at: str
    took_s: float


class UpgradeState(msgspec.Struct, kw_only=True):
    """One change of a host's release.

    ``previous_before``: the release that `previous` meant at the beginning; ``schema_before``: of the database, on the
    leader; ``switched_s``: unix seconds of the switch; ``is_ready``: all is there again; ``away_s``: seconds
    from the switch until then; ``progress``: what it is waiting for; ``failure``: why it went back.
    """

    format: int = FORMAT
    to: str
    come_from: str
    previous_before: str = ""
    is_leader: bool = False
    is_rollback: bool = False
    step: Step = Step.PREPARED
    ready_within_s: float = 150.0
    stable_for_s: float = 60.0
    services: list[str] = []
    schema_before: int | None = None
    switched_s: float | None = None
    is_ready: bool = False
    away_s: float | None = None
    progress: str = ""
    failure: str = ""
    begun_at: str = ""
    steps: list[Done] = []

    @property
    def has_ended(self) -> bool:
        """True when nothing is left to be done."""
        return self.step in AT_THE_END


def load(folder: Path = FOLDER) -> UpgradeState | None:
    """The present or last change; None where there never was one. Raises UpgradeError for a file that is not ours."""
    path = folder / "upgrade.json"
    try:
        state = msgspec.json.decode(path.read_bytes(), type=UpgradeState)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError as error:
        raise UpgradeError(f"{path} cannot be read: {error}. Look at {path.parent}, then move it aside.") from error
    if state.format != FORMAT:
        raise UpgradeError(f"{path} has format {state.format}, this release knows {FORMAT}. Move it aside.")
    return state


def save(state: UpgradeState, folder: Path = FOLDER) -> None:
    """Write it down, and mark whether there is something left to do. Raises OSError."""
    if not state.begun_at:
        state.begun_at = clock.timestamp()
    write_atomically(folder / "upgrade.json", msgspec.json.format(msgspec.json.encode(state)), mode=0o644)
    mark = folder / UNDER_WAY
    if state.has_ended:
        mark.unlink(missing_ok=True)
    else:
        mark.touch()
