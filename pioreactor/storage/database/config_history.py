"""Earlier versions of configuration files, secrets hidden.

File names: ``config.ini`` for the shared file, ``unit_config.ini::<unit>`` for a unit's own (older rows:
``config_<unit>.ini``), ``config.ini::<unit>`` for a copy of the shared file that somebody edited on the unit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.exc import DatabaseError
from pioreactor.storage.database.connection import transaction

SHARED: Final = "config.ini"


class UnknownVersionError(DatabaseError):
    """There is no such version of the file."""


class ConfigVersion(msgspec.Struct):
    """The text that a configuration file got at a time; ``version`` counts from 1 per file."""

    filename: str
    timestamp: str
    data: str
    version: int | None = None


def own_files(unit: str) -> tuple[str, str]:
    """The names under which a unit's own file is kept, the present one first."""
    return f"unit_config.ini::{unit}", f"config_{unit}.ini"


def shared_copy(unit: str) -> str:
    """The name under which copies of the shared file are kept that somebody edited on the unit."""
    return f"{SHARED}::{unit}"


def record_config(conn: sqlite3.Connection, filename: str, data: str, digest: str | None = None) -> ConfigVersion:
    """Keep a version and return it; one that is the same as the newest is not kept twice.

    ``data``: the text, secrets hidden. ``digest``: that of the text with its secrets, by which a file is known again.
    """
    with transaction(conn):
        newest = newest_version(conn, filename)
        if newest is not None and newest.data == data and _is_same(conn, newest, digest):
            return newest
        number = 1 + (newest.version or 0 if newest is not None else 0)
        fresh = ConfigVersion(filename, clock.timestamp(), data, number)
        conn.execute(
            "INSERT INTO config_files_histories (timestamp, filename, data, version, digest) VALUES (?, ?, ?, ?, ?)",
            (fresh.timestamp, filename, data, number, digest),
        )
        return fresh


def _is_same(conn: sqlite3.Connection, newest: ConfigVersion, digest: str | None) -> bool:
    """Whether the digest is that of the newest version; a version without one (of older software) gets it."""
    if digest is None:
        return True
    where = "filename = ? AND version = ?"
    key = (newest.filename, newest.version)
    conn.execute(f"UPDATE config_files_histories SET digest = ? WHERE {where} AND digest IS NULL", (digest, *key))  # noqa: S608
    (stored,) = conn.execute(f"SELECT digest FROM config_files_histories WHERE {where}", key).fetchone()  # noqa: S608
    return bool(stored == digest)


def config_history(conn: sqlite3.Connection, filenames: Sequence[str], limit: int = 200) -> list[ConfigVersion]:
    """Kept versions of a file (which may have had several names), newest first."""
    marks = ", ".join("?" * len(filenames))
    rows = conn.execute(
        f"SELECT filename, timestamp, data, version FROM config_files_histories WHERE filename IN ({marks}) "  # noqa: S608
        "ORDER BY timestamp DESC, rowid DESC LIMIT ?",
        (*filenames, limit),
    )
    return [ConfigVersion(*row) for row in rows]


def newest_version(conn: sqlite3.Connection, filename: str) -> ConfigVersion | None:
    """The version with the highest number; None if there is none."""
    for row in conn.execute(
        "SELECT filename, timestamp, data, version FROM config_files_histories WHERE filename = ? "
        "ORDER BY version DESC LIMIT 1",
        (filename,),
    ):
        return ConfigVersion(*row)
    return None


def get_version(conn: sqlite3.Connection, filename: str, version: int) -> ConfigVersion:
    """One kept version. Raises UnknownVersionError."""
    for row in conn.execute(
        "SELECT filename, timestamp, data, version FROM config_files_histories WHERE filename = ? AND version = ?",
        (filename, version),
    ):
        return ConfigVersion(*row)
    raise UnknownVersionError(f"{filename} has no version {version}. `pio cluster config history` lists them.")


def version_with(conn: sqlite3.Connection, filename: str, digest: str) -> int | None:
    """The newest version of the file that had this digest; None for a text that was never a version of it."""
    query = "SELECT max(version) FROM config_files_histories WHERE filename = ? AND digest = ?"
    found: int | None = conn.execute(query, (filename, digest)).fetchone()[0]
    return found
