"""A small Kalman filter of ln OD and growth, quick enough to follow a culture that is fed in steps.

It says what the next reading should be, so that a flow or a jump shows; how much each dose dilutes is measured apart
from it (:mod:`steps`).
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from pioreactor.domain.volume_watch.noise import ReadingNoise

GROWTH_WANDER: Final = 0.5
"""Standard deviation of growth after one hour, h⁻¹."""
LEVEL_WANDER: Final = 0.002
DOSE_DOUBT: Final = 0.7
"""Standard deviation of the effect of a dose on the level, as a share of it: it may not arrive."""
DOSE_GROWTH_SD: Final = 0.3
"""A dose feeds: growth may change by this much, h⁻¹."""
_T_FREEDOM: Final = 4.0


class Innovation(NamedTuple):
    """What one reading brought.

    ``error``: reading minus prediction; ``variance``: of that; ``k0``, ``k1``: gains of the update of level and growth.
    """

    error: float
    variance: float
    k0: float
    k1: float


class LevelFilter:
    """Times in hours, OD as its natural logarithm."""

    __slots__ = ("_xg", "_xx", "growth", "growth_variance", "level", "noise")

    def __init__(self, level: float) -> None:
        self.noise = ReadingNoise()
        self.level = level
        self.growth = 0.0
        self._xx, self._xg, self.growth_variance = 4.0 * self.noise.scatter, 0.0, 0.25

    @property
    def level_sd(self) -> float:
        """Standard error of the level."""
        return math.sqrt(self._xx)

    def predict(self, dt_h: float) -> None:
        """Let ``dt_h`` hours pass."""
        q = GROWTH_WANDER * GROWTH_WANDER * dt_h
        self.level += self.growth * dt_h
        self._xx += dt_h * (2.0 * self._xg + dt_h * (self.growth_variance + q / 3.0))
        self._xx += LEVEL_WANDER * LEVEL_WANDER * dt_h
        self._xg += dt_h * (self.growth_variance + q / 2.0)
        self.growth_variance = min(4.0, self.growth_variance + q)

    def dose(self, effect: float) -> None:
        """A dose lowers ln OD by about ``effect``."""
        self.level -= effect
        self._xx += (DOSE_DOUBT * effect) ** 2
        self.growth_variance += DOSE_GROWTH_SD * DOSE_GROWTH_SD * min(1.0, abs(effect) / 0.05)

    def read(self, level: float, doubt: float, dt_h: float) -> Innovation:
        """Take in ln OD. ``doubt`` multiplies the noise of this reading; ``dt_h``: hours since the one before."""
        error = level - self.level
        predicted = self._xx
        expected = predicted + doubt * self.noise.scatter
        # Student's t: a reading far off the others moves the estimate little.
        weight = min(1.0, (_T_FREEDOM + 1.0) / (_T_FREEDOM + error * error / expected))
        total = predicted + doubt * self.noise.lasting / weight
        k0, k1 = self._xx / total, self._xg / total
        self.level += k0 * error
        self.growth += k1 * error
        self.growth_variance = max(1e-9, self.growth_variance - k1 * self._xg)
        self._xx = max(1e-12, self._xx - k0 * self._xx)
        self._xg -= k0 * self._xg
        if doubt <= 1.0:
            self.noise.learn(error, predicted, dt_h)
        # As evidence a reading counts by the noise that lasts, and is not discounted for being an outlier.
        return Innovation(error, predicted + doubt * self.noise.lasting, k0, k1)

    def shift(self, level: float, growth: float) -> None:
        """Move the estimate, because its error is known."""
        self.level += level
        self.growth += growth

    def relevel(self, sd: float) -> None:
        """The level became uncertain by ``sd``."""
        self._xx += sd * sd
