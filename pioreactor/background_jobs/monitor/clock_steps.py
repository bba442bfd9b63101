"""A clock that is set is noted in the log: what was measured before carries the old time."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Protocol

from pioreactor import clock

LEAST_S: Final = 0.5
"""What a time source corrects without a step takes minutes for this much."""
LOOK_EVERY_WALL_S: Final = 5.0


class _Logger(Protocol):
    def warning(self, msg: object, /) -> None: ...


class ClockSteps:
    """``look()`` every few seconds: compares the time of day with the steady clock."""

    def __init__(self, logger: _Logger) -> None:
        self._logger = logger
        self._lead_s = clock.now_s() - clock.monotonic()

    def look(self) -> None:
        """Say so if the clock was set since the last look."""
        lead_s = clock.now_s() - clock.monotonic()
        step_s, self._lead_s = lead_s - self._lead_s, lead_s
        if abs(step_s) < LEAST_S * clock.speed():
            return
        otherwise = clock.to_iso(clock.now() - timedelta(seconds=step_s))
        self._logger.warning(
            f"The clock of this unit was set {'forward' if step_s > 0 else 'back'} by {abs(step_s):.1f} s; without "
            f"that it would be {otherwise}. What was measured before carries the old time."
        )
