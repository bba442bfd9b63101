"""Who belongs to the cluster and who may run a job."""

from __future__ import annotations

import sqlite3

from pioreactor.config import get_leader_hostname
from pioreactor.storage.database.assignments import UnitAssignment, list_assignments, workers_of_experiment
from pioreactor.storage.database.workers import list_workers
from pioreactor.whoami import UNIVERSAL_EXPERIMENT, UNIVERSAL_IDENTIFIER


def workers(connection: sqlite3.Connection) -> list[str]:
    """Names of the units in the inventory."""
    return [worker.pioreactor_unit for worker in list_workers(connection)]


def units(connection: sqlite3.Connection) -> list[str]:
    """The leader and the workers, each once, the leader first."""
    leader = get_leader_hostname()
    return [leader, *(name for name in workers(connection) if name != leader)]


def eligible_workers(connection: sqlite3.Connection, unit: str, experiment: str) -> list[UnitAssignment]:
    """The active workers that a job of ``experiment`` may start on.

    ``unit``: one name, or ``$broadcast`` for all. Those assigned to the experiment; for ``$experiment`` any active one.
    """
    if experiment == UNIVERSAL_EXPERIMENT:
        candidates = [row for row in list_assignments(connection) if row.is_active]
    else:
        candidates = workers_of_experiment(connection, experiment, active_only=True)
    return [row for row in candidates if unit in (UNIVERSAL_IDENTIFIER, row.pioreactor_unit)]
