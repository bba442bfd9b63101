"""Measured noise of the readings: scatter of single readings and low-frequency noise.

Information about µ is counted with the *low-frequency* noise (long-run variance after Newey & West 1987, and the one of
a first-order autoregression, whichever is larger): correlated noise would otherwise be mistaken for growth.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pioreactor.domain.growth_rate.stored_state import number, numbers

START_VARIANCE = 0.01**2
VARIANCE_FLOOR = 1e-8
MAX_LAGS = 240
MEMORY_S = 20.0 * 60.0
CORRELATION_SPAN_S = 60.0
CLIP_LOSS = 1.02  # what clipping at three deviations takes away from the variance of normal noise


def learning_rate(dt_s: float, count: int) -> float:
    """Return the share of the newest reading in a running mean of 20 minutes, larger for the first readings.

    Args:
        dt_s: time since the last reading used, seconds.
        count: readings used so far.
    """
    return max(1.0 - math.exp(-dt_s / MEMORY_S), 1.0 / (count + 12))


class NoiseTracker:
    """Running noise of ln reading.

    Attributes:
        single: variance of single readings (c₀).
        long_run: variance that counts for the information about µ (r), within 0.7–15 times ``single``.
        count: readings used so far.
    """

    def __init__(self) -> None:
        self.single = START_VARIANCE
        self.long_run = START_VARIANCE
        self.count = 0
        self.interval_s = 0.0
        self.autocovariance: NDArray[np.float64] = np.zeros(MAX_LAGS)
        self._history: NDArray[np.float64] = np.zeros(MAX_LAGS)
        self._taper: NDArray[np.float64] = np.zeros(0)

    def restart(self) -> None:
        """Forget the order of the last readings, after a long gap; the variances stay."""
        self._history[:] = 0.0
        self.interval_s = 0.0

    def learn(self, innovation: float, prediction_variance: float, dt_s: float) -> None:
        """Take in one innovation.

        Args:
            innovation: reading minus prediction, ln OD.
            prediction_variance: variance of the prediction, ln OD².
            dt_s: time since the last reading, seconds.
        """
        spread = math.sqrt(self.single + prediction_variance)
        clipped = min(max(innovation, -3.0 * spread), 3.0 * spread)
        noise = clipped * math.sqrt(self.single) / spread
        alpha = learning_rate(dt_s, self.count)
        self.count += 1
        self.single = max(self.single + alpha * (CLIP_LOSS * noise * noise - self.single), VARIANCE_FLOOR)
        lags = self._lags(dt_s)
        gamma = self.autocovariance[:lags]
        history = self._history[:lags]
        gamma += alpha * (noise * history - gamma)
        history[1:] = history[:-1]
        history[0] = noise
        first = min(max(float(gamma[0]) / self.single, -0.3), 0.9)
        autoregressive = self.single * (1.0 + first) / (1.0 - first)
        tapered = self.single + 2.0 * float(self._taper @ gamma)
        self.long_run = min(max(autoregressive, tapered, 0.7 * self.single), 15.0 * self.single)

    def _lags(self, dt_s: float) -> int:
        """How many lags make up a minute at the usual interval; single gaps do not change it."""
        if self.interval_s <= 0.0:
            self.interval_s = dt_s
        self.interval_s += 0.05 * (min(dt_s, 2.0 * self.interval_s) - self.interval_s)
        lags = min(max(1, round(CORRELATION_SPAN_S / self.interval_s)), MAX_LAGS)
        if lags != len(self._taper):
            self._use_lags(lags)
        return lags

    def _use_lags(self, lags: int) -> None:
        self._taper = 1.0 - np.arange(1, lags + 1) / (lags + 1.0)
        self.autocovariance[lags:] = 0.0
        self._history[lags:] = 0.0

    def state(self) -> dict[str, object]:
        """Return everything needed to go on later, as JSON types."""
        lags = len(self._taper)
        return {
            "single": self.single,
            "long_run": self.long_run,
            "count": self.count,
            "interval_s": self.interval_s,
            "autocovariance": self.autocovariance[:lags].tolist(),
            "history": self._history[:lags].tolist(),
        }

    def load(self, state: Mapping[str, object]) -> None:
        """Take over what `state` returned.

        Raises:
            ValueError: the stored numbers do not fit.
        """
        self.single = number(state, "single", VARIANCE_FLOOR)
        self.long_run = number(state, "long_run", 0.5 * VARIANCE_FLOOR)
        self.count = int(number(state, "count", 0))
        self.interval_s = number(state, "interval_s", 0.0)
        autocovariance = numbers(state, "autocovariance")
        lags = len(autocovariance)
        if lags > MAX_LAGS:
            raise ValueError("stored noise series is too long; start the estimator anew")
        self.autocovariance[:lags] = autocovariance
        self._history[:lags] = numbers(state, "history", lags)
        self._use_lags(lags)
