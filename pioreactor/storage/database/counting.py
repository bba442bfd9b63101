"""How many points series have in a range of time, without reading them: roll-ups know."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Final

from pioreactor.storage.database.ordered import LAYOUTS, Range
from pioreactor.storage.database.times import SECOND_US

_DAY_S: Final = 86_400
_BUCKET_S: Final = 600


def points_per_kind(
    conn: sqlite3.Connection, kinds: Sequence[str], experiments: Sequence[str], units: Sequence[str], span: Range
) -> dict[str, int]:
    """Points by kind of series; at both ends of the range exact to ten minutes. ``units``: only these, all if empty."""
    found = dict.fromkeys(kinds, 0)
    for series_id, kind, rolled_us in conn.execute(
        "SELECT series_id, kind, rolled_to_us FROM series WHERE experiment IN (SELECT value FROM json_each(?1)) "
        "AND kind IN (SELECT value FROM json_each(?2)) "
        "AND (json_array_length(?3) = 0 OR pioreactor_unit IN (SELECT value FROM json_each(?3)))",
        (json.dumps(list(experiments)), json.dumps(list(kinds)), json.dumps(list(units))),
    ).fetchall():
        found[kind] += _points(conn, series_id, rolled_us, span)
    return found


def rows_of_view(
    conn: sqlite3.Connection, view: str, experiments: Sequence[str], units: Sequence[str], span: Range, limit: int
) -> int:
    """Rows of a view (see LAYOUTS) that stands on a table of its own, counted up to ``limit`` by its integer times."""
    layout = LAYOUTS[view]
    query = (
        f"{layout.table} AS r WHERE r.experiment IN (SELECT value FROM json_each(:experiments)) "  # noqa: S608  (ours)
        f"AND r.t_us >= :start AND r.t_us < :end {layout.condition} AND "
        "(json_array_length(:units) = 0 OR r.pioreactor_unit IN (SELECT value FROM json_each(:units)))"
    )
    parameters = {"experiments": json.dumps(list(experiments)), "units": json.dumps(list(units))}
    return rows_at_most(conn, query, {**parameters, "start": span.start_us, "end": span.end_us}, limit)


def rows_at_most(conn: sqlite3.Connection, query: str, parameters: dict[str, object], limit: int) -> int:
    """Rows of a query, counted up to ``limit``."""
    statement = f"SELECT count(*) FROM (SELECT 1 FROM {query} LIMIT {int(limit)})"  # noqa: S608  (its own text)
    return int(conn.execute(statement, parameters).fetchone()[0])


def _points(conn: sqlite3.Connection, series_id: int, rolled_us: int, span: Range) -> int:
    """Whole days by the roll-up of days, what is left at both ends by that of ten minutes, the newest one by one."""
    end_us = min(span.end_us, rolled_us)
    day_us = _DAY_S * SECOND_US
    first_day = -(-max(span.start_us, 0) // day_us) * day_us
    last_day = max(first_day, end_us // day_us * day_us)
    count = _buckets(conn, series_id, _DAY_S, first_day, last_day)
    count += _buckets(conn, series_id, _BUCKET_S, span.start_us, min(first_day, end_us))
    count += _buckets(conn, series_id, _BUCKET_S, last_day, end_us)
    return count + int(
        conn.execute(
            "SELECT count(*) FROM points WHERE series_id = ? AND t_us >= ? AND t_us < ?",
            (series_id, max(span.start_us, rolled_us), span.end_us),
        ).fetchone()[0]
    )


def _buckets(conn: sqlite3.Connection, series_id: int, width_s: int, start_us: int, end_us: int) -> int:
    if start_us >= end_us:
        return 0
    row = conn.execute(
        "SELECT coalesce(sum(n), 0) FROM rollups WHERE series_id = ? AND width_s = ? AND t_us >= ? AND t_us < ?",
        (series_id, width_s, start_us, end_us),
    ).fetchone()
    return int(row[0])
