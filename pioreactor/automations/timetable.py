"""The thread that runs something when its schedule says so."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from typing import Any, Final

from pioreactor import clock
from pioreactor.domain import schedule as schedules
from pioreactor.domain.schedule import Schedule

TRY_AGAIN_S: Final = 1.0
"""Something to be done once that could not be done is tried again after this time."""


class Timetable:
    """Calls ``function()`` whenever the schedule is due, one call at a time; never two for one point of the grid.

    ``function`` returns whether the run was made; one that was not keeps the last run as it was. The schedule may be
    replaced and paused at any time. Runs that came due during a pause are made up within a minute, or left out.
    """

    def __init__(self, function: Callable[[], bool], on_error: Callable[[BaseException], Any], name: str) -> None:
        self._function = function
        self._on_error = on_error
        self._changed = threading.Condition(threading.Lock())
        self._schedule: Schedule | None = None
        self._is_paused = False
        self._is_cancelled = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def schedule(self) -> Schedule | None:
        """The present schedule; None: nothing is due."""
        with self._changed:
            return self._schedule

    def set(self, schedule: Schedule | None) -> None:
        """Go by another schedule from now on."""
        with self._changed:
            self._schedule = schedule
            if self._thread.ident is None and not self._is_cancelled:
                self._thread.start()
            self._changed.notify_all()

    def set_period(self, period_s: float) -> None:
        """Another period for the present schedule; the phase follows from the last run."""
        with self._changed:
            if self._schedule is not None:
                self._schedule = schedules.rephased(self._schedule, period_s, clock.monotonic())
                self._changed.notify_all()

    def pause(self) -> None:
        """Make no calls until :meth:`resume`; one under way ends normally."""
        with self._changed:
            self._is_paused = True

    def resume(self) -> None:
        """Go on with the same grid."""
        with self._changed:
            if self._is_paused and self._schedule is not None:
                self._schedule = schedules.resumed(self._schedule, clock.monotonic())
            self._is_paused = False
            self._changed.notify_all()

    def cancel(self, timeout: float = 10.0) -> bool:
        """End; waits up to ``timeout`` wall seconds for a call under way. True if it has ended."""
        with self._changed:
            self._is_cancelled = True
            self._changed.notify_all()
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def seconds_to_next_run(self) -> float | None:
        """Clock seconds until the next call, 0 if it is due; None: there is none."""
        schedule = self.schedule
        return None if schedule is None else max(0.0, schedule.next_s - clock.monotonic())

    def _run(self) -> None:
        while (begun := self._begin_next()) is not None:
            due, following = begun
            was_made = False
            try:
                was_made = self._function()
            except Exception as error:
                self._on_error(error)
            with self._changed:
                if not was_made and self._schedule is following:
                    if following is not None:
                        self._schedule = following._replace(last_s=due.last_s)
                    else:
                        self._schedule = schedules.once(clock.monotonic() + TRY_AGAIN_S)
                self._skip_what_passed()

    def _begin_next(self) -> tuple[Schedule, Schedule | None] | None:
        """Wait until something is due; (what is due, what follows), None at the end.

        The grid moves on before the call: whoever changes the period during it counts from this run.
        """
        with self._changed:
            while not self._is_cancelled:
                wait_s = math.inf
                if self._schedule is not None and not self._is_paused:
                    wait_s = self._schedule.next_s - clock.monotonic()
                    if wait_s <= 0.0:
                        due = self._schedule
                        self._schedule = following = schedules.after_run(due, clock.monotonic())
                        return due, following
                # The longest wait that every platform's lock takes is far below infinity.
                self._changed.wait(None if math.isinf(wait_s) else min(clock.wall_seconds(wait_s), 1e6))
            return None

    def _skip_what_passed(self) -> None:
        schedule = self._schedule
        if schedule is not None and math.isfinite(schedule.period_s) and schedule.is_due(clock.monotonic()):
            self._schedule = schedules.skipped(schedule, clock.monotonic())
