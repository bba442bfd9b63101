"""Which units work for which experiment."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from pioreactor.leader.assignment import FollowUp, announce
from pioreactor.leader.identity.roles import Role
from pioreactor.storage.database import assignments, experiments
from pioreactor.storage.database.assignments import AssignmentOutcome, HistoricalAssignment
from pioreactor.web.auth import require_itself
from pioreactor.web.callers import caller
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import ForUnits, Reply, RouteTable
from pioreactor.web.services import accept_leader_task, database_connection, services
from pioreactor.web.tasks import PRIORITY_STOP
from pioreactor.web.wire.common import TaskAccepted
from pioreactor.web.wire.experiments import AssignmentDone, UnitRef
from pioreactor.web.wire.workers import ExperimentWorker, WorkerAssignment, WorkerExperiment

table = RouteTable("assignments", "/api", changes=Role.OPERATOR, units=ForUnits.ALL)


@table.add("GET", "/workers/assignments", summary="All workers and their experiments", response=list[WorkerAssignment])
def all_assignments() -> list[WorkerAssignment]:
    """``experiment`` is null for a free worker."""
    with database_connection(readonly=True) as connection:
        rows = assignments.list_assignments(connection)
    return [WorkerAssignment(row.pioreactor_unit, row.experiment, row.is_active) for row in rows]


@table.add("DELETE", "/workers/assignments", summary="Release all workers", response=TaskAccepted, status=202)
def release_all() -> TaskAccepted | Reply:
    """Nobody works for anything, all jobs of the experiments stop; per unit what was stopped."""
    return _follow_up(_change(assignments.unassign_all))


@table.add("GET", "/workers/{worker}/experiment", summary="What a worker works for", response=WorkerExperiment)
def experiment_of(worker: str) -> WorkerExperiment:
    """404 if the worker is unknown or free."""
    with database_connection(readonly=True) as connection:
        row = assignments.get_assignment(connection, worker)
    if row.experiment is None:
        raise ApiError(404, f"{worker} works for no experiment.", remediation="Assign it on the page first.")
    return WorkerExperiment(row.pioreactor_unit, row.is_active, row.experiment, row.model_name, row.model_version)


@table.add(
    "GET", "/experiments/{experiment}/workers", summary="Workers of an experiment", response=list[ExperimentWorker]
)
def workers_of(experiment: str) -> list[ExperimentWorker]:
    """By name."""
    with database_connection(readonly=True) as connection:
        rows = assignments.workers_of_experiment(connection, experiment)
    return [ExperimentWorker(row.pioreactor_unit, row.is_active, row.model_name, row.model_version) for row in rows]


@table.add(
    "PUT",
    "/experiments/{experiment}/workers",
    units=ForUnits.ALL,  # as far as require_itself lets them
    summary="Assign a worker",
    request=UnitRef,
    response=AssignmentDone,
)
def assign(experiment: str, body: UnitRef) -> AssignmentDone:
    """If the worker had another experiment, the jobs of that one are stopped. Repeating it changes nothing."""
    require_itself(caller(), body.pioreactor_unit)
    followed = _follow_up(
        _change(lambda connection: [assignments.assign(connection, body.pioreactor_unit, experiment)])
    )
    return _done(followed)


@table.add(
    "DELETE",
    "/experiments/{experiment}/workers/{worker}",
    units=ForUnits.ITSELF,
    summary="Release a worker",
    response=AssignmentDone,
)
def release(experiment: str, worker: str) -> AssignmentDone:
    """404 if the worker does not work for this experiment. Its jobs of the experiment stop."""
    return _done(_follow_up(_change(lambda connection: [assignments.unassign(connection, worker, experiment)])))


@table.add(
    "DELETE", "/experiments/{experiment}/workers", summary="End an experiment", response=TaskAccepted, status=202
)
def end_experiment(experiment: str) -> TaskAccepted | Reply:
    """All its workers are released and its jobs stop; data stay."""

    def end(connection: sqlite3.Connection) -> list[AssignmentOutcome]:
        experiments.get_experiment(connection, experiment)
        return assignments.unassign_all(connection, experiment)

    return _follow_up(_change(end))


@table.add(
    "GET",
    "/experiments/{experiment}/historical_worker_assignments",
    summary="Units that work or worked for an experiment",
    response=list[HistoricalAssignment],
)
def historical(experiment: str) -> list[HistoricalAssignment]:
    """By name, each once."""
    with database_connection(readonly=True) as connection:
        return assignments.historical_assignments(connection, experiment)


def _change(change: Callable[[sqlite3.Connection], Sequence[AssignmentOutcome]]) -> FollowUp:
    with database_connection() as connection:
        return announce(connection, services().messenger, change(connection))


def _follow_up(follow_up: FollowUp) -> TaskAccepted | Reply:
    return accept_leader_task(lambda _: follow_up.carry_out(), priority=PRIORITY_STOP)


def _done(accepted: TaskAccepted | Reply) -> AssignmentDone:
    assert isinstance(accepted, TaskAccepted)
    return AssignmentDone(accepted.unit, accepted.task_id, accepted.result_url_path)
