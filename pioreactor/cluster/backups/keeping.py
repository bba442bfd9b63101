"""Which backups stay."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime


def superseded(times: Iterable[datetime], *, daily: int, weekly: int) -> list[datetime]:
    """The times of the backups that may go, oldest first.

    The newest of each of the last ``daily`` days and ``weekly`` weeks that have one stay; days and weeks without one do
    not count, so a unit that was off for a month loses nothing. The newest of all stays in any case.
    """
    newest_first = sorted(times, reverse=True)
    kept = {
        *newest_first[:1],
        *_newest_of_each(newest_first, lambda time: time.date())[:daily],
        *_newest_of_each(newest_first, lambda time: time.isocalendar()[:2])[:weekly],
    }
    return [time for time in reversed(newest_first) if time not in kept]


def _newest_of_each(newest_first: list[datetime], period: Callable[[datetime], Hashable]) -> list[datetime]:
    found: dict[Hashable, datetime] = {}
    for time in newest_first:
        found.setdefault(period(time), time)
    return list(found.values())
