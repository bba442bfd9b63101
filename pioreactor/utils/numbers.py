"""Small helpers with numbers that plugins know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pioreactor import clock


def clamp(minimum: float, x: float, maximum: float) -> float:
    """``x``, or the limit that it lies beyond."""
    return max(minimum, min(x, maximum))


def argextrema(x: Sequence[float]) -> tuple[int, int]:
    """Index of the smallest and of the largest value; the first of several. Raises ValueError for an empty one."""
    if not x:
        raise ValueError("There is no extremum of nothing.")
    places = range(len(x))
    return min(places, key=x.__getitem__), max(places, key=x.__getitem__)


class SummableDict(dict[str, float]):
    """A dictionary of amounts: a missing one is 0.0, and two can be added."""

    def __missing__(self, key: str) -> float:
        return 0.0

    def __add__(self, other: dict[str, float]) -> SummableDict:
        total = SummableDict(self)
        for key, amount in other.items():
            total[key] += amount
        return total

    __radd__ = __add__


def boolean_retry(
    function: Callable[..., bool],
    args: tuple[Any, ...] = (),
    kwargs: dict[str, Any] | None = None,
    retries: int = 3,
    sleep_for: float = 0.25,
) -> bool:
    """Call until the answer is true, at most ``retries`` times with ``sleep_for`` clock seconds between; the answer."""
    for attempt in range(retries):
        if function(*args, **(kwargs or {})):
            return True
        if attempt + 1 < retries:
            clock.sleep(sleep_for)
    return False
