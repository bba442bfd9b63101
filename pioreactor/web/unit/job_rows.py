"""Registry records as the rows and settings that go over the wire."""

from __future__ import annotations

import msgspec

from pioreactor.runtime import stopping
from pioreactor.runtime.outputs import load_of
from pioreactor.runtime.registry import JobRecord, Registry
from pioreactor.web.wire.jobs import JobHistoryRow, RunningJobRow, StopOutcome, StoppedOutput


def history_row(record: JobRecord) -> JobHistoryRow:
    """The short row of a job."""
    return JobHistoryRow(
        job_id=record.job_id,
        job_name=record.job_name,
        experiment=record.experiment,
        job_source=record.job_source,
        unit=record.unit,
        started_at=record.started_at,
        ended_at=record.ended_at,
    )


def running_row(record: JobRecord) -> RunningJobRow:
    """The full row of a job."""
    return RunningJobRow(
        job_id=record.job_id,
        job_name=record.job_name,
        experiment=record.experiment,
        job_source=record.job_source,
        unit=record.unit,
        started_at=record.started_at,
        ended_at=record.ended_at,
        is_running=int(record.is_running),
        leader=record.leader,
        pid=record.pid,
        is_long_running_job=int(record.is_long_running_job),
    )


def stop_outcome(outcome: stopping.StopOutcome) -> StopOutcome:
    """What became of one job that was told to stop, with what became of its outputs."""
    return StopOutcome(
        job_id=outcome.job_id,
        job_name=outcome.job_name,
        pid=outcome.pid,
        outcome=outcome.outcome,
        took_s=round(outcome.took_s, 3),
        outputs=[StoppedOutput(*output, load_of(output.output)) for output in outcome.outputs],
    )


def running_settings(registry: Registry, job: str) -> dict[str, object] | None:
    """The published settings of the running job; None if it does not run."""
    running = registry.running(job_name=job)
    if not running:
        return None
    newest = max(running, key=lambda record: record.job_id)
    return {name: plain(value) for name, value in registry.settings(newest.job_id).items()}


def wire_text(value: object) -> str:
    """A stored value as the text that its MQTT topic carries."""
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def plain(value: object) -> object:
    """A stored value as JSON can hold it: bytes become text, text that is a JSON object or list becomes that."""
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return msgspec.json.decode(value)
        except msgspec.DecodeError:
            return value
    return value
