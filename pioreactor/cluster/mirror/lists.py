"""Copying the small tables, which change: experiments, their tags and labels, and who worked for them."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, Final

from pioreactor.cluster.mirror.cells import text_for, within_calendar
from pioreactor.storage.database.times import from_us, now_us, text_to_us

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

_OF_EXPERIMENTS: Final = {
    "experiment_tags": ("experiment", "tag", "created_at"),
    "pioreactor_unit_labels": ("experiment", "pioreactor_unit", "label", "created_at"),
    "experiment_worker_assignments_history": ("experiment", "pioreactor_unit", "assigned_at", "unassigned_at"),
}
_NEEDED: Final = {"experiment_worker_assignments_history": 3}
"""How many of the first cells a row must have; of others two."""
_WORKERS: Final = ("pioreactor_unit", "added_at", "model_name", "model_version", "is_active")


class Lists:
    """Copies to ``target`` what has changed since the last call."""

    def __init__(self, target: psycopg.Connection) -> None:
        self._target = target
        self._last: dict[str, list[Any]] | None = None

    def copy(self, source: sqlite3.Connection) -> None:
        """Copy from the leader's database. Raises sqlite3.Error, psycopg.Error."""
        now = _read(source)
        if now == self._last:
            return
        with self._target.transaction(), self._target.cursor() as cursor:
            _write_experiments(cursor, now["experiments"])
            names = {row[0] for row in now["experiments"]}
            for table, columns in _OF_EXPERIMENTS.items():
                # Those of experiments that the leader has no more stay with what was copied of them.
                cursor.execute(f"DELETE FROM {table} WHERE experiment = ANY(%s)", (list(names),))  # noqa: S608
                needed = _NEEDED.get(table, 2)
                rows = [row for row in now[table] if row[0] in names and None not in row[:needed]]
                _insert(cursor, table, columns, rows)
            cursor.execute("DELETE FROM workers")
            _insert(cursor, "workers", _WORKERS, [(*row[:-1], bool(row[-1])) for row in now["workers"]])
        self._last = now


def _read(source: sqlite3.Connection) -> dict[str, list[Any]]:
    tables = {"experiments": ("experiment", "created_at", "description"), "workers": _WORKERS} | _OF_EXPERIMENTS
    return {
        name: [
            tuple(_cell(column, cell) for column, cell in zip(columns, row, strict=True))
            for row in source.execute(f"SELECT {', '.join(columns)} FROM {name}")  # noqa: S608  (names are ours)
        ]
        for name, columns in tables.items()
    }


def _write_experiments(cursor: psycopg.Cursor, rows: Sequence[tuple[Any, ...]]) -> None:
    cursor.executemany(
        "INSERT INTO experiments (experiment, created_at, description) VALUES (%s, %s, %s) ON CONFLICT (experiment) "
        "DO UPDATE SET created_at = excluded.created_at, description = excluded.description, gone = NULL",
        rows,
    )
    cursor.execute(
        "UPDATE experiments SET gone = %s WHERE gone IS NULL AND experiment <> ALL(%s)",
        (from_us(now_us()), [row[0] for row in rows]),
    )


def _insert(cursor: psycopg.Cursor, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    marks = ", ".join(["%s"] * len(columns))
    cursor.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT DO NOTHING",  # noqa: S608
        rows,
    )


def _cell(column: str, cell: Any) -> Any:
    if not column.endswith("_at") or cell is None:
        return text_for(cell)
    try:
        return from_us(within_calendar(text_to_us(str(cell))))
    except ValueError:  # written by another program than ours
        return None
