"""Start, stop and look at the jobs of this unit."""

from __future__ import annotations

import re
from typing import Any

from pioreactor.runtime import launching, stopping
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import accept_unit_task, services
from pioreactor.web.tasks import PRIORITY_START, PRIORITY_STOP, TaskFailed, TaskRecord
from pioreactor.web.unit.job_rows import history_row, running_row, running_settings
from pioreactor.web.wire.common import TaskAccepted
from pioreactor.web.wire.jobs import (
    JobHistoryRow,
    JobSettings,
    JobStart,
    JobStarted,
    JobStop,
    RunningJobRow,
    StopOutcome,
)

table = RouteTable("jobs", "/unit_api")

_JOB_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@table.add(
    "POST PATCH", "/jobs/run/job_name/{job}", summary="Start a job", request=JobStart, response=TaskAccepted, status=202
)
def run_job(job: str, body: JobStart) -> TaskAccepted:
    """Start ``pio run <job>`` detached. The task succeeds when the job is ready, or lives after a second."""
    if not _JOB_NAME.fullmatch(job):
        raise ApiError(400, f"{job[:80]!r} is not a job name.", remediation="Names are letters, digits, _ and -.")
    if not services().starts.passes(job):
        raise ApiError(
            429,
            f"{job} was asked to start less than a second ago.",
            remediation="Wait for the outcome of the first start.",
            headers={"Retry-After": "1"},
        )
    return accept_unit_task(lambda _: _launch(job, body), priority=PRIORITY_START)


def _launch(job: str, start: JobStart) -> JobStarted:
    environment = {name: value for name, value in start.env.items() if value is not None}
    outcome = launching.launch_job(job, start.args, start.options, environment, start.config_overrides)
    if outcome.ok:
        return JobStarted()
    raise TaskFailed(
        f"{job} did not start: it exited with code {outcome.exit_code} during its first second.",
        cause=outcome.last_line or f"It said nothing and exited with code {outcome.exit_code}.",
        remediation=f"Look at the log for {job}; nothing of it runs.",
    )


@table.add("POST PATCH", "/jobs/stop", summary="Stop jobs", request=JobStop, response=TaskAccepted, status=202)
def stop_jobs(body: JobStop) -> TaskAccepted:
    """Stop the jobs that fit all given filters; the task's result has the verified outcome of each."""
    if body == JobStop():
        raise ApiError(
            400,
            "Nothing says which jobs to stop.",
            remediation="Give job_name, experiment, job_source or job_id; all jobs: /unit_api/jobs/stop/all.",
        )

    def stop(_: TaskRecord) -> list[StopOutcome]:
        outcomes = stopping.stop_jobs(
            job_name=body.job_name, experiment=body.experiment, job_source=body.job_source, job_id=body.job_id
        )
        return [StopOutcome(o.job_id, o.job_name, o.pid, o.outcome, round(o.took_s, 3)) for o in outcomes]

    return accept_unit_task(stop, priority=PRIORITY_STOP)


@table.add("POST PATCH", "/jobs/stop/all", summary="Stop all jobs", response=TaskAccepted, status=202)
def stop_all_jobs() -> TaskAccepted:
    """Stop every job that is not meant to run for ever; the task's result has the verified outcome of each."""

    def stop(_: TaskRecord) -> list[StopOutcome]:
        outcomes = stopping.stop_jobs(all_jobs=True)
        return [StopOutcome(o.job_id, o.job_name, o.pid, o.outcome, round(o.took_s, 3)) for o in outcomes]

    return accept_unit_task(stop, priority=PRIORITY_STOP)


@table.add("GET", "/jobs", summary="All jobs since the unit's start", response=list[JobHistoryRow])
def job_history() -> list[JobHistoryRow]:
    """Newest first."""
    return [history_row(record) for record in services().registry.history()]


@table.add("GET", "/jobs/running", summary="Running jobs", response=list[RunningJobRow])
def running_jobs() -> list[RunningJobRow]:
    """Jobs whose process lives."""
    return [running_row(record) for record in services().registry.running()]


@table.add("GET", "/jobs/running/{job}", summary="Running jobs of this name", response=list[RunningJobRow])
def running_jobs_by_name(job: str) -> list[RunningJobRow]:
    """At most one, except for actions."""
    return [running_row(record) for record in services().registry.running(job_name=job)]


@table.add(
    "GET",
    "/jobs/running/experiments/{experiment}",
    summary="Running jobs of an experiment",
    response=list[RunningJobRow],
)
def running_jobs_by_experiment(experiment: str) -> list[RunningJobRow]:
    """Jobs that work for this experiment."""
    return [running_row(record) for record in services().registry.running(experiment=experiment)]


@table.add("GET", "/long_running_jobs/running", summary="Jobs meant to run for ever", response=list[RunningJobRow])
def long_running_jobs() -> list[RunningJobRow]:
    """Monitor, ingest and their like."""
    return [running_row(record) for record in services().registry.running() if record.is_long_running_job]


@table.add("GET", "/jobs/settings/job_name/{job}", summary="Settings of a running job", response=JobSettings)
def job_settings(job: str) -> JobSettings:
    """The published settings as this unit's registry holds them; 404 while the job does not run."""
    return JobSettings(_settings_or_404(job))


@table.add(
    "GET",
    "/jobs/settings/job_name/{job}/setting/{setting}",
    summary="One setting of a running job",
    response=dict[str, Any],
)
def job_setting(job: str, setting: str) -> dict[str, object]:
    """``{setting: value}``; 404 while the job does not run or does not publish the setting."""
    settings = _settings_or_404(job)
    if setting not in settings:
        known = ", ".join(sorted(settings)) or "none"
        raise ApiError(404, f"{job} publishes no setting {setting!r}.", remediation=f"It publishes: {known}.")
    return {setting: settings[setting]}


@table.add("PATCH", "/jobs/settings/job_name/{job}", summary="Not offered: settings change over MQTT", status=503)
def change_job_settings(job: str) -> None:
    """Settings are changed through the leader's ``/api/units/U/jobs/update/…``, which publishes over MQTT."""
    raise ApiError(
        503,
        f"The settings of {job} do not change here.",
        remediation="Use PATCH /api/units/<unit>/jobs/update/job_name/<job>/experiments/<experiment> on the leader.",
    )


def _settings_or_404(job: str) -> dict[str, object]:
    settings = running_settings(services().registry, job)
    if settings is None:
        raise ApiError(404, f"{job} does not run.", remediation=f"Start it with `pio run {job}` or on the page.")
    return settings
