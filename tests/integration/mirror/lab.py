"""Filling the leader's database, and what leader and mirror hold, in one form."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from pioreactor.cluster.mirror.address import connect, split
from pioreactor.cluster.mirror.filling import filler
from pioreactor.cluster.mirror.wish import Wish
from pioreactor.storage.database import transaction
from pioreactor.storage.database.points import SeriesKey, insert_point, series_id_of
from pioreactor.storage.database.rollups import advance, recompute_minutes, rolled_to
from pioreactor.storage.database.times import MINUTE_US, SECOND_US, from_us

START_US = 1_750_000_020 * SECOND_US
POINTS = (
    "SELECT experiment, kind, pioreactor_unit, channel, angle, variant, {t}, same_time, value, low, high, note, n "
    "FROM series JOIN points USING (series_id) ORDER BY 1, 2, 3, 4, 5, 6, 7, 8"
)


def wish_of(address: str) -> Wish:
    plain, password = split(address)
    return Wish(address=plain, password=password)


def fill(database: Path, address: str) -> int:
    """One look by a process that has just started."""
    with filler(wish_of(address), database) as made:
        return made.fill()


def store(conn: sqlite3.Connection, key: SeriesKey, times_us: list[int], note: str | None = "ok") -> None:
    """As the ingest does it: late points have their minutes computed anew in the same transaction."""
    with transaction(conn):
        series_id = series_id_of(conn, key)
        late = []
        for t_us in times_us:
            value = (t_us % 86_400_000_000) / 1e9
            insert_point(conn, (series_id, t_us, value, t_us + 7, value - 1, None, note), is_new=True)
            if t_us < rolled_to(conn, series_id):
                late.append(t_us)
        recompute_minutes(conn, series_id, late)
    advance(conn, series_id, max(times_us) + MINUTE_US)


def of_leader(conn: sqlite3.Connection) -> list[tuple[Any, ...]]:
    rows = conn.execute(POINTS.format(t="t_us")).fetchall()
    return [(*row[:6], from_us(row[6]), *row[7:]) for row in rows]


def query(address: str, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Rows of the mirror."""
    with closing(connect(*split(address))) as conn:
        return conn.execute(sql.encode(), parameters).fetchall()


def of_mirror(address: str) -> list[tuple[Any, ...]]:
    return query(address, POINTS.format(t="t"))
