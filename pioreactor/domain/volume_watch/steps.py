"""How much ln OD fell with each exchange.

Readings are averaged over :data:`BLOCK_S`, which is longer than their noise remembers. Three Kalman filters of level,
growth and the size of the last step take in the averages; they differ in how much growth may change by itself and when
a dose feeds the culture. Each says how large the step was, by all readings before and after it; the better one of them
predicts, the more it counts. So a culture that grows evenly is trusted with its slope over hours, and one that is
starved between doses is not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

BLOCK_S: Final = 40.0
_LEAST_READINGS: Final = 3
HABITS: Final = ((0.03, 0.01), (0.15, 0.06), (0.6, 0.4))
"""How growth may change in each filter: standard deviation after an hour, and with each dose, 1/h."""
MOST_GROWTH_VARIANCE: Final = 4.0
LEVEL_WANDER: Final = 0.002
"""Of ln OD by itself, after an hour."""
STEP_SD: Final = 0.3
START_GROWTH_SD: Final = 0.5
MEMORY_H: Final = 1.5
"""For how long the filters are judged by their predictions."""
NOISE_MEMORY_BLOCKS: Final = 60.0
_START_BLOCKS: Final = 10.0
_FLOOR: Final = 1e-9
_MOST_SQUARE: Final = 16.0
_LONG_GAP_H: Final = 0.5

Reading = tuple[float, float]


class Step(NamedTuple):
    """One measured exchange: ``size`` = fall of ln OD, ``variance`` of it, ``level`` = ln OD before."""

    size: float
    variance: float
    level: float


class _Filter:
    """Level z, growth g (1/h) and the last step s of ln OD, with their covariances."""

    __slots__ = ("_feed", "_gg", "_gs", "_ss", "_wander", "_zg", "_zs", "_zz", "g", "s", "weight", "z")

    def __init__(self, level: float, variance: float, wander: float, feed: float) -> None:
        self._wander, self._feed = wander * wander, feed * feed
        self.z, self.g, self.s = level, 0.0, 0.0
        self._zz, self._gg, self._ss = variance, START_GROWTH_SD**2, 0.0
        self._zg = self._zs = self._gs = 0.0
        self.weight = 0.0

    @property
    def step_variance(self) -> float:
        return self._ss

    def predict(self, dt_h: float) -> None:
        q = self._wander * dt_h
        self.z += self.g * dt_h
        self._zz += dt_h * (2.0 * self._zg + dt_h * (self._gg + q / 3.0) + LEVEL_WANDER * LEVEL_WANDER)
        self._zg += dt_h * (self._gg + q / 2.0)
        self._zs += dt_h * self._gs
        self._gg = min(MOST_GROWTH_VARIANCE, self._gg + q)

    def dose(self) -> None:
        """An exchange: the level falls by a step of which nothing is known."""
        self.s, self._ss = 0.0, STEP_SD**2
        self._zz += self._ss
        self._zs, self._gs = -self._ss, 0.0
        self._gg = min(MOST_GROWTH_VARIANCE, self._gg + self._feed)

    def loosen(self) -> None:
        """The level is another one from now on."""
        self._zz += 1.0
        self._zs = self._zg = 0.0

    def read(self, level: float, noise: float) -> tuple[float, float]:
        """Take in a mean; returns the error of its prediction and the variance of that."""
        error, total = level - self.z, self._zz + noise
        zg, zs = self._zg, self._zs
        kz, kg, ks = self._zz / total, zg / total, zs / total
        self.z += kz * error
        self.g += kg * error
        self.s += ks * error
        self._gg -= kg * zg
        self._gs -= kg * zs
        self._ss = max(_FLOOR, self._ss - ks * zs)
        self._zg -= kz * zg
        self._zs -= kz * zs
        self._zz = max(_FLOOR, self._zz - kz * self._zz)
        return error, total


class StepMeter:
    """Times in seconds, OD as its natural logarithm."""

    def __init__(self) -> None:
        self._filters: list[_Filter] = []
        self._block: list[Reading] = []
        self._time_s = 0.0
        self._noise = 0.0
        self._blocks = _START_BLOCKS
        self._level = 0.0
        self._blocks_before = 0
        self._blocks_after = -1
        self._is_new_level = False
        self._held: list[tuple[float, float, int]] = []

    def read(self, time_s: float, level: float, noise: float, *, may_go_on: bool = False) -> bool:
        """Take in a reading of mixed liquid; True when more is known about the last step.

        ``noise``: variance of a reading, as it counts for means. ``may_go_on``: the next part of the same exchange may
        still come, so that nothing is taken for what follows the exchange until it is over.
        """
        if self._block and time_s - self._block[0][0] >= BLOCK_S:
            self._block.append((time_s, level))
            self._average()
        else:
            self._block.append((time_s, level))
        return not may_go_on and self._use(noise)

    def spoil(self) -> None:
        """The signal moved by itself: readings before now cannot be compared with those to come."""
        self._block, self._held = [], []
        for one in self._filters:
            one.loosen()
        self._blocks_before, self._blocks_after = 0, -1
        self._is_new_level = True

    def interrupt(self) -> None:
        """More flows in: readings since the last dose are of a level that is left again."""
        self._block, self._held = [], []

    def begin(self, time_s: float, noise: float) -> None:
        """An exchange begins. What was not asked by :meth:`measure` before is forgotten."""
        self.close(noise)
        self._block = []
        if self._blocks_after > 0:
            self._blocks_before = self._blocks_after
        self._blocks_after = 0
        if not self._filters:
            return
        self._advance(time_s)
        self._level = self._likeliest().z
        for one in self._filters:
            one.dose()
        self._is_new_level = True

    def close(self, noise: float) -> None:
        """Use the readings that are not averaged yet: the next exchange is about to begin."""
        self._average()
        self._use(noise)

    def measure(self) -> Step | None:
        """The last exchange as far as it is known; None if there is none or too little to go by."""
        if self._blocks_after < 1 or self._blocks_before < 1:
            return None
        top = max(one.weight for one in self._filters)
        shares = [math.exp(one.weight - top) for one in self._filters]
        total = sum(shares)
        size = sum(w * one.s for w, one in zip(shares, self._filters, strict=True)) / total
        spread = sum(
            w * (one.step_variance + (one.s - size) ** 2) for w, one in zip(shares, self._filters, strict=True)
        )
        return Step(size, spread / total, self._level)

    def _likeliest(self) -> _Filter:
        return max(self._filters, key=lambda one: one.weight)

    def _advance(self, time_s: float) -> float:
        dt_h = max(0.0, time_s - self._time_s) / 3600.0
        self._time_s = max(self._time_s, time_s)
        for one in self._filters:
            one.predict(dt_h)
        return dt_h

    def _average(self) -> None:
        block, self._block = self._block, []
        count = len(block)
        if count >= _LEAST_READINGS:
            middle_s = sum(t for t, _ in block) / count
            self._held.append((middle_s, _trimmed_mean([z for _, z in block]), count))

    def _use(self, noise: float) -> bool:
        held, self._held = self._held, []
        for middle_s, level, count in held:
            self._take(middle_s, level, count, noise)
        return bool(held) and self._blocks_after > 0

    def _take(self, middle_s: float, level: float, count: int, noise: float) -> None:
        if not self._filters:
            self._filters = [_Filter(level, 1.0, wander, feed) for wander, feed in HABITS]
            self._time_s, self._noise = middle_s, noise
        dt_h = self._advance(middle_s)
        keep = math.exp(-dt_h / MEMORY_H)
        if dt_h > _LONG_GAP_H and self._blocks_after != 0:
            self._is_new_level = True
        variance = max(_FLOOR, self._noise / count)
        best = self._likeliest()
        for one in self._filters:
            error, total = one.read(level, variance)
            if not self._is_new_level:
                square = min(_MOST_SQUARE, error * error / total)
                one.weight = keep * one.weight - 0.5 * (square + math.log(total))
                if one is best:
                    self._learn(error * error, total, variance)
        self._is_new_level = False
        if self._blocks_after < 0:
            self._blocks_before += 1
        else:
            self._blocks_after += 1

    def _learn(self, square: float, total: float, variance: float) -> None:
        self._blocks = min(NOISE_MEMORY_BLOCKS, self._blocks + 1.0)
        surprise = min(square / total, 9.0) - 1.0
        self._noise = max(_FLOOR, self._noise * (1.0 + variance / total * surprise / self._blocks))


def _trimmed_mean(values: Sequence[float]) -> float:
    """The mean without the outermost tenth at either end: a bubble may be among them."""
    cut = (len(values) + 2) // 10
    kept = sorted(values)[cut : len(values) - cut]
    return sum(kept) / len(kept)
