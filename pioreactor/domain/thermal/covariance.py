"""Covariance of the eight numbers that the observer estimates.

Plain numbers on purpose: eight by eight is too small for numpy to be faster, and numpy would be a third of the memory
of the job.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from pioreactor.domain.thermal.model import Rates
from pioreactor.domain.thermal.transition import Row, transition

PLATE, GLASS, LIQUID, AMBIENT, GAIN, PLATE_TO_GLASS, GLASS_TO_LIQUID, UNEXPLAINED = range(8)
SIZE: Final = 8

NOISE_PER_S: Final = (
    0.01**2,
    0.01**2,
    0.002**2,
    1.5**2 / 3600.0,
    0.01**2 / 3600.0,
    0.003**2 / 3600.0,
    0.005**2 / 3600.0,
    0.03**2 / 3600.0,
)
"""Random walk of each number: variance per second (K², log², W²)."""

PARAMETER_VARIANCES: Final = (0.07**2, 0.10**2, 0.12**2, 0.05**2)
"""Spread of units: log gain, both log conductances, unexplained heat in W."""

_COLD_COMMON: Final = 0.2**2
_COLD_OWN: Final = (0.1**2, 0.15**2, 0.2**2, 0.3**2)
_VARIANCE_FLOOR: Final = 1e-12
_TRIANGLE: Final = SIZE * (SIZE + 1) // 2
_NEGATIVE_BELOW: Final = -1e-6


class Covariance:
    """How uncertain the estimate is, and how the errors hang together. Starts as of a cold unit.

    ``rows``: the matrix, always exactly symmetric.
    """

    def __init__(self) -> None:
        self.rows: list[list[float]] = []
        self.start_cold()

    def start_cold(self) -> None:
        """Everything at one temperature, which is the room's."""
        self.start_unknown(_COLD_OWN)
        for row in self.rows[:GAIN]:
            row[:GAIN] = [value + _COLD_COMMON for value in row[:GAIN]]

    def start_unknown(self, variances: Sequence[float]) -> None:
        """Plate, glass, liquid and ambient known each on its own, with these variances (K²)."""
        self.rows = _diagonal((*variances, *PARAMETER_VARIANCES))

    def use_learned(self, block: Sequence[Sequence[float]], extra: float) -> None:
        """Take the 3 × 3 covariance of gain and conductances from an earlier run, ``extra`` variance added to each."""
        for i in range(3):
            self.isolate(GAIN + i, 0.0)
        for i in range(3):
            for k in range(3):
                value = 0.5 * (float(block[i][k]) + float(block[k][i]))
                self.rows[GAIN + i][GAIN + k] = value + extra if i == k else value

    def learned(self) -> list[list[float]]:
        """The 3 × 3 covariance of gain and conductances."""
        return [row[GAIN:UNEXPLAINED] for row in self.rows[GAIN:UNEXPLAINED]]

    def predict(self, r: Rates, jacobian_extra: Sequence[float], dt_s: float) -> None:
        """Carry over ``dt_s`` ≤ 2.5 s: F·P·Fᵀ + Q, where only the first three rows of F differ from the identity.

        ``jacobian_extra``: see `transition`.
        """
        plate, glass, liquid = transition(r, jacobian_extra, dt_s)
        f0, f1, f2, f3, f4, f5, f6, f7 = plate
        g0, g1, g2, g3, g4, g5, g6, g7 = glass
        h0, h1, h2, h3, h4, h5, h6, h7 = liquid
        rows = self.rows
        first, second, third = [], [], []
        for p0, p1, p2, p3, p4, p5, p6, p7 in rows:
            first.append(f0 * p0 + f1 * p1 + f2 * p2 + f3 * p3 + f4 * p4 + f5 * p5 + f6 * p6 + f7 * p7)
            second.append(g0 * p0 + g1 * p1 + g2 * p2 + g3 * p3 + g4 * p4 + g5 * p5 + g6 * p6 + g7 * p7)
            third.append(h0 * p0 + h1 * p1 + h2 * p2 + h3 * p3 + h4 * p4 + h5 * p5 + h6 * p6 + h7 * p7)
        for i in range(AMBIENT, SIZE):
            rows[i][:AMBIENT] = first[i], second[i], third[i]
        plate_glass, plate_liquid, glass_liquid = _dot(first, glass), _dot(first, liquid), _dot(second, liquid)
        first[:AMBIENT] = _dot(first, plate), plate_glass, plate_liquid
        second[:AMBIENT] = plate_glass, _dot(second, glass), glass_liquid
        third[:AMBIENT] = plate_liquid, glass_liquid, _dot(third, liquid)
        rows[:AMBIENT] = first, second, third
        for i, noise in enumerate(NOISE_PER_S):
            rows[i][i] += noise * dt_s

    def update(self, innovation_variance: float) -> list[float]:
        """Take in one reading of the plate; returns by how much each number follows the innovation."""
        rows = self.rows
        column = rows[PLATE]
        scale = 1.0 / math.sqrt(innovation_variance)
        u0, u1, u2, u3, u4, u5, u6, u7 = shares = [scale * value for value in column]
        self.rows = [
            [p0 - u * u0, p1 - u * u1, p2 - u * u2, p3 - u * u3, p4 - u * u4, p5 - u * u5, p6 - u * u6, p7 - u * u7]
            for u, (p0, p1, p2, p3, p4, p5, p6, p7) in zip(shares, rows, strict=True)
        ]
        return [scale * value for value in shares]

    def variance(self, i: int) -> float:
        """Variance of one number."""
        return self.rows[i][i]

    def sd(self, i: int) -> float:
        """Standard deviation of one number."""
        return math.sqrt(max(self.rows[i][i], _VARIANCE_FLOOR))

    def loosen(self, i: int, variance: float) -> None:
        """Be less certain about one number."""
        self.rows[i][i] += variance

    def shrink(self, i: int, factor: float) -> None:
        """Scale one number's row and column, which keeps the matrix positive semi-definite."""
        self.rows[i] = [factor * value for value in self.rows[i]]
        for row in self.rows:
            row[i] *= factor

    def isolate(self, i: int, variance: float) -> None:
        """Give one number this variance and no relation to the others."""
        for row in self.rows:
            row[i] = 0.0
        self.rows[i] = [0.0] * SIZE
        self.rows[i][i] = variance

    def is_sound(self) -> bool:
        """False if a variance is negative or no number any more."""
        return all(row[i] >= 0.0 for i, row in enumerate(self.rows))

    def state(self) -> list[float]:
        """The upper triangle, row by row."""
        return [value for i, row in enumerate(self.rows) for value in row[i:]]

    def load(self, triangle: Sequence[float]) -> None:
        """Take over what `state` returned. Raises ValueError when it is no covariance of eight numbers."""
        if len(triangle) != _TRIANGLE or not all(isinstance(v, int | float) and math.isfinite(v) for v in triangle):
            raise ValueError("the stored covariance does not fit; start the observer anew")
        values = iter(triangle)
        rows = _diagonal([0.0] * SIZE)
        for i in range(SIZE):
            for k in range(i, SIZE):
                rows[i][k] = rows[k][i] = float(next(values))
        if not _is_covariance(rows):
            raise ValueError("the stored covariance is not one; start the observer anew")
        self.rows = rows


def _diagonal(variances: Sequence[float]) -> list[list[float]]:
    return [[variance if i == k else 0.0 for k in range(SIZE)] for i, variance in enumerate(variances)]


def _dot(a: Row | list[float], b: Row) -> float:
    a0, a1, a2, a3, a4, a5, a6, a7 = a
    b0, b1, b2, b3, b4, b5, b6, b7 = b
    return a0 * b0 + a1 * b1 + a2 * b2 + a3 * b3 + a4 * b4 + a5 * b5 + a6 * b6 + a7 * b7


def _is_covariance(rows: list[list[float]]) -> bool:
    """Whether elimination meets no negative variance (positive semi-definite, within rounding)."""
    left = [[value - _NEGATIVE_BELOW if i == k else value for k, value in enumerate(r)] for i, r in enumerate(rows)]
    for i in range(SIZE):
        if left[i][i] <= 0.0:
            return False
        for k in range(i + 1, SIZE):
            share = left[k][i] / left[i][i]
            left[k] = [value - share * pivot for value, pivot in zip(left[k], left[i], strict=True)]
    return True
