"""When something that is done every so often is due next. All times are seconds on one monotonic clock."""

from __future__ import annotations

import math
from typing import NamedTuple

FIRST_RUN_AFTER_S = 2.0
"""Seconds between the start of a schedule and its first run, unless that is left out."""
MADE_UP_WITHIN_S = 60.0
"""A run that came due during a pause is made up when the pause ends within this time; later it is left out."""


class Schedule(NamedTuple):
    """A fixed grid: ``next_s``, ``next_s + period_s`` and so on.

    ``period_s``: seconds, positive; infinite for something that is done once. ``next_s``: when it is due. ``last_s``:
    when it was last due and done, None before that.
    """

    period_s: float
    next_s: float
    last_s: float | None = None

    def is_due(self, now_s: float) -> bool:
        """Whether it is time."""
        return now_s >= self.next_s


class LastRun(NamedTuple):
    """What an earlier process left behind. ``at_s`` on the present clock; ``ended_in_order``: it was stopped, not
    killed."""

    at_s: float
    ended_in_order: bool


def once(at_s: float) -> Schedule:
    """One run at ``at_s``."""
    return Schedule(math.inf, at_s)


def begin(
    now_s: float,
    period_s: float,
    *,
    skip_first: bool = False,
    run_after_s: float = FIRST_RUN_AFTER_S,
    last: LastRun | None = None,
) -> Schedule:
    """A schedule that begins now, or goes on from an earlier process.

    Without ``last`` the first run comes ``run_after_s`` from now, or one period later with ``skip_first``. With it the
    next run comes one period after the last, or ``run_after_s`` from now if that is over: whatever was missed is made
    up once. ``skip_first`` leaves that out too, unless the process before was killed: then nobody asked for a fresh
    start. Raises ValueError for a period that is not positive.
    """
    _check(period_s)
    soon = now_s + run_after_s
    if last is None:
        return Schedule(period_s, soon + period_s if skip_first else soon)
    # A clock that went back while nobody ran must not make the wait longer than one period.
    last_s = min(last.at_s, now_s)
    following = last_s + period_s
    if following >= soon:
        return Schedule(period_s, following, last_s)
    if skip_first and last.ended_in_order:
        return Schedule(period_s, now_s + period_s, last_s)
    return Schedule(period_s, soon, last_s)


def after_run(schedule: Schedule, now_s: float) -> Schedule | None:
    """The schedule once its due run has been made (or left out): the next point of the grid after ``now_s``.

    Points that passed meanwhile are left out. None: it was to be done once.
    """
    if math.isinf(schedule.period_s):
        return None
    behind = max(0.0, now_s - schedule.next_s)
    steps = math.floor(behind / schedule.period_s) + 1
    return Schedule(schedule.period_s, schedule.next_s + steps * schedule.period_s, schedule.next_s)


def skipped(schedule: Schedule, now_s: float) -> Schedule | None:
    """As :func:`after_run` for a due run that was left out: the last run stays what it was."""
    following = after_run(schedule, now_s)
    return None if following is None else following._replace(last_s=schedule.last_s)


def rephased(schedule: Schedule, period_s: float, now_s: float) -> Schedule:
    """Another period: next run = last run + new period, at once if that is over or there was none yet.

    Raises ValueError for a period that is not positive.
    """
    _check(period_s)
    following = now_s if schedule.last_s is None else max(now_s, schedule.last_s + period_s)
    return Schedule(period_s, following, schedule.last_s)


def resumed(schedule: Schedule, now_s: float) -> Schedule | None:
    """The schedule after a pause: the grid keeps its phase; what came due long ago is left out.

    What is to be done once is done all the same.
    """
    if math.isinf(schedule.period_s) or now_s - schedule.next_s <= MADE_UP_WITHIN_S:
        return schedule
    return skipped(schedule, now_s)


def _check(period_s: float) -> None:
    if not period_s > 0.0:
        raise ValueError(f"A period of {period_s} s never comes round.")
