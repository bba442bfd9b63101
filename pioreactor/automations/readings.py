"""The latest readings of this unit, for automations that decide on them. Each has an age; old and bad ones are refused.

Ages are measured on the monotonic clock from the moment of arrival, so a step of the wall clock changes none.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Generic, NamedTuple, TypeVar

import msgspec

from pioreactor import clock, structs
from pioreactor.domain.quality import UNUSABLE
from pioreactor.exc import JobRequiredError, UnusableReadingError
from pioreactor.types import MQTTMessage

STALE_AFTER_S: Final = 300.0
FIRST_WITHIN_WALL_S: Final = 10.0

OD_READING: Final = "od_reading"
GROWTH_RATE: Final = "growth_rate_calculating"
ODS: Final = "ods"
FUSED: Final = "od_fused"
FILTERED: Final = "od_filtered"
RATE: Final = "growth_rate"
SOURCES: Final[dict[str, str]] = {FILTERED: GROWTH_RATE, RATE: GROWTH_RATE, ODS: OD_READING, FUSED: OD_READING}
"""Which job publishes which signal; the topic is ``<job>/<signal>``."""

Content = TypeVar("Content")


class Reading(NamedTuple, Generic[Content]):
    """One reading. ``at``: its stamp; ``arrived_s``: monotonic; ``age_then_s``: how old it was on arrival."""

    value: Content
    at: datetime
    arrived_s: float
    age_then_s: float

    @property
    def age_s(self) -> float:
        """Clock seconds since it was taken."""
        return self.age_then_s + max(0.0, clock.monotonic() - self.arrived_s)


class ChannelReading(NamedTuple):
    """OD of one channel and the quality code of the reading."""

    od: float
    quality: str


class Readings:
    """Latest and previous reading of every signal. Safe to use from several threads.

    ``is_running(job_name)``: whether a job runs on this unit.
    """

    def __init__(self, is_running: Callable[[str], bool]) -> None:
        self._is_running = is_running
        self._lock = threading.Lock()
        self._latest: dict[str, Reading[Any]] = {}
        self._previous: dict[str, Reading[Any]] = {}
        self._takers: dict[str, Callable[[bytes], tuple[Any, datetime]]] = {
            ODS: _take_ods,
            FUSED: _taker(structs.ODFused, FUSED),
            FILTERED: _taker(structs.ODFiltered, FILTERED),
            RATE: _taker(structs.GrowthRate, RATE),
        }

    def take(self, message: MQTTMessage) -> None:
        """Take in a message of one of the signals; an empty one is a value that was cleared."""
        signal = message.topic.rpartition("/")[2]
        if not message.payload or signal not in self._takers:
            return
        value, at = self._takers[signal](message.payload)
        age_s = max(0.0, clock.now_s() - at.timestamp()) if message.retain else 0.0
        with self._lock:
            if signal in self._latest:
                self._previous[signal] = self._latest[signal]
            self._latest[signal] = Reading(value, at, clock.monotonic(), age_s)

    def latest(self, signal: str) -> Reading[Any]:
        """The latest reading, at most five minutes old; waits up to 10 wall seconds for the first.

        Raises JobRequiredError where its source does not run or is silent, UnusableReadingError where the optical
        readings it rests on are saturated, dark or stale.
        """
        source = SOURCES[signal]
        reading = self._latest.get(signal)
        if reading is None:
            if not self._is_running(source):
                raise JobRequiredError(f"{source} does not run; start it first.")
            clock.wait_until(lambda: signal in self._latest, FIRST_WITHIN_WALL_S, poll=0.05)
            reading = self._latest.get(signal)
        if reading is None:
            raise JobRequiredError(f"{source} runs, but no {signal} has arrived yet.")
        if reading.age_s > STALE_AFTER_S:
            raise JobRequiredError(
                f"The latest {signal} is {reading.age_s / 60.0:.0f} min old, five are allowed; does {source} run?"
            )
        self._refuse_unusable()
        return reading

    def previous(self, signal: str) -> Any:
        """The value before the latest, or None."""
        reading = self._previous.get(signal)
        return None if reading is None else reading.value

    def at(self, signal: str) -> datetime | None:
        """The stamp of the latest reading, or None."""
        reading = self._latest.get(signal)
        return None if reading is None else reading.at

    def most_stale_at(self) -> datetime:
        """The oldest stamp of all signals that have a value. Raises JobRequiredError if none has."""
        with self._lock:
            stamps = [reading.at for reading in self._latest.values()]
        if not stamps:
            raise JobRequiredError("No reading has arrived yet; do od_reading and growth_rate_calculating run?")
        return min(stamps)

    def channels(self) -> dict[str, float]:
        """OD of every channel whose latest reading is usable. Raises as :meth:`latest`."""
        return usable(self.latest(ODS).value)

    def od_of(self, channel: str | None) -> float:
        """OD of one channel; None: the first usable one. Raises as :meth:`latest`."""
        known = self.latest(ODS).value
        good = usable(known)
        if channel is None:
            return good[min(good)]
        if channel in good:
            return good[channel]
        if channel not in known:
            raise JobRequiredError(f"od_reading does not read channel {channel}.")
        raise UnusableReadingError(f"The OD reading of channel {channel} cannot be used: {known[channel].quality}.")

    def _refuse_unusable(self) -> None:
        """What is derived from readings is worth no more than they are: filters go on with predictions."""
        reading = self._latest.get(ODS)
        if reading is None or reading.age_s > STALE_AFTER_S or usable(reading.value):
            return
        codes = ", ".join(f"channel {channel} {found.quality}" for channel, found in sorted(reading.value.items()))
        raise UnusableReadingError(f"The OD readings cannot be used: {codes or 'none'}.")


def usable(channels: Mapping[str, ChannelReading]) -> dict[str, float]:
    """OD by channel, without those of bad quality."""
    return {channel: found.od for channel, found in channels.items() if found.quality not in UNUSABLE}


def _taker(kind: type[Any], field: str) -> Callable[[bytes], tuple[Any, datetime]]:
    def take(payload: bytes) -> tuple[Any, datetime]:
        found = msgspec.json.decode(payload, type=kind)
        return getattr(found, field), found.timestamp

    return take


def _take_ods(payload: bytes) -> tuple[dict[str, ChannelReading], datetime]:
    found = msgspec.json.decode(payload, type=structs.ODReadings)
    channels: dict[str, ChannelReading] = {
        channel: ChannelReading(reading.od, reading.quality.code if reading.quality is not None else "ok")
        for channel, reading in found.ods.items()
    }
    return channels, found.timestamp
