"""Start, stop, change and look at jobs on the units of the cluster."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from msgspec import UNSET

from pioreactor.leader import cluster, fanout
from pioreactor.leader.fanout import Call
from pioreactor.leader.messages import BrokerAwayError, Messenger
from pioreactor.leader.replies import UnitReply
from pioreactor.pubsub.topics import topic
from pioreactor.storage.database.assignments import UnitAssignment, workers_of_experiment
from pioreactor.web.errors import ApiError
from pioreactor.web.leader.asking import ask_later, get_later, units_meant
from pioreactor.web.leader.commanding import send_commands
from pioreactor.web.routing import Reply, RouteTable
from pioreactor.web.services import accept_leader_task, database_connection, services
from pioreactor.web.tasks import PRIORITY_START, PRIORITY_STOP, TaskRecord
from pioreactor.web.wire.common import ACCEPTED, Status, TaskAccepted
from pioreactor.web.wire.jobs import JobStart, SettingsUpdate
from pioreactor.whoami import UNIVERSAL_EXPERIMENT, UNIVERSAL_IDENTIFIER

table = RouteTable("jobs", "/api")

_LEVEL = re.compile(r"[^/#+\0]+")


@table.add(
    "POST PATCH",
    "/units/{unit}/jobs/run/job_name/{job}/experiments/{experiment}",
    "/workers/{unit}/jobs/run/job_name/{job}/experiments/{experiment}",
    summary="Start a job on units",
    request=JobStart,
    response=TaskAccepted,
    status=202,
)
def run_job(unit: str, job: str, experiment: str, body: JobStart) -> TaskAccepted | Reply:
    """On the active workers of the experiment (``$experiment``: on all active ones); per unit ready or the reason."""
    with database_connection(readonly=True) as connection:
        eligible = cluster.eligible_workers(connection, unit, experiment)
    if not eligible:
        raise ApiError(
            404,
            f"No active worker can run {job} for {experiment}.",
            cause=f"{unit} is unknown, switched off, or not assigned to {experiment}.",
            remediation="Assign the unit to the experiment and switch it on; nothing was started.",
        )
    calls = [
        Call(
            row.pioreactor_unit,
            "POST",
            f"/unit_api/jobs/run/job_name/{quote(job, safe='')}",
            _start(row, experiment, body),
        )
        for row in eligible
    ]
    return ask_later(calls, priority=PRIORITY_START)


def _start(row: UnitAssignment, experiment: str, body: JobStart) -> dict[str, Any]:
    environment = dict(body.env)
    environment |= {"EXPERIMENT": experiment, "HOSTNAME": row.pioreactor_unit, "ACTIVE": str(int(row.is_active))}
    environment.setdefault("JOB_SOURCE", "user")
    if row.model_name and row.model_version:
        environment |= {"MODEL_NAME": row.model_name, "MODEL_VERSION": row.model_version}
    return {
        "options": body.options,
        "args": body.args,
        "env": environment,
        "config_overrides": body.config_overrides,
    }


@table.add(
    "POST PATCH",
    "/units/{unit}/jobs/stop/experiments/{experiment}",
    "/workers/{unit}/jobs/stop/experiments/{experiment}",
    summary="Stop all jobs of an experiment on units",
    response=TaskAccepted,
    status=202,
)
def stop_experiment(unit: str, experiment: str) -> TaskAccepted | Reply:
    """The task's result has the verified outcome of each job, per unit. ``$broadcast``: every unit of the cluster."""
    calls = [Call(name, "POST", "/unit_api/jobs/stop", {"experiment": experiment}) for name in units_meant(unit)]
    return ask_later(calls, priority=PRIORITY_STOP)


