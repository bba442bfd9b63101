"""Did the booked doses arrive? Suspicions, one set for each pump, that they did not, or only half."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pioreactor.domain.volume_watch.suspicion import Suspicion

MOST_EVIDENCE: Final = 25.0
"""More is not collected, so that doses that arrive again are soon believed."""
KNOWN_GAIN_SD: Final = 0.07
"""A gain that is known worse says nothing about one dose."""
_REVERSED_BEYOND: Final = 4.0


class Undelivered(Suspicion):
    """``share`` of each booked dose arrives: 0 nothing, 0.5 half, −1 the pump draws liquid out of the vial.

    ``missing_ml``: booked since the beginning and not arrived.
    """

    __slots__ = ("missing_ml", "share")

    def __init__(self, share: float) -> None:
        super().__init__(0.0)
        self.share = share
        self.missing_ml = 0.0

    def restart(self, since_s: float) -> None:
        """Begin anew."""
        super().restart(since_s)
        self.missing_ml = 0.0


class DeliverySuspicions:
    """What may be wrong with the doses of one pump: number ``pump`` of the gains, called ``name``."""

    def __init__(self, pump: int, name: str) -> None:
        self.pump = pump
        self.name = name
        self.nothing, self.half, self.reversed = Undelivered(0.0), Undelivered(0.5), Undelivered(-1.0)

    def __iter__(self) -> Iterator[Undelivered]:
        yield self.nothing
        yield self.half
        yield self.reversed

    def restart(self, time_s: float) -> None:
        """Everything arrives, as far as known."""
        for suspicion in self:
            suspicion.restart(time_s)

    def begin_exchange(self, time_s: float) -> None:
        """An exchange begins; what nothing speaks for begins anew with it."""
        for suspicion in self:
            suspicion.evidence = min(MOST_EVIDENCE, suspicion.evidence)
            if suspicion.evidence <= 0.0:
                suspicion.restart(time_s)
            suspicion.begin_exchange()

    def dose(self, pump: int, volume_ml: float, dose_ml: float, dilution: float) -> None:
        """An inflow of this pump or of another one."""
        for suspicion in self:
            share = suspicion.share if pump == self.pump else 1.0
            suspicion.dose(pump, volume_ml, dose_ml, dilution, share)
            suspicion.missing_ml += (1.0 - share) * dose_ml

    def remove(self, removed_ml: float) -> None:
        """A healthy pump would have removed so much; less goes where less is there."""
        for suspicion in self:
            suspicion.excess_ml = min(0.0, suspicion.excess_ml + removed_ml)

    def likeliest(self) -> Undelivered:
        """The one with the most evidence; "backwards" only where "nothing arrived" explains clearly less."""
        found = max(self.nothing, self.half, key=lambda s: s.evidence)
        is_backwards = self.reversed.evidence > found.evidence + _REVERSED_BEYOND
        return self.reversed if is_backwards else found
