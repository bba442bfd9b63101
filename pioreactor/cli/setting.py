"""Changing a setting of a running job, and finding out whether it took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pioreactor import clock
from pioreactor.cli.lazy import nearest
from pioreactor.exc import JobRequiredError

if TYPE_CHECKING:
    from pioreactor.runtime.registry import JobRecord, Registry
    from pioreactor.types import MQTTMessage

CONFIRM_WALL_S: Final = 3.0
POLL_WALL_S: Final = 0.02
STATE: Final = "$state"
_COMPLAINTS: Final = frozenset({"WARNING", "ERROR", "CRITICAL"})


class SettingOutcome(NamedTuple):
    """``value`` is what the job has now (None: nothing); ``reason`` is one sentence."""

    is_confirmed: bool
    value: str | None
    reason: str


def change_setting(job: str, setting: str, value: str) -> SettingOutcome:
    """Ask the running ``job`` of this unit to set ``setting``; at most 3 wall seconds.

    A job confirms by announcing the setting anew, over MQTT and in the registry; what it has then is reported, because
    a job may limit what it was asked for. Raises JobRequiredError if the job does not run.
    """
    from pioreactor.runtime.registry import Registry

    registry = Registry()
    record = _running(registry, job)
    return _Change(registry, record, setting, value).carry_out()


def _running(registry: Registry, job: str) -> JobRecord:
    records = registry.running(job_name=job)
    if records:
        return max(records, key=lambda record: record.job_id)
    from pioreactor.cli.run import JOBS

    running = [record.job_name for record in registry.running()]
    guess = None if job in JOBS else nearest(job, {*running, *JOBS})
    hint = f"Did you mean {guess}?" if guess else f"Start it: `pio run {job}`."
    raise JobRequiredError(f"{job} is not running on this unit. {hint}")


class _Change:
    def __init__(self, registry: Registry, record: JobRecord, setting: str, value: str) -> None:
        self._registry = registry
        self._record = record
        self._setting = setting
        self._value = value
        self._complaint: str | None = None
        self._announced: str | None = None
        self._before = self._registered()

    def carry_out(self) -> SettingOutcome:
        """Send the request and watch the registry, with an ear on what the job complains about."""
        from pioreactor.pubsub import subscribe_and_callback, topics

        unit, experiment, job = self._record.unit, self._record.experiment, self._record.job_name
        if self._setting == STATE and self._before is not None and self._before[0] == self._value:
            return SettingOutcome(True, self._value, f"{job} is {self._value} already.")
        deadline = clock.wall_monotonic() + CONFIRM_WALL_S
        client = subscribe_and_callback(
            self._hear_log, topics.topic(unit, experiment, "logs", "+", "+"), allow_retained=False
        )
        client.listen(topics.topic(unit, experiment, job, self._setting), self._hear_announcement, allow_retained=False)
        try:
            if not client.wait_for_connection(CONFIRM_WALL_S):
                return SettingOutcome(
                    False,
                    self._before[0] if self._before else None,
                    f"the broker at {client.address} does not answer, so nothing was sent.",
                )
            client.publish(topics.topic(unit, experiment, job, self._setting, "set"), self._value, qos=1)
            remaining = deadline - clock.wall_monotonic()
            clock.wait_until(lambda: self._is_decided(), timeout=remaining, poll=POLL_WALL_S)
        finally:
            client.close()
        return self._outcome()

    def _is_decided(self) -> bool:
        heard = self._complaint is not None or self._announced is not None
        return heard or self._has_ended() or self._registered() != self._before

    def _outcome(self) -> SettingOutcome:
        job, registered = self._record.job_name, self._registered()
        value = self._announced if self._announced is not None else registered[0] if registered else None
        if self._has_ended():
            done = self._setting == STATE and self._value == "disconnected"
            return SettingOutcome(done, None, f"{job} has {'stopped' if done else 'ended meanwhile'}.")
        if self._complaint is not None and not (value is not None and _same(value, self._value)):
            return SettingOutcome(False, value, f"{job} says: {self._complaint}")
        if value is None:
            return SettingOutcome(False, None, self._no_such_setting())
        if self._announced is not None or registered != self._before:
            asked = "" if _same(value, self._value) else f" (asked for {self._value})"
            return SettingOutcome(True, value, f"{self._setting} of {job} is now {value}{asked}.")
        if _same(value, self._value):
            return SettingOutcome(True, value, f"{self._setting} of {job} was {value} already.")
        return SettingOutcome(
            False, value, f"{job} did not answer within {CONFIRM_WALL_S:.0f} s; {self._setting} is {value}."
        )

    def _no_such_setting(self) -> str:
        names = list(self._registry.settings(self._record.job_id))
        guess = nearest(self._setting, names)
        hint = f"Did you mean {guess}?" if guess else f"It has: {', '.join(sorted(names)) or 'none'}."
        return f"{self._record.job_name} publishes no setting {self._setting}. {hint}"

    def _registered(self) -> tuple[str, str | None] | None:
        for row in self._registry.settings_with_times(self._record.job_id):
            if row["setting"] == self._setting:
                value = row["value"]
                text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
                return text, row["updated_at"]
        return None

    def _has_ended(self) -> bool:
        return not any(record.job_id == self._record.job_id for record in self._registry.running())

    def _hear_announcement(self, message: MQTTMessage) -> None:
        if message.payload:  # an ending job clears its settings
            self._announced = message.payload.decode(errors="replace")

    def _hear_log(self, message: MQTTMessage) -> None:
        import json

        try:
            line: Any = json.loads(message.payload)
        except ValueError:
            return
        if line.get("task") == self._record.job_name and line.get("level") in _COMPLAINTS:
            self._complaint = str(line.get("message"))


def _same(present: str, asked: str) -> bool:
    """Whether two texts mean one value: equal, equal as numbers, or equal as yes and no."""
    if present.strip().lower() == asked.strip().lower():
        return True
    truths = ({"true", "1", "y", "on", "yes", "t"}, {"false", "0", "n", "off", "no", "f"})
    if any({present.strip().lower(), asked.strip().lower()} <= words for words in truths):
        return True
    try:
        return float(present) == float(asked)
    except ValueError:
        return False
