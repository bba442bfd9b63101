"""What people and other processes are told about an output that was cut."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING, Any, Final

from pioreactor.background_jobs.monitor.guardian.cutting import CutReport
from pioreactor.background_jobs.monitor.guardian.judging import WHY
from pioreactor.pubsub.topics import topic
from pioreactor.runtime import outputs
from pioreactor.runtime.leases import Lease
from pioreactor.runtime.registry import JobRecord
from pioreactor.states import JobState
from pioreactor.types import MQTTMessage

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client

SOURCE: Final = "guardian"
_LAST_WILL_S: Final = 0.5
_EVENTS: Final = {"media": "add_media", "alt_media": "add_alt_media", "waste": "remove_waste"}


def event_of(output: str) -> str:
    """The dosing event of the pump on an output, by the configuration; empty where no pump hangs on it."""
    return _EVENTS.get(outputs.load_of(output), "")


def owner_in_words(lease: Lease) -> str:
    """``stirring (process 123)``."""
    return f"{lease.job_name or 'its owner'} (process {lease.pid})"


def sentence(report: CutReport, overrun_ml: float) -> str:
    """The log line: what was cut, why, and how long it took."""
    what, who = outputs.in_words_for_people(report.lease.output), owner_in_words(report.lease)
    if not report.is_off:
        return (
            f"{what} could NOT be switched off ({report.error}) after {who} {WHY[report.verdict]}. Pull the plug of "
            "the unit. It is tried again every second."
        )
    when = f"low and confirmed after {report.took_s * 1000:.0f} ms"
    if not report.was_noticed:
        when = "low and confirmed; no guardian ran when it happened"
    booked = f" {overrun_ml:+.3f} mL were booked." if abs(overrun_ml) >= 0.0005 else ""
    return f"{what} was switched off: {who} {WHY[report.verdict]}; {when}.{booked}"


def was_cut(reports: list[CutReport]) -> dict[str, Any]:
    """The alarm about outputs that were cut in time."""
    first = reports[0]
    what, who = _listed(reports), owner_in_words(first.lease)
    verb = "was" if len(reports) == 1 else "were"
    took_ms = max(report.took_s for report in reports) * 1000
    when = f"within {took_ms:.0f} ms" if first.was_noticed else "when the guardian started"
    return {
        "severity": "warning",
        "title": f"{what} {verb} switched off because {_owners(reports)} {WHY[first.verdict]}.",
        "text": (
            f"{who} {WHY[first.verdict]} while {what} {verb} on. The guardian switched off {when} and looked: it is "
            "off. Other jobs go on."
        ),
        "remedy": "1. Look at the log for the cause.\n2. Start the job again if it is not started by itself.",
        **_common(reports),
    }


def not_off(reports: list[CutReport]) -> dict[str, Any]:
    """The alarm about outputs that may still be on."""
    first = reports[0]
    return {
        "severity": "alarm",
        "title": f"{_listed(reports)} could not be switched off.",
        "text": (
            f"{owner_in_words(first.lease)} {WHY[first.verdict]}, and the guardian could not confirm that the output "
            f"is off: {first.error}. It is tried again every second."
        ),
        "remedy": (
            "1. Pull the plug of the unit now: heater, pump or motor may run unattended.\n"
            "2. Look at the wiring and the HAT.\n3. Start the unit again; outputs are low after a start."
        ),
        **_common(reports),
    }


def _owners(reports: list[CutReport]) -> str:
    return ", ".join(sorted({report.lease.job_name or "the owner" for report in reports}))


def _listed(reports: list[CutReport]) -> str:
    names = sorted({outputs.in_words_for_people(report.lease.output) for report in reports})
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _common(reports: list[CutReport]) -> dict[str, Any]:
    first = reports[0]
    return {
        "source": SOURCE,
        "experiment": first.lease.experiment,
        "data": {
            "outputs": sorted({report.lease.output for report in reports}),
            "job_name": first.lease.job_name,
            "pid": first.lease.pid,
            "why": str(first.verdict),
            "took_ms": round(max(report.took_s for report in reports) * 1000, 1),
        },
    }


def tell_levels(client: Client, unit: str, experiment: str, lease: Lease) -> None:
    """Publish the levels of all lines or of all lamps anew, as their tables say. Raises StorageError."""
    from msgspec.json import encode

    from pioreactor.pubsub.recording import record_and_publish
    from pioreactor.storage.journal import shared_journal

    channel = outputs.lamp_of(lease.output)
    if channel is None:
        where = topic(unit, experiment, "pwms", "dc")
        record_and_publish(client, shared_journal(), where, encode(outputs.levels_of_lines()), qos=0, retain=True)
        return
    from pioreactor.actions.lamps import change_event, publish_levels

    publish_levels(client, unit, experiment, outputs.levels_of_lamps())
    event = encode(change_event(channel, 0.0, SOURCE))
    record_and_publish(client, shared_journal(), topic(unit, experiment, "led_change_events"), event, qos=0)


def tell_lost(client: Client, record: JobRecord) -> None:
    """Publish ``lost`` for a job that died, unless its last will has, or it had said goodbye."""
    where = topic(record.unit, record.experiment, record.job_name, "$state")
    said: queue.SimpleQueue[MQTTMessage] = queue.SimpleQueue()
    client.listen(where, said.put)
    try:
        payload = said.get(timeout=_LAST_WILL_S).payload if client.is_connected() else b""
        while payload in (b"init", b"ready", b"sleeping"):
            payload = said.get(timeout=_LAST_WILL_S).payload
    except queue.Empty:
        payload = b""
    finally:
        client.stop_listening(where, said.put)
    if payload not in (JobState.LOST.to_bytes(), JobState.DISCONNECTED.to_bytes()):
        client.publish(where, JobState.LOST.to_bytes(), qos=1, retain=True)
