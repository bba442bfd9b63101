"""Experiments: create, describe, list, delete."""

from __future__ import annotations

from pioreactor.config import get_config
from pioreactor.leader import cluster
from pioreactor.leader.assignment import announce, stop_call
from pioreactor.leader.fanout import ask
from pioreactor.leader.identity.roles import Role
from pioreactor.leader.replies import UnitReply
from pioreactor.storage import database
from pioreactor.storage.database import assignments, deleted_experiments, deletion, experiments
from pioreactor.storage.database.deleted_experiments import DeletedExperiment
from pioreactor.storage.database.experiments import Experiment
from pioreactor.storage.database.space import database_space
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import ForUnits, Reply, RouteTable
from pioreactor.web.services import accept_leader_task, database_connection, services
from pioreactor.web.tasks import PRIORITY_STOP, TaskFailed, TaskRecord
from pioreactor.web.wire.common import ACCEPTED, Status, TaskAccepted
from pioreactor.web.wire.experiments import (
    AssignmentCount,
    DeletionQuery,
    ExperimentChange,
    ExperimentDeleted,
    NewExperiment,
)

table = RouteTable("experiments", "/api", changes=Role.OPERATOR, units=ForUnits.ALL)


@table.add("GET", "/experiments", summary="All experiments, newest first", response=list[Experiment])
def list_experiments() -> list[Experiment]:
    """With their tags and how many units work for each."""
    with database_connection(readonly=True) as connection:
        return experiments.list_experiments(connection)


@table.add("GET", "/experiments/active", summary="Experiments with an active unit", response=list[Experiment])
def active_experiments() -> list[Experiment]:
    """Newest first."""
    with database_connection(readonly=True) as connection:
        return experiments.list_experiments(connection, active_only=True)


@table.add("GET", "/experiments/latest", summary="The experiment that was created last", response=Experiment | None)
def latest_experiment() -> Experiment | None:
    """``null`` before the first one."""
    with database_connection(readonly=True) as connection:
        return experiments.latest_experiment(connection)


@table.add("GET", "/experiments/assignment_count", summary="Units per experiment", response=list[AssignmentCount])
def assignment_count() -> list[AssignmentCount]:
    """Experiments without units are left out."""
    with database_connection(readonly=True) as connection:
        counts = assignments.assignment_counts(connection)
    return [AssignmentCount(name, count) for name, count in counts.items()]


@table.add("GET", "/experiments/{experiment}", summary="One experiment", response=Experiment)
def get_experiment(experiment: str) -> Experiment:
    """404 if there is none of this name."""
    with database_connection(readonly=True) as connection:
        return experiments.get_experiment(connection, experiment)


@table.add(
    "POST", "/experiments", summary="Create an experiment", request=NewExperiment, response=Experiment, status=201
)
def create_experiment(body: NewExperiment) -> Experiment:
    """409 if the name is taken, 400 for a name that cannot be used."""
    with database_connection() as connection:
        return experiments.create_experiment(connection, body.experiment, body.description, body.tags or ())


@table.add(
    "PATCH", "/experiments/{experiment}", summary="Change an experiment", request=ExperimentChange, response=Experiment
)
def change_experiment(experiment: str, body: ExperimentChange) -> Experiment:
    """Description, or tags as a whole set, or both."""
    if body.description is None and body.tags is None:
        raise ApiError(400, "There is nothing to change.", remediation="Give description, tags or both.")
    with database_connection() as connection:
        return experiments.update_experiment(connection, experiment, description=body.description, tags=body.tags)


@table.add(
    "DELETE",
    "/experiments/{experiment}",
    summary="Delete an experiment and its data",
    query=DeletionQuery,
    response=TaskAccepted,
    status=202,
)
def delete_experiment(experiment: str, query: DeletionQuery) -> TaskAccepted | Reply:
    """First every unit is told to stop its jobs of the experiment; where one still runs, nothing is deleted.

    It disappears at once and can be had back for ``[storage] deleted_experiments_days``; then its data are removed.
    With ``at_once=true``, or where those days are 0, they are removed now.
    """
    days = 0.0 if query.at_once else get_config().getfloat("storage", "deleted_experiments_days")
    with database_connection(readonly=True) as connection:
        experiments.get_experiment(connection, experiment)
        units = cluster.units(connection)
    messenger = services().messenger

    def delete(record: TaskRecord) -> ExperimentDeleted:
        record.advance(0, len(units) + 1)
        stops = ask(
            [stop_call(unit, experiment) for unit in units],
            on_answer=lambda done: record.advance(done, len(units) + 1),
        )
        _refuse_if_running(stops)
        connection = database.connect()
        try:
            outcomes = assignments.unassign_all(connection, experiment)
            announce(connection, messenger, outcomes).carry_out()
            until = deleted_experiments.put_away(connection, experiment, days).remove_at if days else None
            space = database_space(connection) if until else deletion.delete_experiment(connection, experiment)
        finally:
            connection.close()
        silent = [unit for unit, reply in stops.items() if not reply.ok]
        msg = f"{experiment} is deleted. It can be had back until {until}; then its data are removed."
        if until is None:
            msg = f"{experiment} and its data are deleted."
        if silent:
            msg += f" {', '.join(silent)} did not answer: jobs of it may still run there."
        return ExperimentDeleted(True, experiment, msg, space, until)

    return accept_leader_task(delete, priority=PRIORITY_STOP, lock="delete-experiment-lock")


@table.add(
    "GET",
    "/deleted_experiments",
    summary="Experiments that can be had back",
    response=list[DeletedExperiment],
    units=ForUnits.NO,
)
def list_deleted() -> list[DeletedExperiment]:
    """The last one deleted first, each with the time at which its data are removed."""
    with database_connection(readonly=True) as connection:
        return deleted_experiments.list_deleted(connection)


@table.add(
    "POST",
    "/deleted_experiments/{experiment}/restore",
    summary="Have a deleted experiment back",
    response=Experiment,
)
def bring_back(experiment: str) -> Experiment:
    """With all of its data; its units are not assigned again. 404 if it was not deleted, or its data are going."""
    with database_connection() as connection:
        return deleted_experiments.bring_back(connection, experiment)


@table.add(
    "DELETE",
    "/deleted_experiments/{experiment}",
    summary="Remove the data of a deleted experiment now",
    response=Status,
    status=202,
    least=Role.ADMIN,
)
def end_grace(experiment: str) -> Status:
    """They go within a minute or two, in steps; from then on nobody can have them back. 404 if it was not deleted."""
    with database_connection() as connection:
        deleted_experiments.end_grace(connection, experiment)
    return ACCEPTED


def _refuse_if_running(stops: dict[str, UnitReply]) -> None:
    for unit, reply in stops.items():
        value = reply.value
        left = [o["job_name"] for o in value if o.get("outcome") == "still running"] if isinstance(value, list) else []
        if left:
            raise TaskFailed(
                "The experiment was not deleted: a job still runs for it.",
                cause=f"On {unit}: {', '.join(left)}.",
                remediation="Stop it on the unit, then delete again. Nothing was deleted.",
            )
