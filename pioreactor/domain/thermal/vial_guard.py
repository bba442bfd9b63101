"""What a fault means: the heater stays off for good, or, for a vial that may just be out for a sample, for a while."""

from __future__ import annotations

import math
from collections import deque
from typing import Final

from pioreactor.domain.thermal.faults import FaultKind
from pioreactor.domain.thermal.settings import VialGuard

_WAIT_S: Final = 180.0
_TRIES_WITHIN_S: Final = 3600.0
_TRIES: Final = 3
_RETRIED: Final = (FaultKind.VIAL_MISSING, FaultKind.MODEL_MISFIT)
RETRY_OBSERVE_S: Final = 60.0


class VialWait:
    """Counts down a pause after which heating is tried again. ``is_over`` is True for one step."""

    def __init__(self, guard: VialGuard) -> None:
        self._guard = guard
        self._left_s = math.inf
        self._now_s = 0.0
        self._tries: deque[float] = deque()
        self.is_over = False

    @property
    def is_waiting(self) -> bool:
        """Whether the heater is off for a while."""
        return self._left_s < math.inf

    def step(self, dt_s: float) -> None:
        """A step has passed."""
        self._now_s += dt_s
        self.is_over = False
        if self.is_waiting:
            self._left_s -= dt_s
            if self._left_s <= 0.0:
                self._left_s, self.is_over = math.inf, True

    def takes(self, kind: FaultKind) -> bool:
        """Begin to wait, if this fault is one to wait out; False: it must latch (the third within an hour does)."""
        if self._guard is not VialGuard.RETRY or kind not in _RETRIED:
            return False
        while self._tries and self._now_s - self._tries[0] > _TRIES_WITHIN_S:
            self._tries.popleft()
        self._tries.append(self._now_s)
        if len(self._tries) >= _TRIES:
            self._tries.clear()
            return False
        self._left_s = _WAIT_S
        return True

    def cancel(self) -> None:
        """Stop waiting: something worse latched."""
        self._left_s = math.inf