@table.add(
    "POST PATCH",
    "/units/{unit}/jobs/stop/job_name/{job}/experiments/{experiment}",
    "/workers/{unit}/jobs/stop/job_name/{job}/experiments/{experiment}",
    summary="Stop a job on units",
    response=TaskAccepted,
    status=202,
)
def stop_job(unit: str, job: str, experiment: str) -> TaskAccepted | Reply:
    """The task's result has the verified outcome per unit. It goes over HTTP and does not need the broker.

    A unit that does not answer over HTTP is asked over MQTT as well; its entry says that this is not confirmed.
    """
    _require_levels(experiment, job)
    filters = {"job_name": job, "experiment": experiment}
    calls = [Call(name, "POST", "/unit_api/jobs/stop", filters) for name in units_meant(unit)]
    messenger = services().messenger

    def stop(record: TaskRecord) -> dict[str, UnitReply]:
        record.advance(0, len(calls))
        replies = fanout.ask(calls, on_answer=lambda done: record.advance(done, len(calls)))
        for name, reply in replies.items():
            if reply.error is not UNSET and reply.error.kind == "connection_error":
                reply.error.remediation = _ask_over_mqtt(messenger, name, experiment, job, reply.error.remediation)
        return replies

    return accept_leader_task(stop, priority=PRIORITY_STOP)


def _ask_over_mqtt(messenger: Messenger, unit: str, experiment: str, job: str, remedy: str | None) -> str:
    try:
        messenger.command({topic(unit, experiment, job, "$state", "set"): "disconnected"})
    except BrokerAwayError as error:
        return f"{remedy or ''} {error}".strip()
    return f"{remedy or ''} It was also asked over MQTT; whether it heard that is not known.".strip()


def _require_levels(*levels: str) -> None:
    if not all(_LEVEL.fullmatch(level) for level in levels):
        raise ApiError(400, "A name holds one of / # +.", remediation="Use the names that the job publishes.")


@table.add(
    "PATCH POST",
    "/units/{unit}/jobs/update/job_name/{job}/experiments/{experiment}",
    "/workers/{unit}/jobs/update/job_name/{job}/experiments/{experiment}",
    summary="Change settings of a running job",
    request=SettingsUpdate,
    response=Status,
    status=202,
)
def update_job(unit: str, job: str, experiment: str, body: SettingsUpdate) -> Status:
    """Published over MQTT and confirmed by the broker; the job confirms on the setting's own topic."""
    if not body.settings:
        raise ApiError(400, "No settings were given.", remediation='Send {"settings": {"<name>": <value>}}.')
    if unit != UNIVERSAL_IDENTIFIER:
        units_meant(unit)
    _require_levels(experiment, job, *body.settings)
    send_commands({topic(unit, experiment, job, name, "set"): _payload(value) for name, value in body.settings.items()})
    return ACCEPTED


def _payload(value: Any) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return "" if value is None else str(value)


@table.add(
    "GET",
    "/units/{unit}/jobs/running",
    "/workers/{unit}/jobs/running",
    summary="Running jobs of units",
    response=TaskAccepted,
    status=202,
)
def running_jobs(unit: str) -> TaskAccepted | Reply:
    """A list of job rows per unit."""
    return get_later(units_meant(unit), "/unit_api/jobs/running")


@table.add(
    "GET",
    "/workers/{worker}/jobs/settings/job_name/{job}/experiments/{experiment}",
    summary="Settings of a running job",
    response=TaskAccepted,
    status=202,
)
def job_settings(worker: str, job: str, experiment: str) -> TaskAccepted | Reply:
    """``{"settings"}`` per unit; the worker must be in the experiment."""
    return get_later(_assigned(worker, experiment), f"/unit_api/jobs/settings/job_name/{quote(job, safe='')}")


@table.add(
    "GET",
    "/workers/{worker}/jobs/settings/job_name/{job}/setting/{setting}/experiments/{experiment}",
    summary="One setting of a running job",
    response=TaskAccepted,
    status=202,
)
def job_setting(worker: str, job: str, setting: str, experiment: str) -> TaskAccepted | Reply:
    """``{setting: value}`` per unit; the worker must be in the experiment."""
    path = f"/unit_api/jobs/settings/job_name/{quote(job, safe='')}/setting/{quote(setting, safe='')}"
    return get_later(_assigned(worker, experiment), path, timeout_s=fanout.READ_TIMEOUT_S)


def _assigned(worker: str, experiment: str) -> list[str]:
    with database_connection(readonly=True) as connection:
        assigned = [row.pioreactor_unit for row in workers_of_experiment(connection, experiment)]
        everyone = cluster.workers(connection)
    if experiment == UNIVERSAL_EXPERIMENT:
        assigned = everyone
    if worker == UNIVERSAL_IDENTIFIER:
        return assigned
    if worker not in assigned:
        raise ApiError(404, f"{worker[:80]!r} does not work for {experiment!r}.", remediation="Assign it first.")
    return [worker]
