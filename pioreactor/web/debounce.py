"""Two clicks are one wish: the same job is not started twice within a second."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from pioreactor import clock


@dataclass
class Debounce:
    """Refuses a name that was let through less than ``window_s`` wall seconds ago."""

    window_s: float = 1.0
    _passed: dict[str, float] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def passes(self, name: str) -> bool:
        """True once per name and window."""
        now = clock.wall_monotonic()
        with self._guard:
            self._passed = {n: t for n, t in self._passed.items() if now - t < self.window_s}
            if name in self._passed:
                return False
            self._passed[name] = now
            return True
