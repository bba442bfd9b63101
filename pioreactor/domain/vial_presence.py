"""Noticing that somebody has taken the vial out, from the light that its contents scatter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pioreactor.types import PdChannel

FALLS_TO: Final = 0.4  # no dose and no settling of cells takes 60 % of every signal within one reading
RISES_TO: Final = 1.8
LAMP_MAY_CHANGE: Final = 0.05
LONGEST_INTERVAL_S: Final = 60.0
"""Between readings further apart than this a vial may have been drained and filled: do not ask."""
_IN_A_ROW: Final = 2


class VialWatch:
    """Whether a vial is in the holder; ``is_present`` is None until there is something to compare with.

    Without a vial nothing scatters: every signal falls to less than 0.4 of what it was at once, while the reference
    photodiode, which looks at the lamp past the vial, stays within 5 %. Two such readings in a row are believed. The
    vial is back when two readings in a row show every signal at 1.8 times what the empty holder gave. A holder without
    a reference photodiode cannot be told from a lamp that fades, so there ``is_present`` stays None. Liquid that falls
    below the beam looks the same, and its readings are worth as little.
    """

    def __init__(self) -> None:
        self.is_present: bool | None = None
        self._with_vial: dict[PdChannel, float] = {}
        self._empty: dict[PdChannel, float] = {}
        self._reference_v: float | None = None
        self._in_a_row = 0

    @property
    def is_doubtful(self) -> bool:
        """Whether the last reading cannot be one of a culture: the vial is gone, or seems to have been just taken."""
        return self.is_present is False or self._in_a_row > 0

    def update(self, signals_v: Mapping[PdChannel, float], reference_v: float | None) -> None:
        """Take in one reading: volts above dark per signal channel, and of the reference channel."""
        if reference_v is None or reference_v <= 0.0 or not signals_v:
            return
        if self.is_present is False:
            self._look_for_return(signals_v)
        elif self._has_fallen(signals_v, reference_v):
            self._in_a_row += 1
            if self._in_a_row >= _IN_A_ROW:
                self.is_present, self._in_a_row = False, 0
                self._empty = dict(signals_v)
        else:
            self._in_a_row = 0
            self.is_present = True
            self._with_vial, self._reference_v = dict(signals_v), reference_v

    def _has_fallen(self, signals_v: Mapping[PdChannel, float], reference_v: float) -> bool:
        if self._reference_v is None or self._with_vial.keys() != signals_v.keys():
            return False
        if abs(reference_v / self._reference_v - 1.0) > LAMP_MAY_CHANGE:
            return False
        return all(volts < FALLS_TO * self._with_vial[channel] for channel, volts in signals_v.items())

    def _look_for_return(self, signals_v: Mapping[PdChannel, float]) -> None:
        back = all(volts > RISES_TO * max(self._empty.get(c, 0.0), 1e-6) for c, volts in signals_v.items())
        self._in_a_row = self._in_a_row + 1 if back else 0
        if self._in_a_row >= _IN_A_ROW:
            self.is_present, self._in_a_row = True, 0
            self._with_vial = dict(signals_v)

    def forget(self) -> None:
        """The lamp was set to another intensity: compare with the next reading."""
        self._with_vial = {}
        self._reference_v = None
        self._in_a_row = 0
