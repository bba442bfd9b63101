"""How the speed of the stirrer changed with one part of an exchange: by its inflow, and by the waste that followed.

More liquid is more work for the stirrer, so at the same drive it turns slower. Three levels are measured, all with the
pumps at rest and with the drive untouched in between: before the inflow, after it, and after the waste.
"""

from __future__ import annotations

import math
from collections import deque
from enum import Enum, auto
from typing import Final, NamedTuple

SETTLES_S: Final = 1.5
"""After a pump has stopped; the motor follows within a second."""
_TURNS: Final = 10.0
_LONGEST_WINDOW_S: Final = 5.0
FRESH_S: Final = 90.0
"""Measurements older than that are no neighbours of a step."""
ENOUGH: Final = 6
LEAST: Final = 3
CONTROL_S: Final = 40.0
"""A wait between inflow and waste that lasts so long shows what the speed does by itself after a dose."""
SAME_DUTY_PERCENT: Final = 0.02
START_VARIANCE: Final = 0.001**2
_FLOOR: Final = 1e-8
_MEMORY: Final = 100.0
_START_WEIGHT: Final = 5.0
_KEPT: Final = 60


class Phase(Enum):
    """Where in a part of an exchange the liquid is."""

    BEFORE = auto()
    BETWEEN = auto()
    AFTER = auto()


class Felt(NamedTuple):
    """One measurement: ``time_s``, ``ln_rpm``, ``heater_percent``: duty cycle of the heater, which loads the supply."""

    time_s: float
    ln_rpm: float
    heater_percent: float


class Level(NamedTuple):
    """A mean over a time of rest; ``variance``: of ``ln_rpm`` by the scatter of single measurements."""

    ln_rpm: float
    heater_percent: float
    variance: float


class Drifted(NamedTuple):
    """How ln speed and the heater's duty changed while no pump ran; ``variance``: of the former by measurement."""

    ln_rpm: float
    heater_percent: float
    variance: float


class SpeedStep(NamedTuple):
    """The three levels of one part. ``wait``: what happened by itself between inflow and waste, None where that was no
    long wait; ``quiet``: since the part before this one."""

    before: Level
    between: Level
    after: Level
    wait: Drifted | None
    quiet: Drifted | None


class SpeedMeter:
    """Times in seconds, the same clock for everything."""

    def __init__(self) -> None:
        self.phase = Phase.BEFORE
        self._readings: deque[Felt] = deque(maxlen=_KEPT)
        self._before: Level | None = None
        self._between: Level | None = None
        self._after: Level | None = None
        self._wait: Drifted | None = None
        self._quiet: Drifted | None = None
        self._duty: float | None = None
        self._rest_from_s = -math.inf
        self._variance = START_VARIANCE
        self._weight = _START_WEIGHT
        self.last_read_s = -math.inf

    def drive(self, duty_percent: float) -> None:
        """The drive of the stirrer; whatever else it is from now on cannot be compared with what was before."""
        if self._duty is None or abs(duty_percent - self._duty) > SAME_DUTY_PERCENT:
            self._duty = duty_percent
            self.spoil()

    def spoil(self) -> None:
        """Nothing that was measured can be compared with what comes."""
        self._readings.clear()
        self._before = self._between = self._after = None
        self.phase = Phase.BEFORE

    def read(self, felt: Felt) -> None:
        """Take in a measurement; one that saw a pump run is left out."""
        self.last_read_s = felt.time_s
        window_s = min(_LONGEST_WINDOW_S, max(1.0, _TURNS * 60.0 * math.exp(-felt.ln_rpm)))
        if felt.time_s - window_s < self._rest_from_s:
            return
        self._readings.append(felt)

    def inflow(self, time_s: float, *, is_new_part: bool) -> None:
        """Liquid flows in from ``time_s`` on."""
        if is_new_part:
            self._before, self._between, self._wait = self._level(time_s, newest=True), None, None
            self._quiet = _drifted(self._after, self._before)
            self._after = None
            self.phase = Phase.BETWEEN
        self._readings.clear()

    def waste(self, time_s: float) -> None:
        """The waste pump starts, or goes on."""
        if self.phase is Phase.BETWEEN:
            self._wait = self._change_by_itself()
            self._between = self._level(time_s, newest=True)
            self.phase = Phase.AFTER
        self._readings.clear()

    def moves_until(self, time_s: float) -> None:
        """Pumps run until then."""
        self._rest_from_s = max(self._rest_from_s, time_s + SETTLES_S)

    def take(self, *, is_last_chance: bool = False) -> SpeedStep | None:
        """The part that is over, once; None while there is none or too little is known of it."""
        if self.phase is not Phase.AFTER or self._before is None or self._between is None:
            return None
        if len(self._readings) < (LEAST if is_last_chance else ENOUGH):
            return None
        after = self._level(self._readings[-1].time_s, newest=False)
        if after is None:
            return None
        step = SpeedStep(self._before, self._between, after, self._wait, self._quiet)
        self._before = self._between = None
        self._after = after
        return step

    def _level(self, time_s: float, *, newest: bool) -> Level | None:
        near = [r for r in self._readings if time_s - r.time_s < FRESH_S]
        near = near[-2 * ENOUGH :] if newest else near[: 2 * ENOUGH]
        if len(near) < LEAST:
            return None
        middle = sorted(r.ln_rpm for r in near)[len(near) // 2]
        limit = 4.0 * math.sqrt(self._variance)
        good = [r for r in near if abs(r.ln_rpm - middle) <= limit]
        if len(good) < LEAST:
            self._learn([(r.ln_rpm - middle) ** 2 for r in near])
            return None
        level = self._mean(good)
        self._learn([(r.ln_rpm - level.ln_rpm) ** 2 for r in good], len(good))
        return level

    def _learn(self, squares: list[float], freedom_of: int = 0) -> None:
        """How much single measurements scatter."""
        fresh = sum(squares) / max(1, (freedom_of or len(squares) + 1) - 1)
        self._weight = min(_MEMORY, self._weight + len(squares))
        self._variance = max(_FLOOR, self._variance + len(squares) / self._weight * (fresh - self._variance))

    def _change_by_itself(self) -> Drifted | None:
        readings = list(self._readings)
        if len(readings) < 2 * LEAST or readings[-1].time_s - readings[0].time_s < CONTROL_S:
            return None
        part = max(LEAST, len(readings) // 4)
        return _drifted(self._mean(readings[:part]), self._mean(readings[-part:]))

    def _mean(self, readings: list[Felt]) -> Level:
        count = len(readings)
        speed = sum(r.ln_rpm for r in readings) / count
        return Level(speed, sum(r.heater_percent for r in readings) / count, self._variance / count)


def _drifted(first: Level | None, last: Level | None) -> Drifted | None:
    if first is None or last is None:
        return None
    return Drifted(
        last.ln_rpm - first.ln_rpm, last.heater_percent - first.heater_percent, first.variance + last.variance
    )
