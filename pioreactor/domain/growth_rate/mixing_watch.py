"""Whether the culture is mixed: cells of a culture that is not stirred sink out of the light, which is no growth rate.

Times are seconds on one monotonic clock.
"""

from __future__ import annotations

import math

STILL_AFTER_S = 30.0
"""A stirrer that reports no motion for so long is off; around a reading it may rest for a few seconds."""
RESUSPENDED_AFTER_S = 30.0
"""Time after the start of stirring until settled cells are in suspension again."""
IGNORED_FOR_S = 2.0 * 3600.0
"""After so long without stirring its absence is taken for intended, and readings count again."""
OFF_STATES = frozenset({"sleeping", "disconnected", "lost", "faulted"})


class MixingWatch:
    """Takes in what the stirrer says; tells whether a reading shows the whole culture.

    A stirrer that has never been seen turning tells nothing: cultures that are not stirred at all are read as ever.
    """

    def __init__(self) -> None:
        self._turned_s = -math.inf  # when it was last known to turn
        self._still_since_s: float | None = None
        self._off_since_s: float | None = None
        self._resumed_s = -math.inf

    def rpm(self, time_s: float, rpm: float) -> None:
        """The stirrer has measured its speed."""
        if rpm > 0.0:
            self._turns(time_s)
        elif self._still_since_s is None:
            self._still_since_s = time_s

    def state(self, time_s: float, state: str) -> None:
        """The stirring job has changed its state; the words are those of ``$state``."""
        if state in OFF_STATES and self._off_since_s is None and math.isfinite(self._turned_s):
            self._off_since_s = time_s

    def _turns(self, time_s: float) -> None:
        was_off = self._stopped_s(time_s) is not None
        self._still_since_s = self._off_since_s = None
        if was_off:
            self._resumed_s = time_s
        self._turned_s = time_s

    def is_unmixed(self, time_s: float) -> bool:
        """Whether a reading at ``time_s`` must not be taken for the density of the culture."""
        if time_s - self._resumed_s < RESUSPENDED_AFTER_S:
            return True
        stopped_s = self._stopped_s(time_s)
        return stopped_s is not None and time_s - stopped_s < IGNORED_FOR_S

    def _stopped_s(self, time_s: float) -> float | None:
        """Since when it has been off; None while it turns or nothing is known."""
        if self._off_since_s is not None:
            return self._off_since_s
        still = self._still_since_s
        if still is not None and math.isfinite(self._turned_s) and time_s - still >= STILL_AFTER_S:
            return still
        return None
