"""Where backups are: those on this leader, and those that its other places have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from pioreactor.cluster.backups import records
from pioreactor.cluster.backups.bringing import opened
from pioreactor.cluster.backups.places import find_place
from pioreactor.cluster.backups.structs import Backup, UnknownBackupError, backups_in, default_folder, find


class Known(msgspec.Struct, kw_only=True):
    """A backup. ``here``: as it lies on this leader, None if it does not; ``places``: names of others that have it."""

    copy: records.Copy
    here: Backup | None
    places: list[str]


def made_in() -> Path:
    """Where the newest backup was made, if that is known and still there; else where they are kept by default."""
    folder = records.load().folder
    return Path(folder) if folder and Path(folder).is_dir() else default_folder()


def known(found: Sequence[Backup], tried: Mapping[str, records.PlaceRecord]) -> list[Known]:
    """``found`` here, together with the copies that places had when they were last tried. Newest first."""
    rows = {one.name: Known(copy=records.copy_of(one), here=one, places=[]) for one in found}
    for place, record in tried.items():
        for copy in record.copies:
            rows.setdefault(copy.name, Known(copy=copy, here=None, places=[])).places.append(place)
    return [rows[name] for name in sorted(rows, reverse=True)]


def copies_at(source: str) -> list[Backup]:
    """What a place, by its name, or a folder has now. Raises BackupError."""
    place = find_place(source)
    if place is None:
        return backups_in(Path(source))
    with opened(place) as store:
        return store.copies()


def brought(name: str | None, source: str | None) -> Backup:
    """A backup by its name, or the newest, from here, a place or a folder; brought here if it is on another unit.

    Raises UnknownBackupError, BackupError.
    """
    place = find_place(source) if source else None
    if place is None:
        return find(Path(source) if source else made_in(), name)
    with opened(place) as store:
        copies = store.copies()
        wanted = [one for one in copies if name in (None, one.name)]
        if not wanted:
            there = f" There are: {', '.join(one.name for one in copies)}." if copies else ""
            raise UnknownBackupError(
                f"There is no backup{f' {name!r}' if name else ''} at {place.name} ({place}).{there}"
            )
        return store.fetch(wanted[0], made_in())
