"""Things to do again and again, in one thread, none of which can stop the others."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pioreactor import clock


class Task(NamedTuple):
    """``every_wall_s``: wall seconds from one start to the next; infinite for once only."""

    every_wall_s: float
    action: Callable[[], None]


class Rounds:
    """Runs each task at once and then at its interval. ``on_error`` is told what a task raised."""

    def __init__(self, tasks: Sequence[Task], on_error: Callable[[Exception], None]) -> None:
        self._tasks = list(tasks)
        self._on_error = on_error
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._walk, name="rounds", daemon=True)

    def start(self) -> None:
        """Begin with the first round."""
        self._thread.start()

    def stop(self) -> None:
        """End after the task in progress; waits up to two wall seconds for it."""
        self._ending.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout=2.0)

    def wait(self, wall_s: float) -> bool:
        """For tasks that must wait: True if the rounds are to end."""
        return self._ending.wait(wall_s)

    def _walk(self) -> None:
        due = [clock.wall_monotonic()] * len(self._tasks)
        while not self._ending.is_set():
            for i, task in enumerate(self._tasks):
                now = clock.wall_monotonic()
                if due[i] > now or self._ending.is_set():
                    continue
                due[i] = now + task.every_wall_s
                try:
                    task.action()
                except Exception as error:
                    self._on_error(error)
            pause = min(due, default=math.inf) - clock.wall_monotonic()
            self._ending.wait(None if math.isinf(pause) else max(0.0, pause))
