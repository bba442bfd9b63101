"""Clocks of units that are not the leader's: noted with what they are off by, and told as an alarm.

A reading carries the time of its unit. Where that is wrong the reading stands in the wrong place, and nothing that is
stored with it would say so.
"""

from __future__ import annotations

import re
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from pioreactor import clock
from pioreactor.domain.clock_offsets import WINDOW_S, Change, ClockOffset, judge
from pioreactor.pubsub.topics import parse, topic
from pioreactor.runtime.alarms import end_alarm, raise_alarm
from pioreactor.storage.database import clock_offsets
from pioreactor.storage.database.connection import connect
from pioreactor.storage.database.times import SECOND_US, now_us
from pioreactor.storage.database.workers import list_workers
from pioreactor.whoami import UNIVERSAL_EXPERIMENT

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client
    from pioreactor.types import MQTTMessage

LOOK_EVERY_WALL_S: Final = 5.0
_NO_CODE: Final = re.compile(r"[^a-z0-9_]")
_REMEDY: Final = (
    "Set it on the page Inventory, or by hand on the unit: sudo chronyc makestep\n"
    "If it goes wrong again: the unit must reach the leader by NTP (UDP port 123); see chronyc sources there.\n"
    "What was measured meanwhile is stored under the unit's time; from when to when: pio db clocks"
)


class _Beat(msgspec.Struct):
    timestamp: str
    speed: float = 1.0


class ClockWatch:
    """``hear`` for heartbeats, ``look()`` every few seconds."""

    def __init__(self, path: Path, leader: str, client: Client) -> None:
        self._path, self._leader, self._client = path, leader, client
        self._lock = threading.Lock()
        self._clocks: dict[str, ClockOffset] = {}
        self._told: dict[str, float] | None = None
        self._looked_wall_s = -LOOK_EVERY_WALL_S

    @staticmethod
    def subscription() -> str:
        """Presence of all units."""
        return topic("+", UNIVERSAL_EXPERIMENT, "monitor", "heartbeat")

    def hear(self, message: MQTTMessage) -> None:
        """Take in one heartbeat; one without a time says nothing. Raises ValueError for another topic."""
        came_s, now_wall_s = clock.now_s(), clock.wall_monotonic()
        unit = parse(message.topic)[0]
        if unit == self._leader:
            return
        try:
            beat = msgspec.json.decode(message.payload, type=_Beat)
            ahead_s = (clock.from_iso(beat.timestamp).timestamp() - came_s) / (beat.speed or 1.0)
        except (msgspec.DecodeError, ValueError):
            return
        with self._lock:
            self._clocks.setdefault(unit, ClockOffset()).hear(ahead_s, now_wall_s)

    def look(self) -> None:
        """Note and tell what has changed. Raises sqlite3.Error, StorageError."""
        now_wall_s = clock.wall_monotonic()
        if now_wall_s - self._looked_wall_s < LOOK_EVERY_WALL_S:
            return
        self._looked_wall_s = now_wall_s
        if self._told is None:  # those of before the start of this process
            with closing(connect(self._path, readonly=True)) as conn:
                self._told = clock_offsets.lasting(conn)
        with self._lock:
            offsets = {unit: known.ahead_s(now_wall_s) for unit, known in self._clocks.items()}
        self._forget_who_left()
        for unit, ahead_s in offsets.items():
            change = judge(self._told.get(unit), ahead_s)
            if change is Change.OFF and ahead_s is not None:
                self._begin(unit, ahead_s)
                self._told[unit] = ahead_s
            elif change is Change.RIGHT:
                self._end(unit)
                del self._told[unit]

    def _forget_who_left(self) -> None:
        """Of a unit that is in the cluster no more, nobody will say that its clock is right again."""
        if not self._told:
            return
        with closing(connect(self._path, readonly=True)) as conn:
            known = {worker.pioreactor_unit for worker in list_workers(conn)}
        for unit in set(self._told) - known:
            self._end(unit)
            del self._told[unit]
            with self._lock:
                self._clocks.pop(unit, None)

    def _begin(self, unit: str, ahead_s: float) -> None:
        # It took so long to be sure.
        from_us = now_us() - round(WINDOW_S * clock.speed() * SECOND_US)
        with closing(connect(self._path)) as conn:
            clock_offsets.begin(conn, unit, from_us, round(ahead_s * clock.speed() * SECOND_US))
        where = "ahead of" if ahead_s > 0 else "behind"
        raise_alarm(
            _code(unit),
            severity="warning",
            title=f"The clock of {unit} is {in_words(abs(ahead_s))} {where} the leader's",
            text=f"What {unit} measures now is stored {'too late' if ahead_s > 0 else 'too early'} by as much.",
            remedy=_REMEDY,
            source="mqtt_to_db_streaming",
            data={"unit": unit, "ahead_s": round(ahead_s, 3)},
            client=self._client,
        )

    def _end(self, unit: str) -> None:
        with closing(connect(self._path)) as conn:
            clock_offsets.end(conn, unit, now_us())
        end_alarm(_code(unit), self._client)


def _code(unit: str) -> str:
    return f"clock_off.{_NO_CODE.sub('_', unit.lower())}"


def in_words(seconds: float) -> str:
    """A span of time for people: the two largest parts."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    days, hours, minutes = whole // 86_400, whole // 3600 % 24, whole // 60 % 60
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (whole % 60, "s")]
    first = next(i for i, (count, _) in enumerate(parts) if count)
    return " ".join(f"{count} {name}" for count, name in parts[first : first + 2])
