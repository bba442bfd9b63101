"""Counting wrong keys and passwords, so that nobody finds one by trying."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque

from pioreactor import clock

_MOST_KEYS = 4096


class Throttle:
    """At most ``limit`` failures per key within ``window_s`` wall seconds. Forgotten when the process ends."""

    def __init__(self, limit: int, window_s: float) -> None:
        self.limit = limit
        self.window_s = window_s
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._guard = threading.Lock()

    def count(self, key: str) -> None:
        """Note one failure. Beyond some thousand keys the one that was quiet longest is forgotten."""
        with self._guard:
            times = self._times.setdefault(key, deque(maxlen=self.limit))
            self._times.move_to_end(key)
            times.append(clock.wall_monotonic())
            if len(self._times) > _MOST_KEYS:
                self._times.popitem(last=False)

    def wait_s(self, key: str) -> float:
        """Wall seconds until another try is heard; 0 while there are tries left."""
        with self._guard:
            times = self._times.get(key)
            if times is None or len(times) < self.limit:
                return 0.0
            return max(0.0, times[0] + self.window_s - clock.wall_monotonic())

    def forget(self, key: str) -> None:
        """Somebody got it right."""
        with self._guard:
            self._times.pop(key, None)
