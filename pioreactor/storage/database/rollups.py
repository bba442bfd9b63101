"""Roll-ups: points summed up per bucket, kept exact whatever order the points come in.

Each series has a watermark ``rolled_to_us``. Roll-ups hold exactly the points before it; whoever reads adds the few
points after it. Points that arrive before the watermark make their buckets be computed anew from the stored points, so
a row that comes late, twice or out of order can never be counted wrongly. A stored point may be the mean of ``n``
(see ``thinning``) and counts as many.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from pioreactor.storage.database.connection import transaction
from pioreactor.storage.database.times import MINUTE_US, SECOND_US

WIDTHS_S: Final = (60, 240, 600, 1800, 3600, 14_400, 86_400)
"""Bucket widths in seconds. Each neighbour ratio is at most 6, so a chart never reads many rows per drawn point."""

_BASE: Final = {240: 60, 600: 60, 1800: 600, 3600: 1800, 14_400: 3600, 86_400: 14_400}

_FROM_POINTS: Final = (
    "INSERT INTO rollups (series_id, width_s, t_us, n, mean, min, max, low, high) "
    "SELECT series_id, 60, t_us - t_us % 60000000 AS bucket, sum(n), sum(n * value) / sum(n), min(value), max(value), "
    "sum(n * low) / sum(CASE WHEN low IS NOT NULL THEN n END), "
    "sum(n * high) / sum(CASE WHEN high IS NOT NULL THEN n END) "
    "FROM points WHERE series_id = ? AND t_us >= ? AND t_us < ? GROUP BY bucket "
    # Extremes only grow, because points are only added: so those stay that a thinned minute has nowhere else.
    "ON CONFLICT DO UPDATE SET n = excluded.n, mean = excluded.mean, min = min(rollups.min, excluded.min), "
    "max = max(rollups.max, excluded.max), low = excluded.low, high = excluded.high"
)
_FROM_ROLLUPS: Final = (
    "INSERT OR REPLACE INTO rollups (series_id, width_s, t_us, n, mean, min, max, low, high) "
    "SELECT series_id, ?2, t_us - t_us % (?2 * 1000000) AS bucket, sum(n), sum(n * mean) / sum(n), min(min), max(max), "
    "sum(n * low) / sum(CASE WHEN low IS NOT NULL THEN n END), "
    "sum(n * high) / sum(CASE WHEN high IS NOT NULL THEN n END) "
    "FROM rollups WHERE series_id = ?1 AND width_s = ?3 AND t_us >= ?4 AND t_us < ?5 GROUP BY bucket"
)


def rolled_to(conn: sqlite3.Connection, series_id: int) -> int:
    """The watermark of a series in microseconds; 0 if nothing is rolled up or the series is gone."""
    row = conn.execute("SELECT rolled_to_us FROM series WHERE series_id = ?", (series_id,)).fetchone()
    return int(row[0]) if row else 0


def advance(conn: sqlite3.Connection, series_id: int, to_us: int) -> int:
    """Roll up everything before the minute of ``to_us`` and return the new watermark. Never moves backwards."""
    start = rolled_to(conn, series_id)
    end = to_us - to_us % MINUTE_US
    if end <= start:
        return start
    with transaction(conn):
        first = conn.execute(
            "SELECT min(t_us) FROM points WHERE series_id = ? AND t_us >= ? AND t_us < ?", (series_id, start, end)
        ).fetchone()[0]
        if first is not None:
            recompute(conn, series_id, first - first % MINUTE_US, end)
        conn.execute("UPDATE series SET rolled_to_us = ? WHERE series_id = ?", (end, series_id))
    return end


def recompute(conn: sqlite3.Connection, series_id: int, start_us: int, end_us: int) -> None:
    """Compute all buckets that overlap [start_us, end_us), both whole minutes not after the watermark, from the points.

    Part of the caller's transaction. Buckets are replaced, never added to.
    """
    conn.execute(_FROM_POINTS, (series_id, start_us, end_us))
    for width_s, base_s in _BASE.items():
        width_us = width_s * SECOND_US
        first = start_us - start_us % width_us
        last = end_us + -end_us % width_us
        conn.execute(_FROM_ROLLUPS, (series_id, width_s, base_s, first, last))


def recompute_minutes(conn: sqlite3.Connection, series_id: int, times_us: Iterable[int]) -> None:
    """Compute the buckets of single late points anew; neighbouring minutes are done together."""
    for start, end in _runs(sorted({t - t % MINUTE_US for t in times_us})):
        recompute(conn, series_id, start, end)


def note_stale(conn: sqlite3.Connection, series_id: int, t_us: int) -> None:
    """Note a point that another program than the ingest has stored, if roll-ups of its time exist.

    Part of the caller's transaction; the ingest works the note off.
    """
    conn.execute(
        "INSERT OR IGNORE INTO stale_rollups (series_id, t_us) "
        "SELECT series_id, ?2 FROM series WHERE series_id = ?1 AND rolled_to_us > ?2",
        (series_id, t_us),
    )


def refresh_stale(conn: sqlite3.Connection, limit: int = 1000) -> int:
    """Bring roll-ups up to date after rows were inserted by plain SQL; returns how many notes were worked off."""
    notes = conn.execute("SELECT series_id, t_us FROM stale_rollups LIMIT ?", (limit,)).fetchall()
    if not notes:
        return 0
    by_series: dict[int, list[int]] = {}
    for series_id, t_us in notes:
        by_series.setdefault(series_id, []).append(t_us)
    with transaction(conn):
        for series_id, times in by_series.items():
            recompute_minutes(conn, series_id, times)
        conn.executemany("DELETE FROM stale_rollups WHERE series_id = ? AND t_us = ?", notes)
    return len(notes)


def _runs(minutes: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for minute in minutes:
        if runs and runs[-1][1] == minute:
            runs[-1] = (runs[-1][0], minute + MINUTE_US)
        else:
            runs.append((minute, minute + MINUTE_US))
    return runs
