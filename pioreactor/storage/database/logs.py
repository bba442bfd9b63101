"""Log lines of the cluster, newest first."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

import msgspec

from pioreactor.storage.database.times import SECOND_US, now_us, text_to_us, us_to_text

PAGE: Final = 100
RECENT: Final = 50
DAY_US: Final = 86_400 * SECOND_US
UNIVERSAL: Final = "$experiment"
SEVERITY: Final = {"DEBUG": 10, "INFO": 20, "NOTICE": 25, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}
_ASSIGNMENT_SLACK_S: Final = 5


class LogLine(msgspec.Struct):
    """One line as the web interface shows it."""

    timestamp: str
    level: str
    pioreactor_unit: str
    message: str
    task: str | None
    experiment: str


def severity_of(level: str | None) -> int:
    """Number of a level name in any case; INFO for unknown ones."""
    return SEVERITY.get((level or "").upper(), SEVERITY["INFO"])


def list_logs(
    conn: sqlite3.Connection,
    *,
    experiment: str | None = None,
    unit: str | None = None,
    min_level: str | None = "INFO",
    skip: int = 0,
    limit: int = PAGE,
    while_assigned: bool = False,
) -> list[LogLine]:
    """Lines at or above ``min_level``; ``skip`` and ``limit`` page through them.

    ``experiment``, ``unit``: only theirs. ``while_assigned`` (with both): the unit's and the broadcast lines from the
    times at which the unit worked for the experiment.
    """
    conditions, parameters = _filters(experiment, unit, min_level, with_broadcast=while_assigned)
    if while_assigned:
        conditions.append(
            "EXISTS (SELECT 1 FROM experiment_worker_assignments_history AS h WHERE h.pioreactor_unit = ? "
            "AND h.experiment = ? "
            "AND strftime('%Y-%m-%dT%H:%M:%fZ', l.t_us / 1000000.0, 'unixepoch') >= h.assigned_at "
            "AND (h.unassigned_at IS NULL OR l.t_us <= (strftime('%s', h.unassigned_at) + ?) * 1000000))"
        )
        parameters += [unit, experiment, _ASSIGNMENT_SLACK_S]
    return _select(conn, conditions, parameters, limit, skip)


def numbered_logs(
    conn: sqlite3.Connection,
    *,
    after: int | None = None,
    units: Sequence[str] = (),
    experiment: str | None = None,
    min_level: str | None = "INFO",
    limit: int = PAGE,
) -> list[tuple[int, LogLine]]:
    """Lines with their numbers, in the order in which the leader received them: for following the log.

    ``after``: those with a higher number; None: the newest ``limit`` ones. ``units``: only theirs and those for all.
    """
    conditions, parameters = _filters(experiment, None, min_level)
    if units:
        conditions.append(f"l.pioreactor_unit IN ({', '.join('?' * (len(units) + 1))})")
        parameters += [*units, "$broadcast"]
    if after is not None:
        conditions.append("l.id > ?")
        parameters.append(after)
    rows = conn.execute(
        "SELECT l.id, l.t_us, l.level, l.pioreactor_unit, l.message, l.task, l.experiment FROM log_lines AS l "  # noqa: S608
        f"WHERE {' AND '.join(conditions)} ORDER BY l.id {'DESC' if after is None else 'ASC'} LIMIT ?",
        (*parameters, limit),
    ).fetchall()
    found = [(number, LogLine(us_to_text(t_us), *rest)) for number, t_us, *rest in rows]
    return found[::-1] if after is None else found


def recent_logs(
    conn: sqlite3.Connection,
    experiment: str,
    *,
    unit: str | None = None,
    min_level: str | None = "INFO",
    limit: int = RECENT,
) -> list[LogLine]:
    """Lines of the last 24 clock hours, not from before the experiment's creation.

    With ``unit``: its lines in the experiment and those that belong to no experiment.
    """
    conditions, parameters = _filters(None if unit else experiment, unit, min_level)
    since = now_us() - DAY_US
    row = conn.execute("SELECT created_at FROM experiments WHERE experiment = ?", (experiment,)).fetchone()
    if row is not None and unit is None:
        since = max(since, text_to_us(row[0]))
    if unit:
        conditions.append("l.experiment IN (?, ?)")
        parameters += [experiment, UNIVERSAL]
    conditions.append("l.t_us >= ?")
    parameters.append(since)
    return _select(conn, conditions, parameters, limit, 0)


def _filters(
    experiment: str | None, unit: str | None, min_level: str | None, *, with_broadcast: bool = False
) -> tuple[list[str], list[object]]:
    severity = severity_of(min_level)
    conditions, parameters = [f"l.severity >= {severity}"], list[object]()
    if severity > SEVERITY["WARNING"]:
        conditions.append(f"l.severity >= {SEVERITY['WARNING']}")  # the words of the index of warnings
    if experiment is not None:
        conditions.append("l.experiment = ?")
        parameters.append(experiment)
    if unit is not None:
        conditions.append("l.pioreactor_unit IN (?, '$broadcast')" if with_broadcast else "l.pioreactor_unit = ?")
        parameters.append(unit)
    return conditions, parameters


def _select(
    conn: sqlite3.Connection, conditions: list[str], parameters: list[object], limit: int, skip: int
) -> list[LogLine]:
    rows = conn.execute(
        "SELECT l.t_us, l.level, l.pioreactor_unit, l.message, l.task, l.experiment FROM log_lines AS l "  # noqa: S608
        f"WHERE {' AND '.join(conditions)} ORDER BY l.t_us DESC, l.id DESC LIMIT ? OFFSET ?",
        (*parameters, limit, skip),
    )
    return [LogLine(us_to_text(t_us), *rest) for t_us, *rest in rows]
