"""Writing points of series.

``SeriesIndex`` turns what a reading belongs to into a number once; ``insert_points`` then writes tuples in bulk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final, NamedTuple, TypeAlias

PointRow: TypeAlias = tuple[int, int, float, int, float | None, float | None, str | None]
"""series_id, t_us, value, received_us, low, high, note."""

_INSERT: Final = (
    "INSERT OR IGNORE INTO points (series_id, t_us, value, received_us, low, high, note) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_BESIDE: Final = (
    "INSERT INTO points (series_id, t_us, same_time, value, received_us, low, high, note) "
    "SELECT ?1, ?2, coalesce(max(same_time) + 1, 0), ?3, ?4, ?5, ?6, ?7 FROM points WHERE series_id = ?1 AND t_us = ?2"
)


class SeriesKey(NamedTuple):
    """What a point belongs to; see the table ``series`` for the meaning of the last three."""

    kind: str
    experiment: str
    unit: str
    channel: int = 0
    angle: int = 0
    variant: str = ""


def series_id_of(conn: sqlite3.Connection, key: SeriesKey) -> int:
    """The number of a series, which is created if it does not exist."""
    query = (
        "SELECT series_id FROM series WHERE kind = ? AND experiment = ? AND pioreactor_unit = ? AND channel = ? "
        "AND angle = ? AND variant = ?"
    )
    row = conn.execute(query, key).fetchone()
    if row is None:
        conn.execute(
            "INSERT INTO series (kind, experiment, pioreactor_unit, channel, angle, variant) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            key,
        )
        row = conn.execute(query, key).fetchone()
    return int(row[0])


def series_deletions(conn: sqlite3.Connection) -> int:
    """How many series were ever deleted; when it changes, kept numbers of series may be void."""
    return int(conn.execute("SELECT count FROM series_deletions").fetchone()[0])


def insert_points(conn: sqlite3.Connection, rows: Sequence[PointRow]) -> bool:
    """Write rows in one go. False: some row was refused or its time is taken; undo and use ``insert_point``."""
    before = conn.total_changes
    conn.executemany(_INSERT, rows)
    return conn.total_changes - before == len(rows)


def insert_point(conn: sqlite3.Connection, row: PointRow, *, is_new: bool) -> bool:
    """Write one row; beside the stored ones if its time is taken. False if it was stored before.

    ``is_new``: the row is known to be new (its message carried a number not seen before). Without that, a row that
    equals a stored one is taken for the same message delivered twice. Raises sqlite3.IntegrityError for a bad value.
    """
    if not is_new and _is_stored(conn, row):
        return False
    conn.execute(_INSERT_BESIDE, row)
    return True


def _is_stored(conn: sqlite3.Connection, row: PointRow) -> bool:
    series_id, t_us, value = row[:3]
    found = conn.execute(
        "SELECT 1 FROM points WHERE series_id = ? AND t_us = ? AND value = ? AND note IS ?",
        (series_id, t_us, value, row[6]),
    ).fetchone()
    return found is not None
