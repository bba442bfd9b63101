"""A sensor that repeats itself while the plate must have moved."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from pioreactor.domain.thermal import covariance as cov
from pioreactor.domain.thermal.model import Conductances, Temperatures, advance, heater_power_w, rates, sub_steps

READINGS: Final = 8
MOVED_K: Final = 0.6
LONGEST_RUN_S: Final = 120.0


class Repetition:
    """Follows one run of bit-identical readings, with the estimate from when it began.

    The observer explains a frozen sensor by a weak heater within a minute; what it believed before the first
    repetition does not bend. ``seen``: readings of the run; ``moved_k``: how far the plate should have been from its
    start. A board at rest repeats itself too, so after ``LONGEST_RUN_S`` seconds a run begins anew.
    """

    def __init__(self) -> None:
        self.seen = 0
        self.moved_k = 0.0
        self._reading_c = math.nan
        self._age_s = 0.0
        self._start_c = 0.0
        self._temperatures: Temperatures = (0.0, 0.0, 0.0)
        self._x: list[float] = []
        self._conductances: Conductances | None = None

    @property
    def is_frozen(self) -> bool:
        """Whether the readings cannot be those of this plate."""
        return self.seen >= READINGS and self.moved_k > MOVED_K

    def step(self, dt_s: float, duty: float, reading_c: float | None, x: Sequence[float], c: Conductances) -> None:
        """Go on by ``dt_s`` seconds with ``duty`` (0…1) applied; ``x``: the estimate after this reading."""
        self._carry_on(dt_s, duty)
        if reading_c is None:
            return
        if reading_c == self._reading_c and self._age_s < LONGEST_RUN_S:
            self.seen += 1
            return
        self._reading_c, self._age_s, self.seen, self.moved_k = reading_c, 0.0, 1, 0.0
        self._x, self._conductances = list(x), c
        self._start_c = x[cov.PLATE]
        self._temperatures = (x[cov.PLATE], x[cov.GLASS], x[cov.LIQUID])

    def _carry_on(self, dt_s: float, duty: float) -> None:
        if self._conductances is None:
            return
        self._age_s += dt_s
        power_w = math.exp(self._x[cov.GAIN]) * heater_power_w(duty)
        n, h = sub_steps(dt_s)
        speeds = rates(self._conductances)
        for _ in range(n):
            self._temperatures = advance(
                speeds, self._temperatures, self._x[cov.AMBIENT], power_w, self._x[cov.UNEXPLAINED], h
            )
        self.moved_k = max(self.moved_k, abs(self._temperatures[0] - self._start_c))
