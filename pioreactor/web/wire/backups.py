"""Bodies of the routes of backups; a run itself is ``BackupRun`` of :mod:`pioreactor.cluster.backups`."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from pioreactor.cluster.backups.comparing import Comparison
from pioreactor.cluster.backups.runs import BackupRun

BackupName = Annotated[str, Meta(pattern=r"^(\d{8}T\d{6}Z)?$")]
PlaceName = Annotated[str, Meta(max_length=100)]


class BackupLine(Struct, kw_only=True):
    """One backup. ``made_at``, ``read_back_at``: ISO-8601 in UTC; it is read back when it is made, and by each check.

    ``places``: names of other places that had it when they were last tried; ``is_usable``: this version knows its
    schema.
    """

    name: str
    made_at: str
    read_back_at: str
    size_bytes: int
    rows: int
    version: str
    schema: int
    is_usable: bool
    is_here: bool
    places: list[str]


class BackupPlace(Struct, kw_only=True):
    """Another place of backups. ``where``: in words; ``error``: what went wrong, in its configuration or the last try.

    ``tried_at``, ``newest_at``: ISO-8601, null before the first try or copy; ``copies``: as they were found then.
    """

    name: str
    kind: Literal["folder", "unit"]
    where: str
    error: str
    tried_at: str | None
    copies: int
    newest_at: str | None


class Backups(Struct, kw_only=True):
    """``why_not``: why nobody makes one at request, null if somebody does; ``damaged``: those that cannot be read.

    ``run``: the present or last one that was made or copied, by whomever; ``stale_after_days``: older is an alarm.
    """

    why_not: str | None
    stale_after_days: float
    backups: list[BackupLine]
    damaged: list[str]
    places: list[BackupPlace]
    run: BackupRun | None


class CopyBackup(Struct, forbid_unknown_fields=True):
    """``name``: which backup; empty for the newest."""

    name: BackupName = ""


class CheckRestore(Struct, forbid_unknown_fields=True):
    """``place``: the name of the place it is read from; empty for the leader itself."""

    place: PlaceName = ""


class RestoreChecked(Struct, kw_only=True):
    """The backup is whole and fits this version. ``changes``: what a restore would do; nothing was changed.

    ``commands``: what to type on the leader to do it, line by line; ``files_option``: to add to it so that the files
    beside the database come back as well; ``undo``: to take it back.
    """

    name: str
    changes: Comparison
    commands: list[str]
    files_option: str
    undo: list[str]
