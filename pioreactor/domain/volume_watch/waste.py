"""Does the waste pump remove what is added? Suspicions that it stopped at one moment or another.

Removing mixed liquid changes no reading. But where it stays, the next dose meets more liquid and dilutes less: a dose
of 1 mL lowers ln OD by 0.065 at 15 mL and by 0.054 at 18 mL.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pioreactor.domain.volume_watch.suspicion import Suspicion

GRID_ML: Final = 0.2
"""A new suspicion begins after this much was removed; what lies between is not told apart."""
_PARTS: Final = ((1.0, 1, 32), (0.5, 4, 12))
"""Share of what should go that stays, every how many grid steps one begins, how many are kept."""
REFUTED: Final = -12.0


class Blocked(Suspicion):
    """The waste pump leaves ``kept`` of what it should remove, since ``since_s``."""

    __slots__ = ("kept",)

    def __init__(self, since_s: float, kept: float) -> None:
        super().__init__(since_s)
        self.kept = kept


class WasteSuspicions:
    """All moments at which the waste may have stopped. ``capacity_ml``: more cannot be in the vial."""

    def __init__(self, capacity_ml: float) -> None:
        self._capacity_ml = capacity_ml
        self._since_grid_ml = GRID_ML
        self._steps = 0
        self.blocked: list[Blocked] = []

    def __iter__(self) -> Iterator[Blocked]:
        return iter(self.blocked)

    def clear(self) -> None:
        """Forget everything: somebody looked, and the waste works."""
        self.blocked = []
        self._since_grid_ml = GRID_ML
        self._steps = 0

    def remove(self, time_s: float, removed_ml: float, left_ml: float) -> None:
        """A healthy pump has removed ``removed_ml``, which left ``left_ml``."""
        if removed_ml <= 0.0:
            return
        if self._since_grid_ml + 1e-9 >= GRID_ML:
            self._begin(time_s)
            self._since_grid_ml = 0.0
        self._since_grid_ml += removed_ml
        room = max(0.0, self._capacity_ml - left_ml)
        for suspicion in self.blocked:
            suspicion.excess_ml = min(room, suspicion.excess_ml + suspicion.kept * removed_ml)

    def _begin(self, time_s: float) -> None:
        self._steps += 1
        for kept, every, most in _PARTS:
            if self._steps % every:
                continue
            same = [s for s in self.blocked if s.kept == kept]
            if len(same) >= most:
                # The oldest carries the bound, so it stays. Of the others, one of the two that differ least goes.
                gap = min(range(1, len(same)), key=lambda i: same[i - 1].excess_ml - same[i].excess_ml)
                self.blocked.remove(same[gap])
            self.blocked.append(Blocked(time_s, kept))

    def drop_refuted(self) -> None:
        """Forget the moments that the evidence rules out: the waste pump has worked since then."""
        self.blocked = [s for s in self.blocked if s.evidence >= REFUTED]

    def bound_ml(self, volume_ml: float, deviations: float) -> float:
        """The largest volume that is not refuted, where a healthy vial holds ``volume_ml``."""
        return volume_ml + max((s.excess_ml for s in self.blocked if not s.is_refuted(deviations)), default=0.0)
