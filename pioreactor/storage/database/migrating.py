"""Moving the schema up and down in numbered steps.

The number of the last applied step stands in SQLite's ``user_version``, which changes in the same transaction as the
schema itself: a step that fails leaves nothing behind.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from pioreactor.exc import DatabaseError
from pioreactor.storage.database.connection import transaction

_FOLDER: Final = Path(__file__).parent / "migrations"
_UP_NAME: Final = re.compile(r"(\d{4})_(\w+)\.up\.sql")


class Migration(NamedTuple):
    """One step; ``number`` counts from 1 without gaps."""

    number: int
    name: str
    up: Path
    down: Path


def migrations(folder: Path = _FOLDER) -> list[Migration]:
    """All known steps in order. Raises DatabaseError for a gap or a missing way down."""
    found: list[Migration] = []
    for path in sorted(folder.glob("*.up.sql")):
        match = _UP_NAME.fullmatch(path.name)
        if match is None:
            raise DatabaseError(f"{path.name} is not named <4 digits>_<name>.up.sql")
        number, name = int(match[1]), match[2]
        down = path.with_name(f"{match[1]}_{name}.down.sql")
        if number != len(found) + 1 or not down.exists():
            raise DatabaseError(f"Migration {path.name} needs number {len(found) + 1} and a file {down.name}")
        found.append(Migration(number, name, path, down))
    return found


def schema_version(conn: sqlite3.Connection) -> int:
    """Number of the last applied step; 0 for an empty database."""
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def migrate(conn: sqlite3.Connection, to: int | None = None, folder: Path = _FOLDER) -> int:
    """Bring the schema to step ``to`` (default: the newest; 0: empty) and return the number of steps taken.

    Safe when several processes do it at once. Going down deletes the data of the tables that go. Raises DatabaseError
    for a database of a newer version, of another program, or when a step fails (which is then undone as a whole).
    """
    known = migrations(folder)
    target = len(known) if to is None else to
    if schema_version(conn) == target:
        return 0
    steps = 0
    with transaction(conn):
        version = schema_version(conn)
        _check(conn, version, target, known)
        while version != target:
            version = _step(conn, known, version, upwards=version < target)
            steps += 1
    return steps


def _check(conn: sqlite3.Connection, version: int, target: int, known: list[Migration]) -> None:
    if version > len(known) or not 0 <= target <= len(known):
        raise DatabaseError(
            f"The database has schema {version}, this version knows 0 to {len(known)} and was asked for {target}. "
            "Install the version that wrote it, or restore the backup made before the upgrade."
        )
    if version == 0 and conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'experiments'").fetchone():
        raise DatabaseError(
            "The database file belongs to other software. Move it aside and start again; its data stay readable there."
        )


def _step(conn: sqlite3.Connection, known: list[Migration], version: int, *, upwards: bool) -> int:
    migration = known[version] if upwards else known[version - 1]
    path = migration.up if upwards else migration.down
    after = migration.number if upwards else migration.number - 1
    try:
        for statement in _statements(path.read_text(encoding="utf-8")):
            conn.execute(statement)
    except sqlite3.Error as error:
        raise DatabaseError(f"{path.name} failed and was undone: {error}") from error
    conn.execute(f"PRAGMA user_version = {after}")
    return after


def _statements(script: str) -> Iterator[str]:
    """Single statements, because ``executescript`` would end the surrounding transaction."""
    gathered = ""
    for line in script.splitlines(keepends=True):
        gathered += line
        if gathered.strip() and sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""
    if any(line.strip() and not line.lstrip().startswith("--") for line in gathered.splitlines()):
        yield gathered
