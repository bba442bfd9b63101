"""Everything that is not a number over time: logs, automation events and settings, duty cycles, profile runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import Batch, Message
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.readings import Moment, Route
from pioreactor.storage.database.logs import severity_of
from pioreactor.storage.database.times import text_to_us, to_us

_LOG: Final = (
    "INSERT INTO log_lines (experiment, pioreactor_unit, t_us, received_us, severity, level, source, task, message) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_EVENT: Final = (
    "INSERT INTO automation_events "
    "(automation_type, experiment, pioreactor_unit, t_us, received_us, event_name, message, data) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_SETTINGS: Final = (
    "INSERT INTO automation_settings "
    "(automation_type, experiment, pioreactor_unit, started_us, ended_us, received_us, automation_name, settings) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_DUTY_CYCLES: Final = (
    "INSERT INTO pwm_duty_cycles (experiment, pioreactor_unit, t_us, received_us, "
    "channel_1, channel_2, channel_3, channel_4, channel_5) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_PROFILE: Final = (
    "INSERT INTO profile_runs (experiment, pioreactor_unit, started_us, received_us, experiment_profile_name) "
    "VALUES (?, ?, ?, ?, ?)"
)
_CHANNELS: Final = ("1", "2", "3", "4", "5")


class _Log(msgspec.Struct):
    message: str
    level: str = "INFO"
    task: str | None = None
    source: str | None = None
    timestamp: str | None = None


def log_line(unit: str, experiment: str) -> Route:
    """Log lines; one without a readable time gets the time of arrival."""
    decode = msgspec.json.Decoder(_Log).decode

    def add(message: Message, batch: Batch) -> None:
        found = decode(message.payload)
        try:
            t_us = text_to_us(found.timestamp) if found.timestamp else message.received_us
        except ValueError:
            t_us = message.received_us
        level = found.level.upper()
        row = (experiment, unit, t_us, message.received_us, severity_of(level), level, found.source or "")
        batch.inserts.append((_LOG, (*row, found.task, found.message), message))

    return add


class _Event(msgspec.Struct):
    event_name: str
    message: str | None = None
    data: msgspec.Raw = msgspec.Raw(b"null")


def automation_event(automation_type: str, unit: str, experiment: str) -> Route:
    """What an automation did. The name and the data are kept as they come, known to us or not."""
    decode = msgspec.json.Decoder(_Event).decode

    def add(message: Message, batch: Batch) -> None:
        found = decode(message.payload)
        data = bytes(found.data).decode()
        at = message.received_us
        row = (
            automation_type,
            experiment,
            unit,
            at,
            at,
            found.event_name,
            found.message,
            "" if data == "null" else data,
        )
        batch.inserts.append((_EVENT, row, message))

    return add


class _Settings(msgspec.Struct):
    started_at: Moment
    automation_name: str
    settings: str
    ended_at: Moment | None = None
    pioreactor_unit: str | None = None
    experiment: str | None = None


def automation_settings(automation_type: str, unit: str, experiment: str) -> Route:
    """An interval of an automation with unchanged settings."""
    decode = msgspec.json.Decoder(_Settings).decode

    def add(message: Message, batch: Batch) -> None:
        found = decode(message.payload)
        row = (
            automation_type,
            found.experiment or experiment,
            found.pioreactor_unit or unit,
            to_us(found.started_at),
            to_us(found.ended_at) if found.ended_at is not None else None,
            message.received_us,
            found.automation_name,
            found.settings,
        )
        batch.inserts.append((_SETTINGS, row, message))

    return add


def duty_cycles(pin_of_channel: Mapping[str, int], unit: str, experiment: str) -> Route:
    """Duty cycles of all PWM outputs; the message names GPIO pins, the table channels. Outputs not named are at 0."""
    decode = msgspec.json.Decoder(dict[str, float]).decode

    def add(message: Message, batch: Batch) -> None:
        found = decode(message.payload)
        channels = tuple(found.get(str(pin_of_channel.get(channel, "")), 0.0) for channel in _CHANNELS)
        at = message.received_us
        batch.inserts.append((_DUTY_CYCLES, (experiment, unit, at, at, *channels), message))

    return add


def profile_run(unit: str, experiment: str) -> Route:
    """A profile was started."""

    def add(message: Message, batch: Batch) -> None:
        at = message.received_us
        batch.inserts.append((_PROFILE, (experiment, unit, at, at, message.payload.decode()), message))

    return add
