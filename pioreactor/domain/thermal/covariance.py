"""Covariance of the eight numbers that the observer estimates. The one place of this package that needs numpy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pioreactor.domain.thermal.model import Rates

Array = NDArray[np.float64]

PLATE, GLASS, LIQUID, AMBIENT, GAIN, PLATE_TO_GLASS, GLASS_TO_LIQUID, UNEXPLAINED = range(8)
SIZE: Final = 8

NOISE_PER_S: Final = np.array(
    [
        0.01**2,
        0.01**2,
        0.002**2,
        1.5**2 / 3600.0,
        0.01**2 / 3600.0,
        0.003**2 / 3600.0,
        0.005**2 / 3600.0,
        0.03**2 / 3600.0,
    ]
)
"""Random walk of each number: variance per second (K², log², W²)."""

PARAMETER_VARIANCES: Final = (0.07**2, 0.10**2, 0.12**2, 0.05**2)
"""Spread of units: log gain, both log conductances, unexplained heat in W."""

_COLD_COMMON: Final = 0.2**2
_COLD_OWN: Final = (0.1**2, 0.15**2, 0.2**2, 0.3**2)
_VARIANCE_FLOOR: Final = 1e-12
_PARAMETERS: Final = slice(GAIN, UNEXPLAINED)


class Covariance:
    """How uncertain the estimate is, and how the errors hang together. Starts as of a cold unit."""

    def __init__(self) -> None:
        self.matrix: Array = np.zeros((SIZE, SIZE))
        self.start_cold()

    def start_cold(self) -> None:
        """Everything at one temperature, which is the room's."""
        self.matrix = np.diag(np.array([*_COLD_OWN, *PARAMETER_VARIANCES]))
        self.matrix[:GAIN, :GAIN] += _COLD_COMMON

    def start_unknown(self, variances: Sequence[float]) -> None:
        """Plate, glass, liquid and ambient known each on its own, with these variances (K²)."""
        self.matrix = np.diag(np.array([*variances, *PARAMETER_VARIANCES]))

    def use_learned(self, block: Sequence[Sequence[float]], extra: float) -> None:
        """Take the 3 × 3 covariance of gain and conductances from an earlier run, ``extra`` variance added to each."""
        learned = np.array(block, dtype=np.float64)
        self.matrix[_PARAMETERS, :] = 0.0
        self.matrix[:, _PARAMETERS] = 0.0
        self.matrix[_PARAMETERS, _PARAMETERS] = 0.5 * (learned + learned.T) + extra * np.eye(3)

    def learned(self) -> list[list[float]]:
        """The 3 × 3 covariance of gain and conductances."""
        block: list[list[float]] = self.matrix[_PARAMETERS, _PARAMETERS].tolist()
        return block

    def predict(self, r: Rates, jacobian_extra: Sequence[float], dt_s: float) -> None:
        """Carry over ``dt_s`` ≤ 2.5 s.

        ``jacobian_extra``: derivatives of (plate by gain, plate by log plate-to-glass, glass by the same, glass by log
        glass-to-liquid, liquid by the same), K/s.
        """
        by_gain, plate_by_1, glass_by_1, glass_by_2, liquid_by_2 = jacobian_extra
        first = np.array(
            (
                (r.pp, r.pg, 0.0, r.pa, by_gain, plate_by_1, 0.0, 0.0),
                (r.gp, r.gg, r.gl, r.ga, 0.0, glass_by_1, glass_by_2, 0.0),
                (0.0, r.lg, r.ll, r.la, 0.0, 0.0, liquid_by_2, r.liquid_k_per_j),
            )
        )
        first *= dt_s
        square = first[:, :3]
        second = square @ first
        step = first + 0.5 * second + (square @ second) / 6.0
        step[0, 0] += 1.0
        step[1, 1] += 1.0
        step[2, 2] += 1.0
        matrix = self.matrix
        moved = step @ matrix
        matrix[:3, :3] = moved @ step.T
        matrix[:3, 3:] = moved[:, 3:]
        matrix[3:, :3] = moved[:, 3:].T
        matrix.ravel()[:: SIZE + 1] += NOISE_PER_S * dt_s

    def update(self, innovation_variance: float) -> list[float]:
        """Take in one reading of the plate; returns by how much each number follows the innovation."""
        matrix = self.matrix
        column = matrix[:, PLATE].copy()
        gain = column / innovation_variance
        matrix -= gain[:, None] * column
        matrix += matrix.T.copy()
        matrix *= 0.5
        follows: list[float] = gain.tolist()
        return follows

    def variance(self, i: int) -> float:
        """Variance of one number."""
        return float(self.matrix[i, i])

    def sd(self, i: int) -> float:
        """Standard deviation of one number."""
        return math.sqrt(max(float(self.matrix[i, i]), _VARIANCE_FLOOR))

    def loosen(self, i: int, variance: float) -> None:
        """Be less certain about one number."""
        self.matrix[i, i] += variance

    def shrink(self, i: int, factor: float) -> None:
        """Scale one number's row and column, which keeps the matrix positive semi-definite."""
        self.matrix[i, :] *= factor
        self.matrix[:, i] *= factor

    def isolate(self, i: int, variance: float) -> None:
        """Give one number this variance and no relation to the others."""
        self.matrix[i, :] = 0.0
        self.matrix[:, i] = 0.0
        self.matrix[i, i] = variance

    def is_sound(self) -> bool:
        """False if a variance is negative or no number any more (the minimum of such is none either)."""
        return float(self.matrix.ravel()[:: SIZE + 1].min()) >= 0.0

    def state(self) -> list[float]:
        """The upper triangle, row by row."""
        triangle: list[float] = self.matrix[np.triu_indices(SIZE)].tolist()
        return triangle

    def load(self, triangle: Sequence[float]) -> None:
        """Take over what `state` returned. Raises ValueError when it is no covariance of eight numbers."""
        values = np.array(triangle, dtype=np.float64)
        if values.shape != (SIZE * (SIZE + 1) // 2,) or not np.isfinite(values).all():
            raise ValueError("the stored covariance does not fit; start the observer anew")
        matrix = np.zeros((SIZE, SIZE))
        matrix[np.triu_indices(SIZE)] = values
        matrix = matrix + matrix.T - np.diag(matrix.diagonal())
        if float(np.linalg.eigvalsh(matrix).min()) < -1e-6:
            raise ValueError("the stored covariance is not one; start the observer anew")
        self.matrix = matrix
