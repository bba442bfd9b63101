"""Start, change and look at jobs on the units of the cluster."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from pioreactor.leader import cluster, fanout
from pioreactor.leader.identity.roles import Role
from pioreactor.leader.starting import start_call
from pioreactor.pubsub.topics import topic
from pioreactor.storage.database.assignments import workers_of_experiment
from pioreactor.web.errors import ApiError
from pioreactor.web.leader.asking import ask_later, ask_one, get_later, units_meant
from pioreactor.web.leader.commanding import require_levels, send_commands
from pioreactor.web.routing import ForUnits, Reply, RouteTable
from pioreactor.web.services import database_connection
from pioreactor.web.tasks import PRIORITY_START
from pioreactor.web.wire.common import ACCEPTED, Status, TaskAccepted
from pioreactor.web.wire.jobs import JobEnding, JobStart, SettingsUpdate
from pioreactor.whoami import UNIVERSAL_EXPERIMENT, UNIVERSAL_IDENTIFIER

table = RouteTable("jobs", "/api", changes=Role.OPERATOR, units=ForUnits.ITSELF)


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
        start_call(
            row.pioreactor_unit,
            job,
            experiment=experiment,
            is_active=bool(row.is_active),
            model=(row.model_name, row.model_version) if row.model_name and row.model_version else None,
            options=body.options,
            args=body.args,
            env=body.env,
            config_overrides=body.config_overrides,
        )
        for row in eligible
    ]
    return ask_later(calls, priority=PRIORITY_START)


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
    require_levels(experiment, job, *body.settings)
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
    "/units/{unit}/jobs/outcome/job_id/{job_id:int}",
    "/workers/{unit}/jobs/outcome/job_id/{job_id:int}",
    summary="How a job of a unit stands or ended",
    response=JobEnding,
)
def job_outcome(unit: str, job_id: int) -> Any:
    """The start told the number; a dose tells here what it has moved."""
    return ask_one(unit, f"/unit_api/jobs/outcome/job_id/{job_id}", timeout_s=fanout.READ_TIMEOUT_S)


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
