"""How strongly the doses of each pump show: measured fall of ln OD over the booked dilution ln((V+v)/V).

A gain stands for the pump's calibration error, for the optics' response and for how much regrows before the first
readings after a dose. None of that is known, but all of it lasts; only a change says something about the volume.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from pioreactor.domain.volume_watch.steps import Step

MEDIA, OTHER = 0, 1
START_SD: Final = 0.08
"""Pumps are calibrated to 5 %; the rest is optics."""
MOST_SD: Final = 0.25
WANDER_PER_EXCHANGE: Final = 0.0005
WANDER_PER_ROOT_H: Final = 0.005
PER_LEVEL: Final = 0.0004
"""Variance per unit of ln OD by which the culture changed, where the photodiode answers in proportion."""
PER_LEVEL_BENT: Final = 0.03
"""The same where it does not: a thick culture answers less than in proportion, and ever less."""
REPEATABILITY: Final = 0.012
"""Relative, of one dose: 1 % of the pump, and its booking in half seconds."""
_OTHER_LEVEL: Final = 0.03
_START_WEIGHT: Final = 8.0
MEMORY_EXCHANGES: Final = 30.0
T_FREEDOM: Final = 12.0
"""Of Student's t for steps: they come from trimmed means, so outliers are rare among them."""

Pair = tuple[float, float]


class Surprise(NamedTuple):
    """What one step brought.

    ``expected_gains``: before it was taken in; ``dilutions``: booked, of media and of the other pump; ``error`` =
    measured minus expected; ``variance``: of that; ``scatter``: the part of it that is not the gains'; ``weight``: how
    far it is believed; ``k``: gains of the update.
    """

    expected_gains: Pair
    dilutions: Pair
    error: float
    variance: float
    scatter: float
    weight: float
    k: Pair


class Gains:
    """A Kalman filter of the two gains.

    Attributes:
        excess: by how much steps scatter more than single readings explain.
        bent_from: ln OD above which the photodiode does not answer in proportion.
    """

    def __init__(self) -> None:
        self.bent_from = math.inf
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
            more += (PER_LEVEL if level < self.bent_from else PER_LEVEL_BENT) * changed
        media, other = self._own
        self._own = min(MOST_SD**2, media + more), min(MOST_SD**2, other + more)

    def compare(self, dilutions: Pair, step: Step) -> Surprise:
        """Compare with the step of an exchange that was booked as ``dilutions``; nothing is changed by it."""
        (m, o), (pm, po), shared, before = dilutions, self._own, self._shared, self.values
        error = step.size - before[0] * m - before[1] * o
        to_m, to_o = pm * m + shared * o, shared * m + po * o
        spread = to_m * m + to_o * o
        scatter = self.excess * step.variance + REPEATABILITY**2 * (m * m + o * o)
        variance = spread + scatter
        weight = min(1.0, (T_FREEDOM + 1.0) / (T_FREEDOM + error * error / variance))
        total = spread + scatter / weight
        k = (to_m / total, to_o / total)
        return Surprise(before, dilutions, error, variance, scatter, weight, k)

    def take(self, seen: Surprise) -> None:
        """Learn from an exchange that is over; ``seen``: what `compare` made of it."""
        (m, o), (pm, po), shared, k, error = seen.dilutions, self._own, self._shared, seen.k, seen.error
        to_m, to_o = pm * m + shared * o, shared * m + po * o
        self.values = (self.values[0] + k[0] * error, self.values[1] + k[1] * error)
        self._own = max(1e-8, pm - k[0] * to_m), max(1e-8, po - k[1] * to_o)
        self._shared = shared - k[0] * to_o
        self._learn(min(error * error / seen.variance, 9.0), seen.scatter / seen.variance)

    def _learn(self, square: float, share: float) -> None:
        self._seen = min(MEMORY_EXCHANGES, self._seen + 1.0)
        fresh = self.excess * (1.0 + share * (square - 1.0))
        # Less than the readings say is luck, and must not make the next steps look better known than they are.
        self.excess = max(1.0, self.excess + (fresh - self.excess) / self._seen)
