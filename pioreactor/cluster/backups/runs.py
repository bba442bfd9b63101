"""What is written down while a backup is made or copied: whoever asked for it, page or timer, can follow it."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from pioreactor import clock
from pioreactor.cluster import errands, upgrading
from pioreactor.cluster.backups.structs import BackupError
from pioreactor.cluster.errands import Desk, Errand

Kind = Literal["create", "copy"]
StageState = Literal["waiting", "running", "done", "failed", "skipped"]


class UnknownBackupRunError(BackupError):
    """There is no such record in the history."""


class BackupUnderWayError(BackupError):
    """One at a time."""


class BackupStage(msgspec.Struct, kw_only=True):
    """One stage. ``place``: the name of where it is copied to; empty: it is made, or read back before it is copied.

    ``began_at``: ISO-8601; ``took_s``: seconds of the wall; ``text``: what came of it.
    """

    place: str = ""
    state: StageState = "waiting"
    began_at: str = ""
    took_s: float | None = None
    text: str = ""


class BackupRun(Errand, kw_only=True):
    """A backup that is made (``create``) or brought to the places that lack it (``copy``).

    ``backup``: its name, empty until it has one, or for the newest; ``removed``: older ones that it superseded here.
    """

    kind: Kind
    backup: str = ""
    size_bytes: int = 0
    rows: int = 0
    removed: list[str] = msgspec.field(default_factory=list)
    stages: list[BackupStage] = msgspec.field(default_factory=lambda: [BackupStage()])


DESK: Final = Desk(
    "backing_up",
    BackupRun,
    noun="backup",
    module="pioreactor.cluster.backups.runner",
    service="pioreactor-backup",
    failure=BackupError,
    unknown=UnknownBackupRunError,
    orphaned="Whoever made it is gone, as after a power cut of the leader. What was not finished does not count.",
)


def why_not() -> str | None:
    """Why nobody takes up what is asked for here; None if somebody does."""
    if DESK.starter().exists() or not upgrading.WRAPPER.exists():
        return None
    return (
        "The service that makes backups when somebody asks is not set up. Run playbooks/site.yml; "
        "until then, on the leader: pio backup create"
    )


def new(kind: Kind, *, asked_by: str = "", backup: str = "") -> BackupRun:
    """A record of what is about to happen."""
    return BackupRun(run_id=errands.new_id(), kind=kind, asked_by=asked_by, asked_at=clock.timestamp(), backup=backup)


def ask(run: BackupRun) -> BackupRun:
    """Have it done, outside this process. Raises BackupUnderWayError, OSError."""
    present = DESK.present()
    if present is not None:
        verb = "made" if present.kind == "create" else "copied"
        raise BackupUnderWayError(f"A backup is being {verb}. Wait until that has ended.")
    DESK.ask(run)
    return run
