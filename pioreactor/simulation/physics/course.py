"""The slow state of a vial over time, settled lazily.

State exists at two instants: ``now``, which is settled, and ``ahead``, up to ten seconds later, computed under the
assumption that nothing is commanded in between. Questions between the two are answered by interpolation; a command
discards the second and steps to its own instant instead.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pioreactor.simulation.physics.liquid import Liquid
from pioreactor.simulation.physics.noise import Floats

GRID_S: Final = 10.0
PUMP_GRID_S: Final = 0.25


@dataclass(slots=True)
class Slow:
    """Liquid, heat (kelvin above the room of board, glass, liquid) and the share of cells below the beam at ``t``."""

    t: float
    liquid: Liquid
    heat: Floats
    settled: float

    def copy(self) -> Slow:
        """A copy that shares nothing that is changed in place."""
        return Slow(self.t, self.liquid.copy(), self.heat, self.settled)


class Course:
    """Steps ``start`` on a grid. ``step(state, t)`` gives the state at ``t``; ``is_quick(t)`` asks for short steps;
    ``settled(state)`` is told each state that is settled, in order.

    ``version`` changes whenever what was computed ahead may no longer hold.
    """

    def __init__(
        self,
        start: Slow,
        step: Callable[[Slow, float], Slow],
        is_quick: Callable[[float], bool],
        settled: Callable[[Slow], None] = lambda _: None,
    ) -> None:
        self.now = start
        self.version = 0
        self._started = start.t
        self._step, self._is_quick, self._settled = step, is_quick, settled
        self._ahead: Slow | None = None

    @property
    def ahead(self) -> Slow:
        """The state at the next grid point if nothing is commanded before."""
        if self._ahead is None:
            length = PUMP_GRID_S if self._is_quick(self.now.t) else GRID_S
            points = math.floor((self.now.t - self._started) / length + 1e-6) + 1
            self._ahead = self._step(self.now, self._started + length * points)
        return self._ahead

    def advance(self, t: float) -> bool:
        """Settle on the grid up to ``t``; True when anything was settled."""
        before = self.now
        while self.ahead.t <= t:
            self.now, self._ahead = self.ahead, None
            self.version += 1
            self._settled(self.now)
        return self.now is not before

    def settle(self, t: float) -> float:
        """Settle at exactly ``t``, for a command. Returns the instant used, which is never an earlier one."""
        self.advance(t)
        if t > self.now.t:
            self.now = self._step(self.now, t)
            self._settled(self.now)
        self._ahead = None
        self.version += 1
        return max(t, self.now.t)

    def at(self, t: float) -> Slow:
        """The state at ``t`` without settling it."""
        self.advance(t)
        return self._step(self.now, t) if t > self.now.t else self.now
