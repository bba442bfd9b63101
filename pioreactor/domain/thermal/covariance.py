"""Covariance of the eleven numbers that the observer estimates.

Plain numbers on purpose: eleven by eleven is too small for numpy to be much faster, and numpy would be a third of the
memory of the job.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from pioreactor.domain.thermal.model import Rates
from pioreactor.domain.thermal.products import dot, less_square, times
from pioreactor.domain.thermal.transition import Sensitivities, transition

(
    PLATE, GLASS, LIQUID, AMBIENT, GAIN, PLATE_TO_GLASS, GLASS_TO_LIQUID, LEAK, PLATE_CAPACITY, GLASS_CAPACITY,
    UNEXPLAINED,
) = range(11)  # fmt: skip
SIZE: Final = 11
PARAMETERS: Final = range(GAIN, UNEXPLAINED)
"""What is learned about the holder: logs of gain, conductances, leak to the room and heat capacities."""
CONSTANTS: Final = range(LEAK, UNEXPLAINED)
"""Those of them that only warming up tells: leak and heat capacities."""

NOISE_PER_S: Final = (
    0.01**2,
    0.01**2,
    0.002**2,
    1.5**2 / 3600.0,
    0.01**2 / 3600.0,
    0.003**2 / 3600.0,
    0.005**2 / 3600.0,
    0.005**2 / 3600.0,
    0.002**2 / 3600.0,
    0.002**2 / 3600.0,
    0.03**2 / 3600.0,
)
"""Random walk of each number: variance per second (K², log², W²)."""

MOST_VARIANCE: Final = (
    *(math.inf,) * AMBIENT,
    2.0**2,
    *(math.inf,) * (LEAK - GAIN),
    0.20**2,
    *(math.inf,) * (UNEXPLAINED - PLATE_CAPACITY),
    0.20**2,
)
"""No random walk beyond these: a room stays near where it was; what cannot be told apart must not grow for weeks."""

PARAMETER_VARIANCES: Final = (0.07**2, 0.10**2, 0.12**2, 0.20**2, 0.05**2, 0.10**2, 0.10**2)
"""Spread of units: the logs of `PARAMETERS`, and unexplained heat in W."""

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
        """Take the covariance of `PARAMETERS` from an earlier run, ``extra`` variance added to each."""
        for i in PARAMETERS:
            self.isolate(i, 0.0)
        for i in PARAMETERS:
            for k in PARAMETERS:
                value = 0.5 * (float(block[i - GAIN][k - GAIN]) + float(block[k - GAIN][i - GAIN]))
                self.rows[i][k] = value + extra if i == k else value

    def learned(self) -> list[list[float]]:
        """The covariance of `PARAMETERS`."""
        return [row[GAIN:UNEXPLAINED] for row in self.rows[GAIN:UNEXPLAINED]]

    def fix_constants(self) -> None:
        """Take `CONSTANTS` as known: their variance becomes 0, and the rest becomes what it is when they are right."""
        for i in CONSTANTS:
            if self.rows[i][i] > 0.0:
                scale = 1.0 / math.sqrt(self.rows[i][i])
                self.rows = less_square(self.rows, [scale * value for value in self.rows[i]])
            self.isolate(i, 0.0)

    def predict(self, r: Rates, by: Sensitivities, dt_s: float) -> None:
        """Carry over ``dt_s`` ≤ 2.5 s: F·P·Fᵀ + Q, where only the first three rows of F differ from the identity."""
        plate, glass, liquid = transition(r, by, dt_s)
        rows = self.rows
        first, second, third = (times(row, rows) for row in (plate, glass, liquid))
        for i in range(AMBIENT, SIZE):
            rows[i][:AMBIENT] = first[i], second[i], third[i]
        plate_glass, plate_liquid, glass_liquid = dot(first, glass), dot(first, liquid), dot(second, liquid)
        first[:AMBIENT] = dot(first, plate), plate_glass, plate_liquid
        second[:AMBIENT] = plate_glass, dot(second, glass), glass_liquid
        third[:AMBIENT] = plate_liquid, glass_liquid, dot(third, liquid)
        rows[:AMBIENT] = first, second, third
        for i, (noise, most) in enumerate(zip(NOISE_PER_S, MOST_VARIANCE, strict=True)):
            if 0.0 < rows[i][i] < most:  # what was fixed stays fixed
                rows[i][i] += noise * dt_s

    def update(self, innovation_variance: float) -> list[float]:
        """Take in one reading of the plate; returns by how much each number follows the innovation."""
        scale = 1.0 / math.sqrt(innovation_variance)
        shares = [scale * value for value in self.rows[PLATE]]
        self.rows = less_square(self.rows, shares)
        return [scale * value for value in shares]

    def variance(self, i: int) -> float:
        """Variance of one number."""
        return self.rows[i][i]

    def sd(self, i: int) -> float:
        """Standard deviation of one number."""
        return math.sqrt(max(self.rows[i][i], _VARIANCE_FLOOR))

    def sd_of_speed(self) -> float:
        """Standard deviation of the log of how fast power moves the plate: gain over capacity, which are known less."""
        gain, capacity = self.rows[GAIN], self.rows[PLATE_CAPACITY]
        return math.sqrt(max(gain[GAIN] + capacity[PLATE_CAPACITY] - 2.0 * gain[PLATE_CAPACITY], _VARIANCE_FLOOR))

    def sd_of_moment(self, i: int) -> float:
        """Standard deviation of one number if leak and room were known: these stay uncertain however long one looks."""
        row, leak, ambient = self.rows[i], self.rows[LEAK], self.rows[AMBIENT]
        ambient_variance = max(ambient[AMBIENT], _VARIANCE_FLOOR)
        by_ambient = row[AMBIENT] / ambient_variance
        left = row[i] - by_ambient * row[AMBIENT]
        leak_left = leak[LEAK] - leak[AMBIENT] ** 2 / ambient_variance
        if leak_left > _VARIANCE_FLOOR:
            left -= (row[LEAK] - by_ambient * leak[AMBIENT]) ** 2 / leak_left
        return math.sqrt(max(left, _VARIANCE_FLOOR))

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
        """Take over what `state` returned. Raises ValueError when it is no covariance of eleven numbers."""
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
