"""The linear model of ln OD that the three modes share.

State of one mode, ``SIZE_WITHOUT_COPIES`` numbers and the delayed copies of µ:

    x            ln of the well-mixed OD
    µ            growth rate, 1/h
    m1, m2, m3   dilution not yet seen because of mixing, each decaying with its own time constant
    g0 … g3      dose gains: the share of a dose seen at once and through each of the three lags
    c1 … cn      copies of µ made at the last n minute marks (fixed-lag smoothing by augmentation,
                 Anderson & Moore 1979)

The modes differ only in how fast µ may wander; the probabilities of moving between them form an interacting multiple
model (Blom & Bar-Shalom 1988).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pioreactor.domain.growth_rate.settings import GrowthRateSettings

Array = NDArray[np.float64]

LEVEL = 0
RATE = 1
MIXING = slice(2, 5)
GAINS = slice(5, 9)
SIZE_WITHOUT_COPIES = 9

STEADY = 0
N_MODES = 3
WANDER = (0.004, 0.15, 2.0)  # of µ in the modes steady, changing, jump; 1/h per √h
STAY_CHANGING_H = 0.5
STAY_JUMP_H = 2.0 / 60.0
LEVEL_WANDER = 0.001  # of ln OD, per √h

GAIN_START = (0.5, 0.3, 0.15, 0.05)
GAIN_SHAPE_DEVIATION = 0.3
GAIN_WANDER_PER_DOSE = 0.003
DOSE_REPEATABILITY = 0.02
DOSE_OF_FULL_WANDER = 0.05

START_RATE_VARIANCE = 0.5**2


@dataclass(frozen=True, slots=True)
class DoseInput:
    """Doses between two readings as the model sees them.

    Attributes:
        dilution: sum of ln((V+v)/V) over the events.
        lagged: the same, each event multiplied by exp(−age/τ), for the three mixing time constants.
    """

    dilution: float
    lagged: tuple[float, float, float]


def observation_vector(size: int) -> Array:
    """Return h of shape (size,): a reading shows x + m1 + m2 + m3."""
    h = np.zeros(size)
    h[LEVEL] = 1.0
    h[MIXING] = 1.0
    return h


def gain_covariance(dose_accuracy: float) -> Array:
    """Return the prior covariance of the gains, shape (4, 4): shape unknown, sum known to ``dose_accuracy``."""
    ones = np.ones((4, 4)) / 4.0
    shape_unknown: Array = GAIN_SHAPE_DEVIATION**2 * (np.eye(4) - ones)
    return shape_unknown + dose_accuracy**2 * ones / 4.0


def mode_rates(expected_steady_time_h: float) -> Array:
    """Return the generator matrix of the mode process, 1/h, shape (3, 3), rows summing to 0.

    The way back from *jump* leads only through *changing*: with a direct return the wide covariance of *jump* would
    leak into *steady* at every reading.
    """
    steady, changing, jump = 1.0 / expected_steady_time_h, 1.0 / STAY_CHANGING_H, 1.0 / STAY_JUMP_H
    return np.array(
        [
            [-steady, 0.5 * steady, 0.5 * steady],
            [0.8 * changing, -changing, 0.2 * changing],
            [0.0, jump, -jump],
        ]
    )


def matrix_exponential(matrix: Array) -> Array:
    """Return exp(matrix) of a small generator matrix by scaling and squaring; rows of the result sum to 1."""
    scale = float(np.abs(matrix).sum(axis=1).max())
    squarings = max(0, math.ceil(math.log2(scale / 0.03125))) if scale > 0.0 else 0
    step = matrix / 2.0**squarings
    result = np.eye(len(matrix))
    for order in range(8, 0, -1):
        result = np.eye(len(matrix)) + step @ result / order
    for _ in range(squarings):
        result = result @ result
        result /= result.sum(axis=1, keepdims=True)
    return result


def stationary_probabilities(rates: Array) -> Array:
    """Return the long-run probabilities of the modes, shape (3,)."""
    system = np.vstack([rates.T, np.ones(N_MODES)])
    solution: Array = np.linalg.lstsq(system, np.array([0.0, 0.0, 0.0, 1.0]), rcond=None)[0]
    return solution


class ModelSteps:
    """Transition matrices between readings, kept per interval because intervals repeat.

    Args:
        settings: of the estimator.
    """

    _KEPT = 256

    def __init__(self, settings: GrowthRateSettings) -> None:
        self.size = SIZE_WITHOUT_COPIES + settings.smoothing_lag_min + 1
        self.rates = mode_rates(settings.expected_steady_time_h)
        self._taus_s = settings.mixing_time_constants_s
        self._variance_rates = np.array(WANDER)[:, None, None] ** 2
        self._of_interval: dict[int, tuple[Array, Array]] = {}
        self._matrix = np.eye(self.size)

    def mode_step(self, dt_s: float) -> tuple[Array, Array]:
        """Return mode transition probabilities and process noise of (x, µ) for an interval, to the millisecond.

        Args:
            dt_s: elapsed time in seconds, positive.

        Returns:
            Arrays of shape (3, 3), rows summing to 1, and (3, 2, 2).
        """
        key = max(1, round(dt_s * 1000.0))
        found = self._of_interval.get(key)
        if found is None:
            if len(self._of_interval) >= self._KEPT:
                self._of_interval.pop(next(iter(self._of_interval)))
            dt = key / 3.6e6
            noise = self._variance_rates * np.array([[dt**3 / 3.0, dt**2 / 2.0], [dt**2 / 2.0, dt]])
            noise[:, 0, 0] += LEVEL_WANDER**2 * dt
            found = self._of_interval[key] = (matrix_exponential(self.rates * dt), noise)
        return found

    def transition(self, dt_s: float, dose: DoseInput | None) -> Array:
        """Return the state transition matrix, shape (size, size); it is overwritten by the next call."""
        matrix = self._matrix
        matrix[LEVEL, RATE] = dt_s / 3600.0
        matrix[LEVEL, GAINS] = 0.0 if dose is None else -dose.dilution
        for j, tau_s in enumerate(self._taus_s):
            matrix[2 + j, 2 + j] = math.exp(-dt_s / tau_s)
            matrix[2 + j, 6 + j] = 0.0 if dose is None else dose.lagged[j]
        return matrix
