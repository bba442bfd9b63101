"""Alarms of this unit: what is wrong, what was done about it, who has seen it.

An alarm is a row of the persistent cache, so it survives restarts, and a retained message, so the page shows it. Some
are latches: whoever raised one (an interlock) keeps its output off until a person has asked for a reset and it has
found that the cause is gone. Everything here works without a broker.
"""

from __future__ import annotations

import os
import re
import threading
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from pioreactor import clock
from pioreactor.exc import AlarmError
from pioreactor.storage.caches import local_persistent_storage
from pioreactor.structs import JSONStruct

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pioreactor.pubsub.client import Client

TABLE: Final = "alarms"
QOS: Final = 1
_CODE: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")

Severity = Literal["warning", "alarm"]
State = Literal["new", "acknowledged", "returned", "ended"]


class Alarm(JSONStruct, kw_only=True):
    """One alarm. Times are UTC, ISO-8601.

    ``title``: one sentence; ``text``: what was seen, what was done, what goes on; ``remedy``: what to do, a line a
    step; ``state``: ``new`` until somebody acknowledges it, ``returned`` when the condition is over and nobody has;
    ``ended`` only in the history.
    """

    code: str
    severity: Severity
    title: str
    text: str
    remedy: str = ""
    source: str = ""
    experiment: str = ""
    raised_at: str = ""
    state: State = "new"
    acknowledged_by: str | None = None
    acknowledged_at: str | None = None
    returned_at: str | None = None
    needs_reset: bool = False
    reset_requested: bool = False
    reset_requested_by: str | None = None
    data: dict[str, Any] | None = None


def raise_alarm(
    code: str,
    *,
    severity: Severity,
    title: str,
    text: str,
    remedy: str = "",
    source: str = "",
    experiment: str = "",
    needs_reset: bool = False,
    data: dict[str, Any] | None = None,
    client: Client | None = None,
) -> Alarm:
    """Raise an alarm, or bring an open one of this code up to date.

    ``code``: lower case words joined by dots, such as ``heater.no_heat``. An open alarm keeps its first time and its
    acknowledgement unless it gets worse; one that had returned is new again. ``client``: None makes a connection for
    this call. Raises ValueError for a code that cannot be one, StorageError where the unit's disk fails.
    """
    if not _CODE.fullmatch(code):
        raise ValueError(f"{code!r} is not the code of an alarm. Use lower case words joined by dots.")
    fresh = Alarm(
        code=code,
        severity=severity,
        title=title,
        text=text,
        remedy=remedy,
        source=source,
        experiment=experiment,
        raised_at=clock.timestamp(),
        needs_reset=needs_reset,
        data=data,
    )

    def renew(before: Alarm | None) -> Alarm:
        if before is None or before.state == "returned" or (before.severity, severity) == ("warning", "alarm"):
            return fresh
        return msgspec.structs.replace(
            fresh,
            raised_at=before.raised_at,
            state=before.state,
            acknowledged_by=before.acknowledged_by,
            acknowledged_at=before.acknowledged_at,
            reset_requested=before.reset_requested,
            reset_requested_by=before.reset_requested_by,
        )

    raised = _change(code, renew, client)
    assert raised is not None
    return raised


def end_alarm(code: str, client: Client | None = None) -> None:
    """The condition is over: an acknowledged alarm disappears, another stays as ``returned`` until it is seen.

    A latch that a person has reset was seen. Nothing happens where no such alarm is open.
    """

    def end(before: Alarm | None) -> Alarm | None:
        if before is None or before.state == "acknowledged" or before.reset_requested:
            return None
        if before.state == "returned":
            return before
        return msgspec.structs.replace(before, state="returned", returned_at=clock.timestamp())

    _change(code, end, client)


def acknowledge_alarm(code: str, by: str, client: Client | None = None) -> Alarm | None:
    """``by`` has seen the alarm; one whose condition is over disappears (None). Raises AlarmError if none is open."""

    def acknowledge(before: Alarm | None) -> Alarm | None:
        alarm = _existing(before, code)
        if alarm.state == "acknowledged":
            return alarm
        seen = msgspec.structs.replace(
            alarm, state="acknowledged", acknowledged_by=by, acknowledged_at=clock.timestamp()
        )
        if alarm.state == "returned":
            over.append(seen)
            return None
        return seen

    over: list[Alarm] = []
    return _change(code, acknowledge, client, over)


