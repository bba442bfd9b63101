"""Which unit works for which experiment, now and before. A unit works for one experiment at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import msgspec

from pioreactor import clock
from pioreactor.exc import NotAssignedAnExperimentError
from pioreactor.storage.database.connection import transaction
from pioreactor.storage.database.experiments import get_experiment
from pioreactor.storage.database.workers import get_worker


class UnitAssignment(msgspec.Struct, kw_only=True):
    """A unit and its experiment, None if it has none. ``color_slot``: 1 to 12, fixed per experiment."""

    pioreactor_unit: str
    experiment: str | None
    assigned_at: str | None
    is_active: int
    model_name: str | None
    model_version: str | None
    color_slot: int | None


class HistoricalAssignment(msgspec.Struct, kw_only=True):
    """A unit that works or worked for an experiment."""

    pioreactor_unit: str
    experiment: str
    is_currently_assigned_to_experiment: bool


class AssignmentOutcome(msgspec.Struct, kw_only=True):
    """What an assignment changed. ``previous``: the experiment whose jobs must be stopped on the unit, None if none."""

    pioreactor_unit: str
    experiment: str | None
    assigned_at: str | None
    previous: str | None


def assign(conn: sqlite3.Connection, unit: str, experiment: str) -> AssignmentOutcome:
    """Let a unit work for an experiment. Repeating it changes nothing. NoWorkerFoundError, UnknownExperimentError."""
    with transaction(conn):
        get_worker(conn, unit)
        get_experiment(conn, experiment)
        before = _current(conn, unit)
        if before is not None and before[0] == experiment:
            return AssignmentOutcome(pioreactor_unit=unit, experiment=experiment, assigned_at=before[1], previous=None)
        assigned_at = clock.timestamp()
        _remove(conn, unit, assigned_at)
        conn.execute(
            "INSERT INTO experiment_worker_assignments (pioreactor_unit, experiment, assigned_at) VALUES (?, ?, ?)",
            (unit, experiment, assigned_at),
        )
    return AssignmentOutcome(
        pioreactor_unit=unit,
        experiment=experiment,
        assigned_at=assigned_at,
        previous=before[0] if before else None,
    )


def unassign(conn: sqlite3.Connection, unit: str, experiment: str | None = None) -> AssignmentOutcome:
    """Let a unit work for none. ``experiment``: the one it must have. Raises NotAssignedAnExperimentError."""
    with transaction(conn):
        before = _current(conn, unit)
        if before is None or experiment not in (None, before[0]):
            raise NotAssignedAnExperimentError(f"{unit!r} is not assigned to {experiment or 'an experiment'}.")
        _remove(conn, unit, clock.timestamp())
    return AssignmentOutcome(pioreactor_unit=unit, experiment=None, assigned_at=None, previous=before[0])


def unassign_all(conn: sqlite3.Connection, experiment: str | None = None) -> list[AssignmentOutcome]:
    """Release all units of an experiment, or of all experiments."""
    with transaction(conn):
        units = [
            a.pioreactor_unit for a in list_assignments(conn) if a.experiment and experiment in (None, a.experiment)
        ]
        return [unassign(conn, unit) for unit in units]


def list_assignments(conn: sqlite3.Connection) -> list[UnitAssignment]:
    """All units of the inventory with their experiment or None, by name."""
    return _select(conn, "")


def get_assignment(conn: sqlite3.Connection, unit: str) -> UnitAssignment:
    """One unit with its experiment or None. Raises NoWorkerFoundError."""
    get_worker(conn, unit)
    return _select(conn, "WHERE w.pioreactor_unit = ?", (unit,))[0]


def workers_of_experiment(
    conn: sqlite3.Connection, experiment: str, *, active_only: bool = False
) -> list[UnitAssignment]:
    """The units that work for an experiment now, by name."""
    return _select(conn, f"WHERE a.experiment = ? {'AND w.is_active = 1' if active_only else ''}", (experiment,))


def historical_assignments(conn: sqlite3.Connection, experiment: str) -> list[HistoricalAssignment]:
    """Every unit that ever worked for an experiment, once, by name."""
    rows = conn.execute(
        "SELECT h.pioreactor_unit, max(a.experiment IS NOT NULL) FROM experiment_worker_assignments_history AS h "
        "LEFT JOIN experiment_worker_assignments AS a "
        "ON a.pioreactor_unit = h.pioreactor_unit AND a.experiment = h.experiment "
        "WHERE h.experiment = ? GROUP BY h.pioreactor_unit ORDER BY h.pioreactor_unit",
        (experiment,),
    )
    return [
        HistoricalAssignment(
            pioreactor_unit=unit, experiment=experiment, is_currently_assigned_to_experiment=bool(is_current)
        )
        for unit, is_current in rows
    ]


def assignment_counts(conn: sqlite3.Connection) -> dict[str, int]:
    """How many units each experiment has now; experiments without units are left out."""
    rows = conn.execute("SELECT experiment, count(*) FROM experiment_worker_assignments GROUP BY experiment")
    return {str(experiment): int(count) for experiment, count in rows}


def color_slots(conn: sqlite3.Connection, experiment: str) -> dict[str, int]:
    """Colour number (1 to 12) of every unit that ever worked for an experiment."""
    rows = conn.execute("SELECT pioreactor_unit, slot FROM unit_colors WHERE experiment = ?", (experiment,))
    return {str(unit): int(slot) for unit, slot in rows}


def _current(conn: sqlite3.Connection, unit: str) -> tuple[str, str] | None:
    row = conn.execute(
        "SELECT experiment, assigned_at FROM experiment_worker_assignments WHERE pioreactor_unit = ?", (unit,)
    ).fetchone()
    return None if row is None else (str(row[0]), str(row[1]))


def _remove(conn: sqlite3.Connection, unit: str, at: str) -> None:
    # The history is closed first, with the cluster's clock; the trigger only closes what plain SQL leaves open.
    conn.execute(
        "UPDATE experiment_worker_assignments_history SET unassigned_at = ? "
        "WHERE pioreactor_unit = ? AND unassigned_at IS NULL",
        (at, unit),
    )
    conn.execute("DELETE FROM experiment_worker_assignments WHERE pioreactor_unit = ?", (unit,))


def _select(conn: sqlite3.Connection, condition: str, parameters: Sequence[object] = ()) -> list[UnitAssignment]:
    rows = conn.execute(
        "SELECT w.pioreactor_unit, a.experiment, a.assigned_at, w.is_active, w.model_name, w.model_version, c.slot "  # noqa: S608
        "FROM workers AS w LEFT JOIN experiment_worker_assignments AS a USING (pioreactor_unit) "
        "LEFT JOIN unit_colors AS c ON c.experiment = a.experiment AND c.pioreactor_unit = w.pioreactor_unit "
        f"{condition} ORDER BY w.pioreactor_unit",
        parameters,
    )
    return [
        UnitAssignment(
            pioreactor_unit=unit,
            experiment=experiment,
            assigned_at=assigned_at,
            is_active=is_active,
            model_name=model_name,
            model_version=model_version,
            color_slot=slot,
        )
        for unit, experiment, assigned_at, is_active, model_name, model_version, slot in rows
    ]
