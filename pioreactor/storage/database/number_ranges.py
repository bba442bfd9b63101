"""A set of whole numbers that mostly come in sequence, kept as few closed ranges."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator


class NumberRanges:
    """Numbers from 1 on. Adding the next number of a sequence is as cheap as it gets."""

    __slots__ = ("_firsts", "_lasts")

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        for first, last in ranges:
            self.add_range(first, last)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """(first, last) of each range, rising; ranges neither touch nor overlap."""
        return iter(zip(self._firsts, self._lasts, strict=True))

    def __contains__(self, number: int) -> bool:
        at = bisect_right(self._firsts, number) - 1
        return at >= 0 and number <= self._lasts[at]

    def add(self, number: int) -> bool:
        """Add one number; False if it was there."""
        if self._lasts and number == self._lasts[-1] + 1:
            self._lasts[-1] = number
            return True
        if number in self:
            return False
        self.add_range(number, number)
        return True

    def add_range(self, first: int, last: int) -> None:
        """Add all numbers from ``first`` to ``last``; nothing if ``last`` is the smaller one."""
        if last < first:
            return
        start = bisect_right(self._lasts, first - 2)
        end = bisect_right(self._firsts, last + 1)
        if start < end:
            first, last = min(first, self._firsts[start]), max(last, self._lasts[end - 1])
        self._firsts[start:end] = [first]
        self._lasts[start:end] = [last]

    def watermark(self) -> int:
        """The highest number up to which all from 1 on are there; 0 if 1 is missing."""
        return self._lasts[0] if self._firsts and self._firsts[0] == 1 else 0

    def highest(self) -> int:
        """The highest number of all; 0 if empty."""
        return self._lasts[-1] if self._lasts else 0

    def first_gap(self, upto: int) -> tuple[int, int] | None:
        """The lowest missing range among 1 to ``upto``; None if nothing is missing."""
        first = self.watermark() + 1
        if first > upto:
            return None
        after = 1 if first > 1 else 0
        last = self._firsts[after] - 1 if after < len(self._firsts) else upto
        return first, min(last, upto)
