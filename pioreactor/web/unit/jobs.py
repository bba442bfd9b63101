"""Start, stop and look at the jobs of this unit."""

from __future__ import annotations

import re
from typing import Any

from msgspec import UNSET, UnsetType

from pioreactor.actions.pumping.lines import LINES
from pioreactor.leader.identity.roles import Role
from pioreactor.runtime import launching, stopping
from pioreactor.runtime.registry import Registry
from pioreactor.storage import unit_state
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import Services, accept_unit_task, services
from pioreactor.web.tasks import PRIORITY_START, PRIORITY_STOP, TaskFailed, TaskRecord
from pioreactor.web.unit.dose_preview import asked_amount, preview
from pioreactor.web.unit.job_rows import history_row, running_row, running_settings, stop_outcome
from pioreactor.web.wire.common import TaskAccepted
from pioreactor.web.wire.jobs import (
    JobEnding,
    JobHistoryRow,
    JobSettings,
    JobStart,
    JobStarted,
    JobStop,
    RunningJobRow,
    StopOutcome,
)

table = RouteTable("jobs", "/unit_api", changes=Role.OPERATOR)

_JOB_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@table.add(
    "POST PATCH", "/jobs/run/job_name/{job}", summary="Start a job", request=JobStart, response=TaskAccepted, status=202
)
def run_job(job: str, body: JobStart) -> TaskAccepted:
    """Start ``pio run <job>`` detached. The task succeeds when the job is ready, or lives after a second."""
    if not _JOB_NAME.fullmatch(job):
        raise ApiError(400, f"{job[:80]!r} is not a job name.", remediation="Names are letters, digits, _ and -.")
    _refuse_dose(job, body)
    if not services().starts.passes(job):
        raise ApiError(
            429,
            f"{job} was asked to start less than a second ago.",
            remediation="Wait for the outcome of the first start.",
            headers={"Retry-After": "1"},
        )
    shared = services()
    return accept_unit_task(lambda _: _launch(job, body, shared), priority=PRIORITY_START)


def _refuse_dose(job: str, start: JobStart) -> None:
    """Raise ApiError 400 for a dose that its pump would refuse, before a process is started for it.

    The pump checks again with the books as they are then; this only makes the answer quick and sure to be heard.
    """
    line = LINES.get(job)
    amount = asked_amount(start.options) if line is not None else None
    experiment = start.env.get("EXPERIMENT") or unit_state.load().experiment
    if line is None or amount is None or amount.is_nothing or experiment is None or "calibration" in start.options:
        return
    found = preview(line, amount, services().unit, experiment, services().registry)
    if found.refusal is not None:
        raise ApiError(
            400, f"{job} was refused; nothing was pumped.", cause=found.refusal, remediation=found.remediation
        )


def _launch(job: str, start: JobStart, shared: Services) -> JobStarted:
    environment = {name: value for name, value in start.env.items() if value is not None}
    outcome = launching.launch_job(
        job, start.args, start.options, environment, start.config_overrides, shared.endings.note
    )
    if outcome.ok:
        if outcome.exit_code is not None:
            shared.endings.note(outcome)
        return JobStarted(job_id=_job_id(shared.registry, outcome.pid))
    raise TaskFailed(
        f"{job} did not start: it exited with code {outcome.exit_code} at its start.",
        cause=outcome.last_line or f"It said nothing and exited with code {outcome.exit_code}.",
        remediation=f"Look at the log for {job}; nothing of it runs.",
    )


def _job_id(registry: Registry, pid: int) -> int | UnsetType:
    newest = registry.history()[:20]
    return next((record.job_id for record in newest if record.pid == pid), UNSET)


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
        return [stop_outcome(outcome) for outcome in outcomes]

    return accept_unit_task(stop, priority=PRIORITY_STOP)


@table.add("POST PATCH", "/jobs/stop/all", summary="Stop all jobs", response=TaskAccepted, status=202)
def stop_all_jobs() -> TaskAccepted:
    """Stop every job that is not meant to run for ever; the task's result has the verified outcome of each."""

    def stop(_: TaskRecord) -> list[StopOutcome]:
        return [stop_outcome(outcome) for outcome in stopping.stop_jobs(all_jobs=True)]

    return accept_unit_task(stop, priority=PRIORITY_STOP)


@table.add("GET", "/jobs", summary="All jobs since the unit's start", response=list[JobHistoryRow])
def job_history() -> list[JobHistoryRow]:
    """Newest first."""
    return [history_row(record) for record in services().registry.history()]


@table.add("GET", "/jobs/outcome/job_id/{job_id:int}", summary="How a job stands or ended", response=JobEnding)
def job_outcome(job_id: int) -> JobEnding:
    """A dose tells here what it has moved, also when it was refused or stopped after its start. 404: no such job."""
    shared = services()
    record = shared.registry.info(job_id)
    if record is None:
        raise ApiError(404, f"There is no job {job_id}.", remediation="The list of jobs begins anew with each boot.")
    ending = None if record.is_alive else shared.endings.of(record.pid)
    return JobEnding(
        job_id=record.job_id,
        job_name=record.job_name,
        experiment=record.experiment,
        is_running=record.is_alive,
        started_at=record.started_at,
        ended_at=record.ended_at,
        exit_code=ending.exit_code if ending else None,
        said=(ending.last_line or None) if ending else None,
    )


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
