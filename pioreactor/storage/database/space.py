"""How much of the database file is in use, and giving the rest back to the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

import msgspec

_WORTH_FRACTION: Final = 0.2
"""Free part of the file from which giving it back is worth the writing; less is used by the next rows."""
_LEFT_FRACTION: Final = 0.05
_PAGES_PER_STEP: Final = 500


class DatabaseSpace(msgspec.Struct):
    """How much of the file is in use, in pages and bytes; freed pages are used again by later rows."""

    page_size: int
    page_count: int
    freelist_count: int
    allocated_bytes: int
    reclaimable_bytes: int
    reclaimable_fraction: float


def database_space(conn: sqlite3.Connection) -> DatabaseSpace:
    """Size of the database file and the part of it that is free for new rows."""
    size, count, free = (
        int(conn.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_size", "page_count", "freelist_count")
    )
    return DatabaseSpace(size, count, free, size * count, size * free, round(free / count, 4) if count else 0.0)


def give_back(conn: sqlite3.Connection, worth_bytes: int = 32 * 2**20) -> Iterator[DatabaseSpace]:
    """Make the file smaller if a fifth of it or more is free, in short steps; yields what is left after each.

    Nothing happens for less than ``worth_bytes``, nor to a database that was made without incremental vacuum.
    """
    now = database_space(conn)
    if now.reclaimable_fraction < _WORTH_FRACTION or now.reclaimable_bytes < worth_bytes:
        return
    while now.reclaimable_fraction > _LEFT_FRACTION:
        conn.execute(f"PRAGMA incremental_vacuum({_PAGES_PER_STEP})").fetchall()
        before, now = now, database_space(conn)
        if now.page_count == before.page_count:
            return
        yield now
