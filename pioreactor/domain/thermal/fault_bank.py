"""Four stories about the next half minute, told side by side: which one does the plate follow?

Commanded power arrives · none arrives · full power arrives · there is no vial.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from pioreactor.domain.thermal import covariance as cov
from pioreactor.domain.thermal.model import (
    Conductances,
    Rates,
    Temperatures,
    advance,
    heater_power_w,
    rates,
    sub_steps,
    without_vial,
)

COMMANDED, NO_HEAT, FULL_HEAT, NO_VIAL = range(4)
_STORIES: Final = 4
_FEWEST_READINGS: Final = 5


class FaultBank:
    """Open-loop predictions from one common start, and their misfit.

    ``misfit``: sum of (reading − plate of the story)², K²; ``apart``: sum of (plate of the story − plate of the first
    story)², K²; ``n``: readings counted; ``seen``: all readings; ``moved_k``: largest excursion of the first story;
    ``is_judged``: this window has been looked at as a whole.
    """

    def __init__(self) -> None:
        self.is_running = False
        self.is_judged = False
        self.misfit = [0.0] * _STORIES
        self.apart = [0.0] * _STORIES
        self.n = 0
        self.moved_k = 0.0
        self.age_s = 0.0
        self.seen = 0
        self._start_c = 0.0
        self._temperatures: list[Temperatures] = []
        self._rates: tuple[Rates, Rates] | None = None
        self._ambient_c = 22.0
        self._gain = 1.0
        self._unexplained_w = 0.0

    def stop(self) -> None:
        """Forget everything; nothing is judged until `start`."""
        self.__init__()  # type: ignore[misc]

    def start(self, x: Sequence[float], c: Conductances, reading_c: float) -> None:
        """Begin a window at the estimate ``x``, with the parameters of this moment."""
        self.__init__()  # type: ignore[misc]
        self.is_running = True
        self._start_c = 0.5 * (x[cov.PLATE] + reading_c)
        self._temperatures = [(self._start_c, x[cov.GLASS], x[cov.LIQUID])] * _STORIES
        self._rates = (rates(c), rates(without_vial(c)))
        self._ambient_c = x[cov.AMBIENT]
        self._gain = math.exp(x[cov.GAIN])
        self._unexplained_w = x[cov.UNEXPLAINED]
        self.seen = 1

    def advance(self, dt_s: float, duty: float) -> None:
        """Carry all stories over ``dt_s`` seconds with ``duty`` (0…1) commanded."""
        if self._rates is None:
            return
        self.age_s += dt_s
        with_vial, no_vial = self._rates
        commanded_w = self._gain * heater_power_w(duty)
        powers = (commanded_w, 0.0, self._gain * heater_power_w(1.0), commanded_w)
        n, h = sub_steps(dt_s)
        for _ in range(n):
            for k, power in enumerate(powers):
                self._temperatures[k] = advance(
                    no_vial if k == NO_VIAL else with_vial,
                    self._temperatures[k],
                    self._ambient_c,
                    power,
                    self._unexplained_w,
                    h,
                )
        self.moved_k = max(self.moved_k, abs(self._temperatures[COMMANDED][0] - self._start_c))

    def see(self, reading_c: float, *, counts: bool) -> None:
        """Compare a valid reading with the stories; one that does not count (a spike?) is only seen."""
        if not self.is_running:
            return
        self.seen += 1
        if not counts:
            return
        self.n += 1
        commanded_c = self._temperatures[COMMANDED][0]
        for k, (plate_c, _, _) in enumerate(self._temperatures):
            self.misfit[k] += (reading_c - plate_c) ** 2
            self.apart[k] += (plate_c - commanded_c) ** 2

    @property
    def rms_k(self) -> float | None:
        """Misfit of the first story as a root mean square; None with fewer than five readings."""
        return math.sqrt(self.misfit[COMMANDED] / self.n) if self.n >= _FEWEST_READINGS else None

    def prefers(self, story: int, misfit_below: float, misfit_above_apart: float) -> bool:
        """Whether ``story`` fits much better than the first, and the difference can be told from noise.

        ``misfit_below``: its misfit as a share of the first story's; ``misfit_above_apart``: the first story's misfit
        as a share of the distance between both.
        """
        base = self.misfit[COMMANDED]
        return self.misfit[story] < misfit_below * base and base > misfit_above_apart * self.apart[story]
