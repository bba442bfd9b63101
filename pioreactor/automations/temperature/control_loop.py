"""The thread that reads the board every two seconds and takes a step. Goes on while the job sleeps."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from typing import Final

from pioreactor import clock
from pioreactor.hardware.board_sensor import BoardSensor

TELL_AGAIN_WALL_S: Final = 60.0


class ControlLoop:
    """Calls ``step(seconds since the last, reading)`` every ``period_s`` clock seconds.

    ``failed(error, is_news)`` is told what a step raised (news once a minute); the loop outlives it.
    """

    def __init__(
        self,
        sensor: BoardSensor,
        step: Callable[[float, float | None], None],
        failed: Callable[[Exception, bool], None],
        period_s: float,
    ) -> None:
        self._sensor = sensor
        self._step = step
        self._failed = failed
        self._period_s = period_s
        self._ending = threading.Event()
        self._has_ended = False
        self._told_at = -math.inf
        self._thread = threading.Thread(target=self._run, name="temperature-control", daemon=True)

    def start(self) -> None:
        """Begin, at the first call."""
        if self._thread.ident is None and not self._ending.is_set():
            self._thread.start()

    def end(self) -> bool:
        """Stop; waits up to 2 wall s for a step under way. True at the first call of a loop that had begun."""
        self._ending.set()
        if self._thread.ident is None or self._has_ended:
            return False
        self._has_ended = True
        if self._thread is not threading.current_thread():
            self._thread.join(2.0)
        return True

    def _run(self) -> None:
        last_s = next_s = clock.monotonic()
        while not self._ending.is_set():
            reading_c = self._sensor.read()
            now = clock.monotonic()
            try:
                self._step(now - last_s, reading_c)
            except Exception as error:
                self._report(error)
            last_s = now
            next_s = max(next_s + self._period_s, clock.monotonic())
            clock.wait(self._ending, next_s - clock.monotonic())

    def _report(self, error: Exception) -> None:
        if self._ending.is_set():
            return
        now = clock.wall_monotonic()
        is_news = now - self._told_at >= TELL_AGAIN_WALL_S
        self._told_at = now if is_news else self._told_at
        self._failed(error, is_news)
