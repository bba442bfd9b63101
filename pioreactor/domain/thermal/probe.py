"""A question put to the heater: move the power by half for 26 s and see whether the plate follows."""

from __future__ import annotations

import math
from typing import Final

LENGTH_S: Final = 26.0
CONCLUSIVE_AFTER_S: Final = 20.0
APART_S: Final = 90.0
_STEP: Final = 0.5
_UP_BELOW: Final = 0.6


class Probe:
    """When it runs, and with which duty. ``wants_window``: the fault bank should begin anew, with or after it."""

    def __init__(self) -> None:
        self._age_s: float | None = None
        self._since_s = math.inf
        self.duty = 0.0
        self.wants_window = False
        self.count = 0

    @property
    def is_running(self) -> bool:
        """Whether the power is being moved."""
        return self._age_s is not None

    @property
    def is_allowed(self) -> bool:
        """Whether the last one is long enough ago."""
        return self._age_s is None and self._since_s >= APART_S

    @property
    def is_conclusive(self) -> bool:
        """Whether it has run for long enough to be judged."""
        return self._age_s is not None and self._age_s >= CONCLUSIVE_AFTER_S

    def begin(self, duty: float, *, has_headroom: bool) -> None:
        """Move the power up by half where there is room for it, else down; ``duty``: what is applied now, 0…1."""
        up = duty < _UP_BELOW and has_headroom
        self.duty = min(max(duty + (_STEP if up else -_STEP), 0.0), 1.0)
        self._age_s = 0.0
        self.wants_window = True
        self.count += 1

    def age(self, dt_s: float) -> None:
        """A step has passed."""
        if self._age_s is None:
            self._since_s += dt_s
            return
        self._age_s += dt_s
        if self._age_s >= LENGTH_S:
            self._age_s, self._since_s, self.wants_window = None, 0.0, True

    def cancel(self) -> None:
        """End it without an answer."""
        if self._age_s is not None:
            self._age_s, self._since_s = None, 0.0
