"""What putting a backup back would change, and what would be lost by it."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import timedelta

import msgspec

import pioreactor
from pioreactor import clock
from pioreactor.cluster.backups.structs import DATABASE, Backup
from pioreactor.storage.database.connection import connect
from pioreactor.storage.database.migrating import migrations, schema_version
from pioreactor.storage.database.receipts import backed_up
from pioreactor.storage.database.times import SECOND_US
from pioreactor.storage.paths import database_path


class RowsOfTable(msgspec.Struct, kw_only=True):
    """Rows of a table: now, and in the backup. None: there is no such table."""

    now: int | None
    backup: int | None


class Comparison(msgspec.Struct, kw_only=True):
    """A backup against what is there now.

    ``age_s``: seconds since it was made; ``tables``: those whose rows differ in number; ``experiments_lost``: made
    since; ``experiments_back``: deleted since; ``rows_lost``: how many rows fewer there would be, table by table;
    ``units_keep``: units keep what they measured since, and are asked for it again. ``is_damaged``: what is there now
    cannot be read, so nothing of it is compared.
    """

    made_at: str
    age_s: float
    version: str
    backup_version: str
    schema: int
    backup_schema: int
    tables: dict[str, RowsOfTable]
    rows_lost: int
    experiments_lost: list[str]
    experiments_back: list[str]
    units_keep: bool
    is_damaged: bool = False


def compare(backup: Backup) -> Comparison:
    """Look at both. The database may be in use, damaged, or not be there at all. Raises sqlite3.Error."""
    try:
        return _compare(backup, database_path().exists())
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return msgspec.structs.replace(_compare(backup, False), is_damaged=True)


def _compare(backup: Backup, with_present: bool) -> Comparison:
    with contextlib.ExitStack() as opened:
        uri = f"{(backup.folder / DATABASE).absolute().as_uri()}?mode=ro&immutable=1"
        copy = opened.enter_context(contextlib.closing(sqlite3.connect(uri, uri=True)))
        then = backup.metadata.rows
        present = None
        if with_present:
            present = opened.enter_context(contextlib.closing(connect(readonly=True)))
        now = _rows(present) if present is not None else {}
        tables = {
            name: RowsOfTable(now=now.get(name), backup=then.get(name))
            for name in sorted({*now, *then})
            if now.get(name) != then.get(name)
        }
        mine, theirs = _experiments(present), _experiments(copy)
        return Comparison(
            made_at=clock.to_iso(backup.made_at),
            age_s=max(0.0, (clock.now() - backup.made_at) / timedelta(seconds=1)),
            version=pioreactor.__version__,
            backup_version=backup.metadata.app_version,
            schema=schema_version(present) if present is not None else len(migrations()),
            backup_schema=backup.metadata.schema,
            tables=tables,
            rows_lost=sum(max(0, (table.now or 0) - (table.backup or 0)) for table in tables.values()),
            experiments_lost=sorted(mine - theirs),
            experiments_back=sorted(theirs - mine),
            units_keep=_do_units_keep(present, backup),
        )


def _rows(conn: sqlite3.Connection) -> dict[str, int]:
    names = [str(name) for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: int(conn.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names}  # noqa: S608


def _experiments(conn: sqlite3.Connection | None) -> set[str]:
    return {str(name) for (name,) in conn.execute("SELECT experiment FROM experiments")} if conn is not None else set()


def _do_units_keep(present: sqlite3.Connection | None, backup: Backup) -> bool:
    """Units forget what the newest backup holds; so they have all that came after this one only if it is the newest."""
    if present is None:
        return False
    try:
        return 0 < backed_up(present).made_us <= int(backup.made_at.timestamp() * SECOND_US)
    except sqlite3.Error:
        return False
