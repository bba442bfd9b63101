"""Deleting an experiment with all its data, in steps short enough for the ingest to go on between them."""

from __future__ import annotations

import sqlite3
from typing import Final

from pioreactor.storage.database.connection import transaction
from pioreactor.storage.database.experiments import UnknownExperimentError
from pioreactor.storage.database.space import DatabaseSpace, database_space

_ROWS_PER_STEP: Final = 20_000
_EVENT_TABLES: Final = (
    "pwm_duty_cycles",
    "automation_events",
    "automation_settings",
    "profile_runs",
    "log_lines",
    "alarm_transitions",
)


def delete_experiment(conn: sqlite3.Connection, experiment: str) -> DatabaseSpace:
    """Delete an experiment and everything recorded in it. Not reversible.

    Takes about 1 s per million rows. When it is interrupted, the experiment is still listed with part of its data; run
    it again. Stop the experiment's jobs first, or their next readings are stored as those of an unknown experiment.
    One that was put away before (deleted_experiments) can be deleted like any other. Raises UnknownExperimentError.
    """
    if conn.execute("SELECT 1 FROM experiments WHERE experiment = ?", (experiment,)).fetchone() is None:
        raise UnknownExperimentError(f"There is no experiment {experiment!r}.")
    series_ids = [r[0] for r in conn.execute("SELECT series_id FROM series WHERE experiment = ?", (experiment,))]
    for series_id in series_ids:
        for table in ("points", "rollups"):
            _delete_in_steps(conn, table, series_id)
    for table in _EVENT_TABLES:
        _delete_events_in_steps(conn, table, experiment)
    with transaction(conn):
        conn.execute("DELETE FROM experiments WHERE experiment = ?", (experiment,))
    return database_space(conn)


def _delete_in_steps(conn: sqlite3.Connection, table: str, series_id: int) -> None:
    key = "t_us" if table == "points" else "width_s, t_us"
    while True:
        with transaction(conn):
            bound = conn.execute(
                f"SELECT {key} FROM {table} WHERE series_id = ? ORDER BY {key} LIMIT 1 OFFSET {_ROWS_PER_STEP}",  # noqa: S608
                (series_id,),
            ).fetchone()
            if bound is None:
                conn.execute(f"DELETE FROM {table} WHERE series_id = ?", (series_id,))  # noqa: S608
                return
            marks = ", ".join("?" * len(bound))
            conn.execute(
                f"DELETE FROM {table} WHERE series_id = ? AND ({key}) < ({marks})",  # noqa: S608
                (series_id, *bound),
            )


def _delete_events_in_steps(conn: sqlite3.Connection, table: str, experiment: str) -> None:
    deleted = _ROWS_PER_STEP
    while deleted == _ROWS_PER_STEP:
        with transaction(conn):
            deleted = conn.execute(
                f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE experiment = ? LIMIT {_ROWS_PER_STEP})",  # noqa: S608
                (experiment,),
            ).rowcount
