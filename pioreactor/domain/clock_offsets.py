"""How far another computer's clock is off, told from messages that it stamps as it sends them."""

from __future__ import annotations

from collections import deque
from enum import StrEnum
from typing import Final, NamedTuple

WINDOW_S: Final = 15.0
FEWEST: Final = 5
"""Messages of the window that are needed for a verdict."""
OFF_FROM_S: Final = 2.0
RIGHT_BELOW_S: Final = 1.0
"""Between the two, what was said before goes on: a clock at the limit is not off and right by turns."""
CHANGED_BY: Final = 0.1
"""Share of an offset by which it must differ from the one told before to be another one, at least 1 s."""


class _Heard(NamedTuple):
    at_s: float
    ahead_s: float


class ClockOffset:
    """Follows one clock. A message takes time, which makes the clock look behind and never ahead.

    So what is nearest to the truth is the largest difference of the last seconds.
    """

    def __init__(self) -> None:
        self._heard: deque[_Heard] = deque()

    def hear(self, ahead_s: float, now_s: float) -> None:
        """``ahead_s``: the stamp less the time at which it came. ``now_s``: of a steady clock."""
        self._heard.append(_Heard(now_s, ahead_s))

    def ahead_s(self, now_s: float) -> float | None:
        """How far the clock is ahead, negative if behind; None while too few messages say so."""
        while self._heard and now_s - self._heard[0].at_s > WINDOW_S:
            self._heard.popleft()
        if len(self._heard) < FEWEST:
            return None
        return max(one.ahead_s for one in self._heard)


class Change(StrEnum):
    """What a new look at a clock means."""

    NONE = "none"
    OFF = "off"
    """It is off, or off by another amount than before."""
    RIGHT = "right"


def judge(before_s: float | None, ahead_s: float | None) -> Change:
    """Compare with what was told before: by how much it was off, None if it was right. ``ahead_s``: as it is now."""
    if ahead_s is None:
        return Change.NONE
    if before_s is None:
        return Change.OFF if abs(ahead_s) >= OFF_FROM_S else Change.NONE
    if abs(ahead_s) < RIGHT_BELOW_S:
        return Change.RIGHT
    return Change.OFF if abs(ahead_s - before_s) > max(1.0, CHANGED_BY * abs(before_s)) else Change.NONE
