"""What was recorded in an experiment, in few words: for whoever is about to delete it."""

from __future__ import annotations

import sqlite3

import msgspec

from pioreactor.storage.database.experiments import get_experiment
from pioreactor.storage.database.times import us_to_text


class ExperimentContents(msgspec.Struct, kw_only=True):
    """``series``: lines of charts that have points; ``first_at``, ``last_at``: time of the first and last of these."""

    series: int
    first_at: str | None
    last_at: str | None
    log_lines: int


def contents(conn: sqlite3.Connection, experiment: str) -> ExperimentContents:
    """What there is of an experiment; takes milliseconds, however long it was. Raises UnknownExperimentError."""
    get_experiment(conn, experiment)
    ends = conn.execute(
        "SELECT (SELECT min(t_us) FROM points AS p WHERE p.series_id = s.series_id), "
        "(SELECT max(t_us) FROM points AS p WHERE p.series_id = s.series_id) FROM series AS s WHERE s.experiment = ?",
        (experiment,),
    ).fetchall()
    measured = [(first, last) for first, last in ends if first is not None]
    (lines,) = conn.execute("SELECT count(*) FROM log_lines WHERE experiment = ?", (experiment,)).fetchone()
    return ExperimentContents(
        series=len(measured),
        first_at=us_to_text(min(first for first, _ in measured)) if measured else None,
        last_at=us_to_text(max(last for _, last in measured)) if measured else None,
        log_lines=int(lines),
    )
