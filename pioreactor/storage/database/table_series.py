"""Charts of any table that follows the ecosystem's convention: columns experiment, pioreactor_unit, timestamp.

Plugins add such tables. They are read row by row, so the cost grows with the window.
"""

from __future__ import annotations

import sqlite3
from itertools import groupby

from pioreactor.clock import to_iso
from pioreactor.exc import DatabaseError
from pioreactor.storage.database.series import TARGET_POINTS, SeriesColumns
from pioreactor.storage.database.times import from_us, text_to_us

_NEEDED = {"experiment", "pioreactor_unit", "timestamp"}


def table_columns(
    conn: sqlite3.Connection,
    experiment: str,
    table: str,
    column: str,
    *,
    unit: str | None = None,
    start_s: float | None = None,
    end_s: float | None = None,
    target_points: int = TARGET_POINTS,
) -> list[SeriesColumns]:
    """One line per unit, thinned to about ``target_points`` by keeping every k-th row and the last one.

    ``start_s``, ``end_s``: unix seconds. Raises DatabaseError when there is no such table or column, or the table
    does not follow the convention.
    """
    _check(conn, table, column)
    rows = conn.execute(
        f'SELECT pioreactor_unit, timestamp, "{column}" FROM "{table}" '  # noqa: S608  (both are existing names)
        f'WHERE experiment = ?1 AND (?2 IS NULL OR pioreactor_unit = ?2) AND "{column}" IS NOT NULL '
        "AND timestamp >= ?3 AND timestamp <= ?4 ORDER BY pioreactor_unit, timestamp",
        (experiment, unit, _bound(start_s, "0"), _bound(end_s, "~")),
    )
    found = []
    for owner, its_rows in groupby(rows, key=lambda row: str(row[0])):
        pairs = [(t, float(y)) for _, t, y in its_rows if isinstance(y, int | float)]
        step = max(1, len(pairs) // max(1, target_points))
        kept = pairs[::step] if not pairs or pairs[::step][-1] is pairs[-1] else [*pairs[::step], pairs[-1]]
        found.append(
            SeriesColumns(
                name=owner,
                unit=owner,
                channel=None,
                t_ms=[text_to_us(_with_zone(t)) // 1000 for t, _ in kept],
                y=[y for _, y in kept],
                y_min=None,
                y_max=None,
            )
        )
    return found


def _check(conn: sqlite3.Connection, table: str, column: str) -> None:
    names = {row[0] for row in conn.execute("SELECT name FROM pragma_table_info(?)", (table,))}
    if not names:
        raise DatabaseError(f"There is no table {table!r}.")
    if missing := sorted((_NEEDED | {column}) - names):
        raise DatabaseError(f"The table {table!r} has no column {missing[0]!r}.")


def _bound(seconds: float | None, otherwise: str) -> str:
    return otherwise if seconds is None else to_iso(from_us(round(seconds * 1_000_000)))


def _with_zone(text: str) -> str:
    return text if text.endswith("Z") or "+" in text else text + "Z"
