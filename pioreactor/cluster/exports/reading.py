"""The connection that an export reads through: one moment of the database, nothing but reading, little memory."""

from __future__ import annotations

import base64
import binascii
import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pioreactor.cluster.exports.errors import ExportError
from pioreactor.storage.database.connection import connect

SECRET_TABLES: Final = frozenset({"users", "sessions", "sign_in_links", "api_tokens"})
"""Nobody's passwords and tokens leave the leader by an export, whatever the query of a plugin says."""
_READS: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE, sqlite3.SQLITE_TRANSACTION})
_BUSY_WAIT_MS: Final = 5000


@contextlib.contextmanager
def snapshot(path: Path | None = None) -> Iterator[sqlite3.Connection]:
    """The database as it is now, for as long as this lasts, whatever is written meanwhile.

    Only statements that read are possible, and none that reads a secret. ``path``: default the leader's database.
    Raises ExportError.
    """
    try:
        conn = connect(path, readonly=True, busy_wait_ms=_BUSY_WAIT_MS)
    except sqlite3.Error as error:
        raise ExportError(
            f"The database cannot be opened: {error}. It is made when the leader first starts."
        ) from error
    with contextlib.closing(conn):
        conn.execute("PRAGMA query_only = ON")
        conn.execute("PRAGMA mmap_size = 0")  # pages that were read are given back at once
        conn.execute("PRAGMA temp_store = FILE")  # for the sorting of tables that have no index to go by
        conn.create_function("BASE64", 1, _base64, deterministic=True)
        conn.set_authorizer(_may)
        conn.execute("BEGIN")
        conn.execute("SELECT 1 FROM experiments LIMIT 1").fetchone()  # the moment is that of the first reading
        yield conn


def quoted(name: str) -> str:
    """A name of a table or column as it stands in SQL."""
    return '"' + name.replace('"', '""') + '"'


def _may(action: int, first: str | None, second: str | None, _database: str | None, _source: str | None) -> int:
    if action in _READS:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ:
        return sqlite3.SQLITE_DENY if first in SECRET_TABLES else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if second == "load_extension" else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_UPDATE and first == "sqlite_master":
        return sqlite3.SQLITE_OK  # what a function like json_each asks when it is set up; the file itself is read only
    return sqlite3.SQLITE_DENY


def _base64(value: object) -> bytes | str | None:
    """As the function of this name in SQLite's own tools: text is decoded, bytes are encoded."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if not isinstance(value, str):
        return None
    try:
        return base64.b64decode(value, validate=False)
    except (binascii.Error, ValueError):
        return None
