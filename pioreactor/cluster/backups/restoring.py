"""Putting a backup back, with a way to undo it."""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import sqlite3
from pathlib import Path
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.cluster.backups import files
from pioreactor.cluster.backups.making import check_database, verify
from pioreactor.cluster.backups.structs import DATABASE, FILES, NAME_FORMAT, Backup, BackupError
from pioreactor.config import forget_config
from pioreactor.exc import DatabaseError
from pioreactor.leader.identity.at_leader import account
from pioreactor.storage.database import audit, sign_ins
from pioreactor.storage.database.connection import connect
from pioreactor.storage.database.migrating import migrate, migrations
from pioreactor.storage.database.snapshot import bring_back
from pioreactor.storage.paths import data_root, database_path

_REPLACED: Final = ".replaced-"
_OPEN_BYTE: Final = 128
"""Of the -shm file: each open connection holds a shared lock on it, SQLite's "deadman switch" (its os_unix.c)."""


class Outcome(msgspec.Struct, kw_only=True):
    """``rows``: per table, after. ``steps``: migrations taken. ``files``: names that were put back."""

    rows: dict[str, int]
    steps: int
    files: list[str]


def check(backup: Backup) -> None:
    """Raise BackupError unless this version can use the backup: whole, and of a schema that is known here."""
    verify(backup)
    require_known_schema(backup)


def require_known_schema(backup: Backup) -> None:
    """Raise BackupError for a backup of a newer version. Reads its description only."""
    newest = len(migrations())
    if backup.metadata.schema > newest:
        raise BackupError(
            f"{backup.name} was made by version {backup.metadata.app_version} with schema {backup.metadata.schema}; "
            f"this version knows schemas up to {newest}. Upgrade first, then restore."
        )


def require_nobody_uses(database: Path) -> None:
    """Raise BackupError while any process has the database open; else fold its log into it, so that it is one file."""
    if not database.exists():
        return
    try:
        with contextlib.closing(sqlite3.connect(database, timeout=0.5, isolation_level=None)) as conn:
            mode = conn.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise BackupError(_in_use(str(error))) from error
    except sqlite3.DatabaseError as error:  # damaged, which is what a restore is for: it is kept as it lies there
        if _is_open_elsewhere(database):
            raise BackupError(_in_use(str(error))) from error
        return
    if mode != "delete":
        raise BackupError("The database is in use. Stop the services first: sudo systemctl stop pioreactor.target")


def _in_use(why: str) -> str:
    return (
        f"The database is in use ({why}). Stop what writes to it first: "
        "sudo systemctl stop pioreactor-mirror.path pioreactor-mirror pioreactor-web pioreactor-ingest"
    )


def _is_open_elsewhere(database: Path) -> bool:
    """Whether another process has a database open that SQLite cannot ask, by the lock that each holds in WAL mode."""
    try:
        with database.with_name(f"{database.name}-shm").open("r+b") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _OPEN_BYTE)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def restore(backup: Backup, *, with_files: bool) -> Outcome:
    """Put the database back, and with ``with_files`` also configuration, secrets, calibrations, profiles and plugins.

    What was there is kept: the database beside the new one, files under ``replaced-files-<time>`` in the data root. The
    schema is then brought to that of this version. Raises BackupError, DatabaseError, OSError.
    """
    check(backup)
    database = database_path()
    require_nobody_uses(database)
    bring_back(backup.folder / DATABASE, database)
    rows, steps = _settle(database, f"backup {backup.name}")
    put_back: list[str] = []
    if with_files:
        aside = data_root() / f"replaced-files-{clock.now().strftime(NAME_FORMAT)}"
        put_back = files.put_back(backup.folder / FILES, aside)
    return Outcome(rows=rows, steps=steps, files=put_back)


def restore_onto_nothing(backup: Backup) -> Outcome:
    """Put all of a backup to where nothing is yet. Interrupted, it can be called again.

    The files come first: the configuration says where the database is. Raises BackupError and DatabaseError, after
    which there is nothing again; OSError.
    """
    check(backup)
    root = data_root()
    aside = root / f"{_REPLACED.strip('.-')}-by-backup"  # of an attempt with another backup
    names = files.put_back(backup.folder / FILES, aside)
    shutil.rmtree(aside, ignore_errors=True)
    forget_config()
    database = database_path()
    database.parent.mkdir(parents=True, exist_ok=True)
    try:
        _remove(database)
        return msgspec.structs.replace(restore(backup, with_files=False), files=names)
    except (BackupError, DatabaseError):
        _remove(database)
        for name in files.names_in(backup.folder / FILES):
            (root / name).unlink(missing_ok=True)
        raise


def _remove(database: Path) -> None:
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()


def undo() -> Outcome:
    """Put back the database that the last restore replaced; what is there now is kept. Raises BackupError."""
    database = database_path()
    replaced = sorted(database.parent.glob(f"{database.name}{_REPLACED}*"))
    replaced = [path for path in replaced if not path.name.endswith(("-wal", "-shm"))]
    if not replaced:
        raise BackupError(f"No replaced database lies beside {database}; there is nothing to undo.")
    require_nobody_uses(database)
    bring_back(replaced[-1], database)
    replaced[-1].unlink()
    rows, steps = _settle(database, f"what was replaced, {replaced[-1].name}")
    return Outcome(rows=rows, steps=steps, files=[])


def _settle(database: Path, what: str) -> tuple[dict[str, int], int]:
    with contextlib.closing(connect(database)) as conn:
        steps = migrate(conn)
        # A session that was ended since the backup must not come back with it.
        sign_ins.end_all(conn)
        audit.append(
            conn,
            audit.Entry(
                actor=account(),
                role="admin",
                source="local",
                action="Restore the database",
                object=what,
                outcome="done",
            ),
        )
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return check_database(database), steps
