"""Calls on a fixed grid of times."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable

from pioreactor import clock


class GridTimer:
    """Calls a function at ``start + k·interval`` (clock seconds, monotonic), in its own thread.

    A call that takes longer than the interval skips grid points; calls never come in bursts. ``function`` handles its
    own errors.
    """

    def __init__(self, interval_s: float, function: Callable[[], None], name: str) -> None:
        self._interval_s = interval_s
        self._function = function
        self._origin = clock.monotonic()
        self._wake = threading.Condition()
        self._is_running = False
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def origin_s(self) -> float:
        """A moment of the grid on ``clock.monotonic()``; another one once the grid has started anew."""
        return self._origin

    def start(self) -> None:
        """Begin at once; after a pause, at once again with the grid starting anew."""
        with self._wake:
            self._origin = clock.monotonic()
            self._is_running = True
            self._wake.notify_all()
        if not self._thread.is_alive() and not self._is_stopped:
            self._thread.start()

    def pause(self) -> None:
        """No further call until ``start()``; a call in progress finishes."""
        with self._wake:
            self._is_running = False
            self._wake.notify_all()

    def set_interval(self, interval_s: float) -> None:
        """Another spacing; the grid starts anew, at once."""
        with self._wake:
            self._interval_s = interval_s
            self._origin = clock.monotonic()
            self._wake.notify_all()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End the thread and wait for a call in progress, at most ``timeout_s`` wall seconds. Safe to repeat."""
        with self._wake:
            self._is_stopped = True
            self._wake.notify_all()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(timeout_s)

    def _next_due(self, after: float) -> float:
        steps = math.floor((after - self._origin) / self._interval_s) + 1
        return self._origin + steps * self._interval_s

    def _run(self) -> None:
        due = self._origin
        while True:
            with self._wake:
                origin = self._origin
                while not self._is_stopped and (not self._is_running or clock.monotonic() < due):
                    remaining = None if not self._is_running else clock.wall_seconds(due - clock.monotonic())
                    self._wake.wait(None if remaining is None else max(0.0, remaining))
                    if self._origin != origin:
                        due = origin = self._origin
                if self._is_stopped:
                    return
            self._function()
            with self._wake:
                due = self._origin if self._origin != origin else self._next_due(clock.monotonic())
