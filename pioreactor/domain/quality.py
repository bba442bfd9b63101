"""How much one optical reading is worth."""

from __future__ import annotations

import math
from typing import Final

from pioreactor.domain.optics import LevelEstimate

UNUSABLE: Final = frozenset({"saturated", "no-light", "stale", "not-stirred"})
"""Quality codes of readings on which nothing may be decided."""
NOISY_ABOVE = 0.03  # standard error of the level relative to the level
_NOISE_FLOOR_V = 0.0003
_NO_LIGHT_V = 0.002
_NO_LIGHT_SHARE = 0.1
_NO_SIGNAL_V = 50e-6
_PLAUSIBLE_RISE_V = 0.9
_NEAR_WRAP = 0.75


def is_noisy(estimate: LevelEstimate) -> bool:
    """Whether the level is known to worse than 3 % (and 0.3 mV)."""
    error = 1.25 * estimate.spread / math.sqrt(max(estimate.used, 1))
    return error > max(NOISY_ABOVE * abs(estimate.raw), _NOISE_FLOOR_V)


def is_dark(ref_volts: float, usual_ref_volts: float | None) -> bool:
    """Whether the reference photodiode sees no lamp: below 2 mV, or below a tenth of what it usually sees."""
    return ref_volts < max(_NO_LIGHT_V, _NO_LIGHT_SHARE * (usual_ref_volts or 0.0))


def is_unlit(signal_volts: float) -> bool:
    """Whether a signal photodiode gives nothing above its dark signal: below 50 µV, where clear medium gives mV."""
    return signal_volts < _NO_SIGNAL_V


class StuckDetector:
    """Notices a converter that repeats one word.

    Real samples always differ in their last bits; the same single word in two windows in a row is a dead converter.
    """

    def __init__(self) -> None:
        self._last: int | None = None

    def update(self, codes: list[int]) -> bool:
        """Take in the words of one window; True when the converter is stuck."""
        only = codes[0] if len(codes) >= 4 and min(codes) == max(codes) else None
        stuck = only is not None and only == self._last
        self._last = only
        return stuck


class WrapGuard:
    """Recognises a converter whose word wraps around: the signal seems to fall while it rises.

    ``wraps_at_v``: input at which the word starts again from zero. A level that was in the upper quarter of the range
    and drops by more than 0.9 V in one reading has wrapped; it stays so until the level is seen back near the top.
    """

    def __init__(self, wraps_at_v: float) -> None:
        self.wraps_at_v = wraps_at_v
        self.last_v: float | None = None
        self.is_wrapped = False

    def update(self, volts: float) -> bool:
        """Take in one level in volts; True while the level cannot be believed."""
        near_top = _NEAR_WRAP * self.wraps_at_v
        if self.last_v is not None:
            if self.last_v >= near_top and self.last_v - volts > _PLAUSIBLE_RISE_V:
                self.is_wrapped = True
            elif self.is_wrapped and volts >= near_top and volts - self.last_v > _PLAUSIBLE_RISE_V:
                self.is_wrapped = False
        self.last_v = volts
        return self.is_wrapped


class OvervoltageGuard:
    """Two limits on the input of a converter, on a lightly smoothed level.

    An input cannot go beyond the supply of its amplifier (3.3 V, with its tolerance 3.6 V): a level above that comes
    from a dead converter and says nothing about the input. Above 3.2 V two windows in a row are needed.
    """

    WARN_ABOVE_V = 3.0
    STOP_ABOVE_V = 3.2
    IMPOSSIBLE_ABOVE_V = 3.6
    STOP_AFTER = 2

    def __init__(self) -> None:
        self._level: float | None = None
        self._in_a_row = 0

    def update(self, volts: float) -> str:
        """``ok``, ``warn`` above 3.0 V or, at the second window above 3.2 V, ``stop``."""
        if volts > self.IMPOSSIBLE_ABOVE_V:
            self._in_a_row = 0
            return "ok"
        self._level = volts if self._level is None else 0.95 * volts + 0.05 * self._level
        self._in_a_row = self._in_a_row + 1 if self._level > self.STOP_ABOVE_V else 0
        if self._in_a_row >= self.STOP_AFTER:
            return "stop"
        return "warn" if self._level > self.WARN_ABOVE_V else "ok"
