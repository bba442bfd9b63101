"""Making a backup while everything runs, and reading it back before it counts."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import shutil
import sqlite3
from pathlib import Path

import msgspec

import pioreactor
from pioreactor import clock
from pioreactor.cluster.backups import files
from pioreactor.cluster.backups.keeping import superseded
from pioreactor.cluster.backups.structs import (
    DATABASE,
    FILES,
    METADATA,
    NAME_FORMAT,
    Backup,
    BackupError,
    Metadata,
    backups_in,
)
from pioreactor.exc import PioreactorError
from pioreactor.storage.database import receipts
from pioreactor.storage.database.connection import connect, transaction
from pioreactor.storage.database.snapshot import take
from pioreactor.storage.database.times import SECOND_US
from pioreactor.storage.files import sync_folder, write_atomically
from pioreactor.storage.paths import database_path
from pioreactor.whoami import get_unit_name

_UNFINISHED = ".unfinished-"


def create(folder: Path) -> Backup:
    """Make a backup in ``folder``, made for its owner only. It gets its name once it was read back and is whole.

    Raises BackupError if there is no database or one of this second, DatabaseError for too little space (with both
    figures) or a copy that is damaged, OSError.
    """
    database = database_path()
    if not database.exists():
        raise BackupError(f"There is no database {database} yet.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left)
    moment = clock.now()
    place = folder / moment.strftime(NAME_FORMAT)
    if place.exists():
        raise BackupError(f"{place} has just been made.")
    aside = folder / f"{_UNFINISHED}{place.name}"
    aside.mkdir(mode=0o700)
    schema = take(database, aside / DATABASE)
    (aside / DATABASE).chmod(0o600)
    files.pack(aside / FILES)
    parts = [aside / DATABASE, aside / FILES]
    metadata = Metadata(
        unit=get_unit_name(),
        app_version=pioreactor.__version__,
        created_at=clock.timestamp(),
        schema=schema,
        rows=check_database(aside / DATABASE),
        sha256={part.name: digest(part) for part in parts},
        size_bytes=sum(part.stat().st_size for part in parts),
    )
    files.names_in(aside / FILES)
    write_atomically(aside / METADATA, msgspec.json.format(msgspec.json.encode(metadata)), mode=0o600)
    aside.rename(place)
    sync_folder(folder)
    backup = Backup(place, metadata)
    _tell_units(backup, database)
    return backup


def _tell_units(backup: Backup, database: Path) -> None:
    """Note in the database what the backup holds: the ingest lets units forget it. A failure costs only space."""
    try:
        with contextlib.closing(sqlite3.connect(f"{(backup.folder / DATABASE).as_uri()}?mode=ro", uri=True)) as copy:
            through = receipts.watermarks(copy)
        if not through:
            return
        with contextlib.closing(connect(database)) as conn, transaction(conn):
            receipts.record_backed_up(conn, through, int(backup.made_at.timestamp() * SECOND_US))
    except (sqlite3.Error, PioreactorError) as error:
        logging.getLogger("pioreactor").warning(
            f"Backup {backup.name} is whole, but the units were not told of it: {error}. They keep their rows longer."
        )


def rotate(folder: Path, *, daily: int, weekly: int) -> list[str]:
    """Remove what newer backups supersede; the names of what went. Copies that a person put there count as well."""
    known = {backup.made_at: backup for backup in backups_in(folder)}
    gone = [known[time] for time in superseded(known, daily=daily, weekly=weekly)]
    for backup in gone:
        # Without its description it is no backup any more, whatever happens to the rest.
        (backup.folder / METADATA).unlink()
        shutil.rmtree(backup.folder)
    return [backup.name for backup in gone]


def verify(backup: Backup) -> None:
    """Read all of it back: checksums, the integrity of the database, its rows. Raises BackupError for a fault."""
    for name, expected in backup.metadata.sha256.items():
        part = backup.folder / name
        if not part.is_file() or digest(part) != expected:
            raise BackupError(f"{part} is {'not what was written' if part.exists() else 'missing'}. Do not rely on it.")
    rows = check_database(backup.folder / DATABASE)
    if rows != backup.metadata.rows:
        table = next(
            name for name in {**rows, **backup.metadata.rows} if rows.get(name) != backup.metadata.rows.get(name)
        )
        raise BackupError(f"{backup.folder / DATABASE} has other rows in {table} than were written.")
    files.names_in(backup.folder / FILES)


def check_database(path: Path) -> dict[str, int]:
    """Rows per table of a database file that nobody writes to. Raises BackupError unless SQLite finds it whole."""
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as conn:
            found = str(conn.execute("PRAGMA integrity_check(1)").fetchone()[0])
            if found != "ok":
                raise BackupError(f"{path} is damaged: {found}.")
            tables = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
            return {
                str(name): int(conn.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608
                for (name,) in tables
            }
    except sqlite3.Error as error:
        raise BackupError(f"{path} cannot be read: {error}.") from error


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