def request_reset(code: str, by: str, client: Client | None = None) -> Alarm:
    """``by`` asks the interlock behind a latch to let go; it decides itself whether that is safe.

    Raises AlarmError if no such alarm is open, or if it is no latch.
    """

    def ask(before: Alarm | None) -> Alarm:
        alarm = _existing(before, code)
        if not alarm.needs_reset:
            raise AlarmError(f"{code} is no latch: it ends by itself when its cause is gone. Acknowledge it instead.")
        return msgspec.structs.replace(
            alarm,
            reset_requested=True,
            reset_requested_by=by,
            state="acknowledged",
            acknowledged_by=alarm.acknowledged_by or by,
            acknowledged_at=alarm.acknowledged_at or clock.timestamp(),
        )

    asked = _change(code, ask, client)
    assert asked is not None
    return asked


def refuse_reset(code: str, why: str, client: Client | None = None) -> None:
    """The interlock found that its cause is still there: the request is withdrawn and ``why`` is shown."""

    def refuse(before: Alarm | None) -> Alarm | None:
        if before is None:
            return None
        data = {**(before.data or {}), "reset_refused": why}
        return msgspec.structs.replace(before, reset_requested=False, reset_requested_by=None, data=data)

    _change(code, refuse, client)


def is_reset_requested(code: str) -> bool:
    """Whether somebody has asked to reset this latch."""
    alarm = get_alarm(code)
    return alarm is not None and alarm.reset_requested


def get_alarm(code: str) -> Alarm | None:
    """One open alarm, or None."""
    with local_persistent_storage(TABLE) as cache:
        return _decode(cache.get(code))


def open_alarms() -> list[Alarm]:
    """Every open alarm, worst and newest first."""
    with local_persistent_storage(TABLE) as cache:
        found = [_decode(cache.get(code)) for code in cache]
    alarms = sorted((alarm for alarm in found if alarm is not None), key=lambda alarm: alarm.raised_at, reverse=True)
    return sorted(alarms, key=lambda alarm: (alarm.severity != "alarm", alarm.state == "acknowledged"))


def republish_alarms(client: Client) -> None:
    """Tell a broker that may have forgotten; monitor does so at its start."""
    from pioreactor.pubsub.topics import topic
    from pioreactor.whoami import UNIVERSAL_EXPERIMENT, get_unit_name

    for alarm in open_alarms():
        where = topic(get_unit_name(), UNIVERSAL_EXPERIMENT, "alarms", alarm.code)
        client.publish(where, msgspec.json.encode(alarm), qos=QOS, retain=True)


def _existing(alarm: Alarm | None, code: str) -> Alarm:
    if alarm is None:
        raise AlarmError(f"There is no open alarm {code} on this unit. See the open ones: pio alarms")
    return alarm


def _change(
    code: str,
    change: Callable[[Alarm | None], Alarm | None],
    client: Client | None,
    over: Sequence[Alarm] = (),
) -> Alarm | None:
    """``over``: what the history keeps of an alarm that disappears, if ``change`` has put something there."""
    with local_persistent_storage(TABLE) as cache, cache.transaction():
        before = _decode(cache.get(code))
        after = change(before)
        if after is None:
            cache.pop(code)
        else:
            cache.set(code, msgspec.json.encode(after).decode())
    if after != before:
        _publish(over[0] if over else before, after, client)
    return after


def _decode(text: Any) -> Alarm | None:
    if text is None:
        return None
    try:
        return msgspec.json.decode(text, type=Alarm)
    except msgspec.MsgspecError:
        return None  # of another version; an interlock that still sees its cause raises it again


def _publish(before: Alarm | None, after: Alarm | None, client: Client | None) -> None:
    from pioreactor.pubsub import create_client
    from pioreactor.whoami import get_unit_name

    if client is not None:
        _tell(before, after, client)
        return
    publisher = create_client(client_id=f"alarms-{get_unit_name()}-{os.getpid()}-{threading.get_ident()}")
    try:
        publisher.wait_for_connection(1.0)
        _tell(before, after, publisher)
    finally:
        publisher.close()


def _tell(before: Alarm | None, after: Alarm | None, client: Client) -> None:
    """The retained message says what is; the event, which is recorded, says what changed."""
    from pioreactor.pubsub.recording import record_and_publish
    from pioreactor.pubsub.topics import topic
    from pioreactor.storage.journal import shared_journal
    from pioreactor.whoami import UNIVERSAL_EXPERIMENT, get_unit_name

    alarm = after or before
    assert alarm is not None
    changed = after or msgspec.structs.replace(alarm, state="ended", returned_at=alarm.returned_at or clock.timestamp())
    own = (get_unit_name(), UNIVERSAL_EXPERIMENT)
    event = msgspec.json.encode(changed)
    record_and_publish(client, shared_journal(), topic(*own, "alarm_events"), event, qos=QOS)
    client.publish(topic(*own, "alarms", alarm.code), b"" if after is None else event, qos=QOS, retain=True)
