"""Stopping jobs for sure: over HTTP, without the broker; the reply tells what became of each job and its outputs.

A unit whose web server does not answer is asked over MQTT as well. Its entry says that this is not confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import UNSET

from pioreactor.leader import fanout
from pioreactor.leader.fanout import Call
from pioreactor.leader.identity.roles import Role
from pioreactor.leader.messages import BrokerAwayError, Messenger
from pioreactor.leader.replies import UnitError, UnitReply
from pioreactor.pubsub.topics import topic
from pioreactor.storage.database.assignments import list_assignments
from pioreactor.web import descriptor_files
from pioreactor.web.leader.asking import units_meant
from pioreactor.web.leader.commanding import require_levels
from pioreactor.web.routing import ForUnits, Reply, RouteTable
from pioreactor.web.services import accept_leader_task, database_connection, services
from pioreactor.web.tasks import PRIORITY_STOP, TaskRecord
from pioreactor.web.wire.common import TaskAccepted
from pioreactor.whoami import UNIVERSAL_IDENTIFIER

table = RouteTable("stopping", "/api", changes=Role.OPERATOR, units=ForUnits.ITSELF)


@table.add(
    "POST PATCH",
    "/experiments/{experiment}/jobs/stop",
    summary="Stop all jobs of an experiment",
    response=TaskAccepted,
    status=202,
)
def stop_whole_experiment(experiment: str) -> TaskAccepted | Reply:
    """On every unit of the cluster, also those that have left the experiment since."""
    return stop_experiment(UNIVERSAL_IDENTIFIER, experiment)


@table.add(
    "POST PATCH",
    "/units/{unit}/jobs/stop/experiments/{experiment}",
    "/workers/{unit}/jobs/stop/experiments/{experiment}",
    summary="Stop all jobs of an experiment on units",
    response=TaskAccepted,
    status=202,
)
def stop_experiment(unit: str, experiment: str) -> TaskAccepted | Reply:
    """The verified outcome of each job and of its outputs, per unit. ``$broadcast``: every unit."""
    require_levels(experiment)
    calls = [Call(name, "POST", "/unit_api/jobs/stop", {"experiment": experiment}) for name in units_meant(unit)]
    return _stop_later(calls, {call.unit: experiment for call in calls}, _known_jobs())


@table.add(
    "POST PATCH",
    "/units/{unit}/jobs/stop/job_name/{job}/experiments/{experiment}",
    "/workers/{unit}/jobs/stop/job_name/{job}/experiments/{experiment}",
    summary="Stop a job on units",
    response=TaskAccepted,
    status=202,
)
def stop_job(unit: str, job: str, experiment: str) -> TaskAccepted | Reply:
    """The task's result has the verified outcome of the job and of its outputs, per unit."""
    require_levels(experiment, job)
    filters = {"job_name": job, "experiment": experiment}
    calls = [Call(name, "POST", "/unit_api/jobs/stop", filters) for name in units_meant(unit)]
    return _stop_later(calls, {call.unit: experiment for call in calls}, [job])


@table.add(
    "POST PATCH",
    "/units/{unit}/jobs/stop/all",
    summary="Stop every job of units",
    response=TaskAccepted,
    status=202,
)
def stop_everything(unit: str) -> TaskAccepted | Reply:
    """All jobs that are not meant to run for ever, of whatever experiment. ``$broadcast``: every unit."""
    calls = [Call(name, "POST", "/unit_api/jobs/stop/all") for name in units_meant(unit)]
    with database_connection(readonly=True) as connection:
        present = {row.pioreactor_unit: row.experiment for row in list_assignments(connection) if row.experiment}
    return _stop_later(calls, present, _known_jobs())


def _known_jobs() -> list[str]:
    return [descriptor.job_name for descriptor in descriptor_files.jobs()]


def _stop_later(calls: Sequence[Call], experiments: Mapping[str, str], jobs: Sequence[str]) -> TaskAccepted | Reply:
    """Queue the stops.

    ``experiments``, ``jobs``: for which experiment which jobs of a unit are stopped over MQTT, if it is silent.
    """
    messenger = services().messenger

    def stop(record: TaskRecord) -> dict[str, UnitReply]:
        record.advance(0, len(calls))
        replies = fanout.ask(calls, on_answer=lambda done: record.advance(done, len(calls)))
        silent = {name: error for name, reply in replies.items() if (error := _silence(reply)) and name in experiments}
        if silent:
            heard = _ask_over_mqtt(messenger, [(name, experiments[name]) for name in silent], jobs)
            for error in silent.values():
                error.remediation = f"{error.remediation or ''} {heard}".strip()
        return replies

    return accept_leader_task(stop, priority=PRIORITY_STOP)


def _silence(reply: UnitReply) -> UnitError | None:
    return reply.error if reply.error is not UNSET and reply.error.kind == "connection_error" else None


def _ask_over_mqtt(messenger: Messenger, units: Sequence[tuple[str, str]], jobs: Sequence[str]) -> str:
    """Ask all at once, so that a broker that is away costs its patience once. Returns what is known of it."""
    wanted = [topic(unit, experiment, job, "$state", "set") for unit, experiment in units for job in jobs]
    try:
        messenger.command(dict.fromkeys(wanted, "disconnected"))
    except BrokerAwayError as error:
        return str(error)
    return "It was also asked over MQTT; whether it heard that is not known."
