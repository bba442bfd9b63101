"""How strongly the doses of each pump show: measured fall of ln OD over the booked dilution ln((V+v)/V).

A gain stands for the pump's calibration error, for the optics' response and for how much regrows before the first
readings after a dose. None of that is known, but all of it lasts; only a change says something about the volume.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from pioreactor.domain.volume_watch.steps import Step

MEDIA, OTHER = 0, 1
START_SD: Final = 0.1
"""Pumps are calibrated to 5 %; the rest is optics."""
MOST_SD: Final = 0.25
WANDER_PER_EXCHANGE: Final = 0.0005
WANDER_PER_ROOT_H: Final = 0.005
PER_LEVEL: Final = 0.004
"""Variance per unit of ln OD by which the culture changed: a thick culture answers less than in proportion."""
REPEATABILITY: Final = 0.015
_OTHER_LEVEL: Final = 0.1
_START_WEIGHT: Final = 8.0
MEMORY_EXCHANGES: Final = 30.0
T_FREEDOM: Final = 12.0
"""Of Student's t for steps: they are trimmed means, so outliers are rare among them."""

Pair = tuple[float, float]


class Surprise(NamedTuple):
    """What one step brought.

    ``expected_gains``: before it was taken in; ``dilutions``: booked, of media and of the other pump; ``error`` =
    measured minus expected; ``variance``: of that; ``k``: gains of the update.
    """

    expected_gains: Pair
    dilutions: Pair
    error: float
    variance: float
    k: Pair


class Gains:
    """A Kalman filter of the two gains. ``excess``: by how much steps scatter more than single readings explain."""

    def __init__(self) -> None:
        self.values: Pair = (1.0, 1.0)
        self._own: Pair = (START_SD**2, START_SD**2)
        self._shared = 0.0
        self.excess = 1.0
        self._seen = _START_WEIGHT
        self._level: float | None = None

    def sd(self, pump: int) -> float:
        """Standard error of a gain."""
        return math.sqrt(self._own[pump])

    def loosen(self, level: float, dt_h: float) -> None:
        """Time passed, and the culture stands at ln OD ``level``."""
        more = WANDER_PER_EXCHANGE**2 + WANDER_PER_ROOT_H**2 * dt_h
        if self._level is None:
            self._level = level
        changed = abs(level - self._level)
        if changed > _OTHER_LEVEL:
            self._level = level
            more += PER_LEVEL * changed
        media, other = self._own
        self._own = min(MOST_SD**2, media + more), min(MOST_SD**2, other + more)

    def measure(self, dilutions: Pair, step: Step, noise: float) -> Surprise:
        """Take in the step of an exchange that was booked as ``dilutions``; ``noise``: as `StepMeter.finish` got it."""
        (m, o), (pm, po), shared, before = dilutions, self._own, self._shared, self.values
        error = step.size - before[0] * m - before[1] * o
        to_m, to_o = pm * m + shared * o, shared * m + po * o
        spread = to_m * m + to_o * o
        scatter = noise * step.inverse + step.variance + REPEATABILITY**2 * (m * m + o * o)
        variance = spread + scatter
        weight = min(1.0, (T_FREEDOM + 1.0) / (T_FREEDOM + error * error / variance))
        total = spread + scatter / weight
        k = (to_m / total, to_o / total)
        self.values = (before[0] + k[0] * error, before[1] + k[1] * error)
        self._own = max(1e-8, pm - k[0] * to_m), max(1e-8, po - k[1] * to_o)
        self._shared = shared - k[0] * to_o
        self._learn(min(error * error / variance, 9.0), scatter / variance)
        return Surprise(before, dilutions, error, variance, k)

    def _learn(self, square: float, share: float) -> None:
        self._seen = min(MEMORY_EXCHANGES, self._seen + 1.0)
        fresh = self.excess * (1.0 + share * (square - 1.0))
        self.excess += (fresh - self.excess) / self._seen
