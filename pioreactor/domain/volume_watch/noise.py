"""How much single readings scatter, and how much of it lasts; learned on the fly."""

from __future__ import annotations

import math
from collections import deque
from typing import Final

START_VARIANCE: Final = 0.01**2
MEMORY_H: Final = 1.0 / 3.0
_LAGS: Final = 12
_FLOOR: Final = 1e-8


class ReadingNoise:
    """Variances of ln OD.

    Attributes:
        scatter: variance of one reading; outliers are judged by it.
        lasting: variance that counts for averages, larger than ``scatter`` where neighbours are alike.
    """

    __slots__ = ("_covariances", "_last", "_used", "lasting", "scatter")

    def __init__(self) -> None:
        self.scatter = START_VARIANCE
        self.lasting = START_VARIANCE
        self._covariances = [0.0] * _LAGS
        self._last: deque[float] = deque(maxlen=_LAGS)
        self._used = 0

    def learn(self, innovation: float, predicted_variance: float, dt_h: float) -> None:
        """Take in what a reading differed from its prediction; ``predicted_variance``: of the prediction alone."""
        total = self.scatter + predicted_variance
        limit = 3.0 * math.sqrt(total)
        epsilon = max(-limit, min(limit, innovation)) * math.sqrt(self.scatter / total)
        self._used += 1
        share = max(-math.expm1(-dt_h / MEMORY_H), 1.0 / (self._used + 12))
        # Clipping at three deviations takes 2 % off the variance of normal noise.
        self.scatter = max(_FLOOR, self.scatter + share * (1.02 * epsilon * epsilon - self.scatter))
        covariances = self._covariances
        lasting = self.scatter
        for lag, earlier in enumerate(self._last):
            covariances[lag] += share * (epsilon * earlier - covariances[lag])
            lasting += 2.0 * (1.0 - (lag + 1) / (_LAGS + 1)) * covariances[lag]
        self._last.appendleft(epsilon)
        # One part of the correlation says what the tail looks like; the sum of lags alone is noisy at the start.
        rho = max(-0.3, min(0.9, covariances[0] / self.scatter))
        lasting = max(lasting, self.scatter * (1.0 + rho) / (1.0 - rho))
        self.lasting = max(0.7 * self.scatter, min(15.0 * self.scatter, lasting))
