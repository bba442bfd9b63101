"""A copy of the leader's database, taken while it is in use, and its way back."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Final

from pioreactor import clock
from pioreactor.exc import DatabaseError
from pioreactor.storage.database.connection import connect
from pioreactor.storage.database.migrating import schema_version
from pioreactor.storage.files import sync_folder

SPARE: Final = 1.1
"""Free space that a copy needs, as a multiple of the database."""
_PARTS: Final = ("", "-wal", "-shm")


def take(database: Path, target: Path) -> int:
    """Copy the database to ``target`` while others write to it, verify the copy and return its schema version.

    Written beside and renamed. Raises DatabaseError for too little space, with both figures, and for a copy that is
    damaged.
    """
    needed = int(_size(database) * SPARE)
    target.parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(target.parent).free
    if free < needed:
        raise DatabaseError(
            f"A copy of the database needs {needed / 1e6:.0f} MB in {target.parent}, {free / 1e6:.0f} MB are free. "
            "Free some space there."
        )
    aside = target.with_name(f"{target.name}.incoming")
    aside.unlink(missing_ok=True)
    try:
        with (
            contextlib.closing(connect(database, readonly=True)) as source,
            contextlib.closing(sqlite3.connect(aside)) as copy,
        ):
            source.backup(copy)  # all pages at once: in WAL mode this holds up nobody
            copy.execute("PRAGMA journal_mode = DELETE")
        version = verify(aside)
    except sqlite3.Error as error:
        aside.unlink(missing_ok=True)
        raise DatabaseError(f"The database {database} could not be copied: {error}") from error
    _sync(aside)
    aside.replace(target)
    sync_folder(target.parent)
    return version


def verify(copy: Path) -> int:
    """The schema version of a copy. Raises DatabaseError if it is damaged, or no database of this software."""
    try:
        with contextlib.closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            found = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
            version = schema_version(conn)
    except sqlite3.Error as error:
        found, version = str(error), 0
    if found != "ok" or version == 0:
        raise DatabaseError(f"{copy} is not a sound copy of the database: {found}.")
    return version


def bring_back(snapshot: Path, database: Path) -> int:
    """Put a snapshot in the place of the database, which nobody may have open; returns its schema version.

    What was there is kept beside it, under ``.replaced-<time>``. Interrupted, it can be called again. Raises
    DatabaseError if the snapshot is damaged, OSError.
    """
    version = verify(snapshot)
    incoming = database.with_name(f"{database.name}.incoming")
    shutil.copyfile(snapshot, incoming)
    incoming.chmod(database.stat().st_mode & 0o777 if database.exists() else 0o660)
    _sync(incoming)
    stamp = clock.now().strftime("%Y%m%dT%H%M%S")
    for part in _PARTS:  # with its log: a log of another database must never be applied to this one
        present = database.with_name(database.name + part)
        if present.exists():
            present.rename(database.with_name(f"{database.name}.replaced-{stamp}{part}"))
    incoming.rename(database)
    sync_folder(database.parent)
    return version


def _size(database: Path) -> int:
    paths = [database.with_name(database.name + part) for part in _PARTS]
    return sum(path.stat().st_size for path in paths if path.exists())


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
