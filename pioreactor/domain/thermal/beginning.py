"""How to begin: is the unit cold, does an earlier estimate still hold, or is nothing known?"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

COLD_AFTER_S: Final = 3600.0
NEAR_ROOM_K: Final = 4.0
FLAT_K: Final = 0.1
FLAT_FOR_S: Final = 60.0
RESUME_WITHIN_S: Final = 600.0
_SPAN_S: Final = 12.0


class Evidence(NamedTuple):
    """What is known before the first reading.

    ``heater_off_s``: how long the heater has been off, None: unknown; ``ambient_c``: the room as last known;
    ``room_c``: the room by configuration; ``state`` and ``gap_s``: the estimate of an earlier run and how old it is.
    """

    heater_off_s: float | None = None
    ambient_c: float | None = None
    room_c: float = 22.0
    state: Mapping[str, object] | None = None
    gap_s: float = 0.0


class Start(StrEnum):
    """How to start the observer."""

    RESUME = "resume"
    COLD = "cold"  # for the time being, or finally: see StartCheck.is_over
    UNKNOWN = "unknown"


class StartCheck:
    """Decides at the first reading, and, for a unit that seems cold, once more when the plate has been watched.

    A cold unit whose plate still moves holds a vial from the fridge or the incubator. ``is_over``: nothing is left to
    decide; until then the heater stays off.
    """

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.is_over = False
        self._age_s = 0.0
        self._early: list[float] = []
        self._late: list[float] = []

    @property
    def was_watched(self) -> bool:
        """Whether the unit seemed cold at first."""
        return bool(self._late)

    def judge(self, dt_s: float, reading_c: float) -> Start | None:
        """Take in a reading, ``dt_s`` after the last; how to start now, or None: nothing new."""
        if not self._early:
            first = self._at_first(reading_c)
            self.is_over = first is not Start.COLD
            self._early.append(reading_c)
            return first
        self._age_s += dt_s
        if self._age_s <= _SPAN_S:
            self._early.append(reading_c)
        elif self._age_s >= FLAT_FOR_S - _SPAN_S:
            self._late.append(reading_c)
        if self._age_s < FLAT_FOR_S:
            return None
        self.is_over = True
        is_flat = bool(self._late) and abs(_mean(self._late) - _mean(self._early)) < FLAT_K
        return Start.COLD if is_flat else Start.UNKNOWN

    def _at_first(self, reading_c: float) -> Start:
        known = self.evidence
        if known.state is not None and 0.0 <= known.gap_s <= RESUME_WITHIN_S:
            return Start.RESUME
        rooms = [room for room in (known.ambient_c, known.room_c) if room is not None]
        is_near_room = any(abs(reading_c - room) <= NEAR_ROOM_K for room in rooms)
        is_long_off = known.heater_off_s is not None and known.heater_off_s >= COLD_AFTER_S
        return Start.COLD if is_near_room and is_long_off else Start.UNKNOWN


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
