"""Copying what is not a number over time, row by row: log lines, events, settings, alarms.

The leader gives each row a number, and the mirror remembers the last one that it has. Numbers are used again where the
newest rows were deleted, or the leader was put back from a backup. Then the last row is another one or not there, and
the table is gone through from its beginning. A row is known by what is in it, so that it is not taken twice.
"""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pioreactor.cluster.mirror.cells import text_for, within_calendar
from pioreactor.storage.database.times import from_us

if TYPE_CHECKING:
    import psycopg

ROWS_PER_STEP: Final = 5_000
_RECEIVED: Final = "received_us"
_US: Final = "_us"


class Table(NamedTuple):
    """``columns`` as the leader calls them; times end in ``_us``. ``later``: one that may be filled in afterwards.

    ``identity``: those that say which row it is; none: all but ``later`` and when it came.
    """

    name: str
    columns: tuple[str, ...]
    later: str = ""
    identity: tuple[str, ...] = ()

    def key(self, row: Sequence[Any]) -> uuid.UUID:
        """Says which row this is."""
        which = self.identity or [name for name in self.columns if name not in (_RECEIVED, self.later)]
        told = [cell for name, cell in zip(self.columns, row, strict=True) if name in which]
        return uuid.UUID(bytes=hashlib.blake2b(repr(told).encode(), digest_size=16).digest())


_WHERE: Final = ("experiment", "pioreactor_unit")
SETTINGS: Final = Table(
    "automation_settings",
    ("automation_type", *_WHERE, "started_us", "ended_us", _RECEIVED, "automation_name", "settings"),
    later="ended_us",
)
TABLES: Final = (
    Table("pwm_duty_cycles", (*_WHERE, "t_us", _RECEIVED, *(f"channel_{n}" for n in range(1, 6)))),
    Table("automation_events", ("automation_type", *_WHERE, "t_us", _RECEIVED, "event_name", "message", "data")),
    SETTINGS,
    Table("profile_runs", (*_WHERE, "started_us", _RECEIVED, "experiment_profile_name")),
    Table("log_lines", (*_WHERE, "t_us", _RECEIVED, "severity", "level", "source", "task", "message")),
    Table(
        "alarm_transitions",
        (
            *("pioreactor_unit", "experiment", "code", "raised_us", "state", "t_us", _RECEIVED, "by_whom", "severity"),
            *("title", "text", "remedy", "source", "data"),
        ),
        identity=("pioreactor_unit", "code", "raised_us", "state"),
    ),
)


def copy(
    source: sqlite3.Connection, target: psycopg.Connection, tell: Callable[[int], None] = lambda rows: None
) -> int:
    """Copy what is new of all these tables, and return how many rows that were. Raises sqlite3.Error, psycopg.Error."""
    rows = 0
    for table in TABLES:
        last_id, last_key = _last(target, table)
        if last_id and _key_at(source, table, last_id) != last_key:
            last_id = 0
        while (step := _step(source, target, table, last_id)) is not None:
            taken, last_id = step
            rows += taken
            tell(taken)
    return rows + _end_settings(source, target)


def _last(target: psycopg.Connection, table: Table) -> tuple[int, uuid.UUID | None]:
    row = target.execute("SELECT last_id, last_key FROM copied_rows WHERE table_name = %s", (table.name,)).fetchone()
    return (int(row[0]), row[1]) if row else (0, None)


def _key_at(source: sqlite3.Connection, table: Table, row_id: int) -> uuid.UUID | None:
    columns = ", ".join(table.columns)
    row = source.execute(f"SELECT {columns} FROM {table.name} WHERE id = ?", (row_id,)).fetchone()  # noqa: S608
    return table.key(row) if row else None


def _step(source: sqlite3.Connection, target: psycopg.Connection, table: Table, last_id: int) -> tuple[int, int] | None:
    """Copy some rows after a number; how many were new, and the last number. None if there was nothing left."""
    columns = ", ".join(table.columns)
    found = source.execute(
        f"SELECT id, {columns} FROM {table.name} WHERE id > ? ORDER BY id LIMIT ?",  # noqa: S608
        (last_id, ROWS_PER_STEP),
    ).fetchall()
    if not found:
        return None
    names = ", ".join(["row_key", *(name.removesuffix(_US) for name in table.columns)])
    marks = ", ".join(["%s"] * (len(table.columns) + 1))
    clash = f"DO UPDATE SET {table.later.removesuffix(_US)} = excluded.{table.later.removesuffix(_US)}"
    insert = (
        f"INSERT INTO {table.name} ({names}) VALUES ({marks}) "  # noqa: S608  (names and marks are ours)
        f"ON CONFLICT (row_key) {clash if table.later else 'DO NOTHING'}"
    )
    last = found[-1]
    with target.transaction(), target.cursor() as cursor:
        cursor.executemany(insert, [(table.key(row[1:]), *_cells(table, row[1:])) for row in found])
        taken = cursor.rowcount
        cursor.execute(
            "INSERT INTO copied_rows VALUES (%s, %s, %s) ON CONFLICT (table_name) DO UPDATE "
            "SET last_id = excluded.last_id, last_key = excluded.last_key",
            (table.name, last[0], table.key(last[1:])),
        )
    return max(0, taken), int(last[0])


def _cells(table: Table, row: Sequence[Any]) -> list[Any]:
    return [
        from_us(within_calendar(cell)) if name.endswith(_US) and cell is not None else text_for(cell)
        for name, cell in zip(table.columns, row, strict=True)
    ]


def _end_settings(source: sqlite3.Connection, target: psycopg.Connection) -> int:
    """Fill in when automations ended whose row was copied while they ran."""
    still = target.execute(
        "SELECT row_key, automation_type, experiment, pioreactor_unit, "
        "(extract(epoch FROM started) * 1000000)::bigint FROM automation_settings WHERE ended IS NULL"
    ).fetchall()
    columns = ", ".join(SETTINGS.columns)
    ended = []
    for row_key, *where in still:
        for row in source.execute(
            f"SELECT {columns} FROM automation_settings WHERE automation_type = ? AND experiment = ? "  # noqa: S608
            "AND pioreactor_unit = ? AND started_us = ? AND ended_us IS NOT NULL",
            where,
        ):
            if SETTINGS.key(row) == row_key:
                ended.append((_cells(SETTINGS, row)[SETTINGS.columns.index(SETTINGS.later)], row_key))
    if ended:
        with target.transaction(), target.cursor() as cursor:
            cursor.executemany("UPDATE automation_settings SET ended = %s WHERE row_key = %s", ended)
    return len(ended)
