"""How fast the leader's database grows, told from its roll-ups: reading every point would take minutes."""

from __future__ import annotations

import sqlite3
from typing import Final

import msgspec

from pioreactor.storage.database.space import database_space
from pioreactor.storage.database.times import SECOND_US, now_us

BYTES_PER_READING: Final = 65
"""Bytes of the file per stored reading with its share of the roll-ups, for readings some seconds apart.

Measured by ``benchmarks/database_growth.py``.
"""
BYTES_PER_POINT: Final = 44
"""The same without roll-ups: what a point less frees."""
_DAY_US: Final = 86_400 * SECOND_US
_LOOKED_AT_DAYS: Final = 7


class KindGrowth(msgspec.Struct, kw_only=True):
    """``readings``: ever taken in, also those that were thinned since; ``per_day``: of the last 7 whole days."""

    kind: str
    readings: int
    per_day: float


class Growth(msgspec.Struct, kw_only=True):
    """``used_bytes``: of the file's ``file_bytes``; the rest is used by the next rows. ``bytes_per_day``: expected."""

    file_bytes: int
    used_bytes: int
    kinds: list[KindGrowth]
    readings_per_day: float
    bytes_per_day: float


def growth(conn: sqlite3.Connection) -> Growth:
    """Readings by kind, the most frequent first. The last minutes may not be counted yet.

    The days are those from midnight to midnight UTC in which anything was measured, at most 7 before today.
    """
    today = now_us() // _DAY_US * _DAY_US
    since = today - _LOOKED_AT_DAYS * _DAY_US
    rows = conn.execute(
        "SELECT kind, sum(n), sum(CASE WHEN t_us >= ?1 AND t_us < ?2 THEN n ELSE 0 END) "
        "FROM series JOIN rollups USING (series_id) WHERE width_s = 86400 GROUP BY kind ORDER BY 2 DESC, 1",
        (since, today),
    ).fetchall()
    days = conn.execute(
        "SELECT count(DISTINCT t_us) FROM series JOIN rollups USING (series_id) "
        "WHERE width_s = 86400 AND t_us >= ? AND t_us < ?",
        (since, today),
    ).fetchone()[0]
    kinds = [KindGrowth(kind=kind, readings=n, per_day=recent / days if days else 0.0) for kind, n, recent in rows]
    space = database_space(conn)
    per_day = sum(one.per_day for one in kinds)
    return Growth(
        file_bytes=space.allocated_bytes,
        used_bytes=space.allocated_bytes - space.reclaimable_bytes,
        kinds=kinds,
        readings_per_day=per_day,
        bytes_per_day=per_day * BYTES_PER_READING,
    )
