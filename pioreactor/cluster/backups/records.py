"""What is known about the copies of backups: which place has which, when it was last tried, and what went wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.cluster.backups.structs import Backup
from pioreactor.storage.files import write_atomically
from pioreactor.storage.paths import storage_dir

_READ_BACKS_KEPT: Final = 100


class Copy(msgspec.Struct, kw_only=True):
    """A copy as it was found at its place. ``made_at``: of the backup itself, UTC, ISO-8601."""

    name: str
    made_at: str
    size_bytes: int
    rows: int
    app_version: str
    schema: int


class PlaceRecord(msgspec.Struct, kw_only=True):
    """A place. ``where``: in words; ``copies``: newest first; ``error``: of the last try, '' if that went well."""

    where: str
    first_tried_at: str
    tried_at: str
    copies: list[Copy] = []
    error: str = ""


class Records(msgspec.Struct, kw_only=True):
    """``made``: the newest backup of this leader, and ``folder`` where it lies here."""

    made: Copy | None = None
    folder: str = ""
    places: dict[str, PlaceRecord] = {}


def load() -> Records:
    """What is written down; nothing where no backup was made yet, or where the file is damaged."""
    try:
        return msgspec.json.decode(_path().read_bytes(), type=Records)
    except (FileNotFoundError, msgspec.MsgspecError):
        return Records()


def note_made(backup: Backup) -> None:
    """A backup was made. Raises OSError."""
    records = load()
    records.made, records.folder = copy_of(backup), str(backup.folder.parent)
    _save(records)


def note_tried(name: str, where: str, copies: list[Backup] | None, error: str) -> None:
    """A place was tried. ``copies``: what it has now, newest first; None: it could not be asked. Raises OSError."""
    records = load()
    before = records.places.get(name)
    now = clock.timestamp()
    records.places[name] = PlaceRecord(
        where=where,
        first_tried_at=before.first_tried_at if before is not None and before.where == where else now,
        tried_at=now,
        copies=[copy_of(copy) for copy in copies] if copies is not None else (before.copies if before else []),
        error=error,
    )
    _save(records)


def keep_only(names: list[str]) -> None:
    """Forget places that are not configured any more. Raises OSError."""
    records = load()
    gone = records.places.keys() - set(names)
    if gone:
        records.places = {name: place for name, place in records.places.items() if name in names}
        _save(records)


def copy_of(backup: Backup) -> Copy:
    """A backup as it is written down."""
    metadata = backup.metadata
    return Copy(
        name=backup.name,
        made_at=clock.to_iso(backup.made_at),
        size_bytes=metadata.size_bytes,
        rows=sum(metadata.rows.values()),
        app_version=metadata.app_version,
        schema=metadata.schema,
    )


def note_read_back(name: str) -> None:
    """All of a backup was read again, and is whole. Raises OSError."""
    known = read_backs()
    known[name] = clock.timestamp()
    newest = sorted(known, reverse=True)[:_READ_BACKS_KEPT]
    write_atomically(_read_backs_path(), msgspec.json.encode({one: known[one] for one in newest}))


def read_backs() -> dict[str, str]:
    """When backups were last read back after they were made: name to time."""
    try:
        return msgspec.json.decode(_read_backs_path().read_bytes(), type=dict[str, str])
    except (FileNotFoundError, msgspec.MsgspecError):
        return {}


def stale(records: Records, days: float) -> dict[str, str]:
    """Places without a copy that is younger than ``days``: name to the time of the newest copy, '' for none at all.

    The leader itself has the name ''. A place that was never tried is none of them yet.
    """
    horizon = clock.to_iso(clock.now() - timedelta(days=days))
    found = {}
    if records.made is not None and records.made.made_at < horizon:
        found[""] = records.made.made_at
    for name, place in records.places.items():
        newest = max((copy.made_at for copy in place.copies), default="")
        if (newest or place.first_tried_at) < horizon:
            found[name] = newest
    return found


def _save(records: Records) -> None:
    write_atomically(_path(), msgspec.json.format(msgspec.json.encode(records)))


def _path() -> Path:
    return storage_dir() / "backup_copies.json"


def _read_backs_path() -> Path:
    """A file of its own: a check that lasts must not undo what a backup writes down meanwhile."""
    return storage_dir() / "backup_read_backs.json"
