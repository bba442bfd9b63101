"""When a series of readings counts as silent."""

from __future__ import annotations

from collections import deque
from typing import Final, NamedTuple

_GAPS_KEPT: Final = 8
_FEWEST_GAPS: Final = 2
_LONGEST_TIMES: Final = 2.0
"""Some series come in bursts, as that of the stirrer does around a reading of the optical density."""


class Patience(NamedTuple):
    """How long silence is nothing: so many usual intervals, and at least so many seconds."""

    intervals: float = 5.0
    least_s: float = 60.0


class Rhythm:
    """When one series was heard, and how long it may keep quiet. All times in seconds of one steady clock."""

    def __init__(self, since_s: float) -> None:
        """``since_s``: from when on it is waited for."""
        self.since_s = since_s
        self.heard_s: float | None = None
        self._gaps: deque[float] = deque(maxlen=_GAPS_KEPT)

    def heard(self, now_s: float) -> None:
        """Something has come."""
        if self.heard_s is not None:
            self._gaps.append(now_s - self.heard_s)
        self.heard_s = now_s

    @property
    def is_regular(self) -> bool:
        """It has come often enough to say when it is due."""
        return len(self._gaps) >= _FEWEST_GAPS

    def allowed_s(self, patience: Patience, interval_s: float | None = None) -> float:
        """The longest silence that is nothing. ``interval_s``: what is set, where that is known."""
        usual_s = interval_s or 0.0
        longest_s = 0.0
        if self.is_regular:
            in_order = sorted(self._gaps)
            usual_s, longest_s = max(usual_s, in_order[len(in_order) // 2]), in_order[-1]
        return max(patience.least_s, patience.intervals * usual_s, _LONGEST_TIMES * longest_s)

    def silent_s(self, now_s: float, floor_s: float) -> float:
        """For how long nothing has come, not counting what was before ``floor_s``."""
        return now_s - max(self.since_s, floor_s, self.heard_s if self.heard_s is not None else self.since_s)
