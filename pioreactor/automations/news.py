"""Which events of an automation are worth telling."""

from __future__ import annotations

import math
from typing import Final

from pioreactor.automations.events import AutomationEvent, ErrorOccurred, NoEvent

REPEAT_EVERY_S: Final = 600.0
AT_MOST_EVERY_S: Final = 30.0


class NewsFilter:
    """For automations that look at every reading: a decision to do nothing is told when its reason changes (at most
    every 30 s), and every ten minutes. What was done is always told. Times are monotonic seconds.
    """

    def __init__(self) -> None:
        self._reason = ""
        self._told_s = -math.inf

    def is_news(self, event: AutomationEvent | None, now_s: float) -> bool:
        """Whether to tell this event; remembers that it was."""
        if not isinstance(event, NoEvent | ErrorOccurred):
            self._reason, self._told_s = "", -math.inf
            return event is not None
        reason = str((event.data or {}).get("reason") or event.message)
        if now_s - self._told_s < (REPEAT_EVERY_S if reason == self._reason else AT_MOST_EVERY_S):
            return False
        self._reason, self._told_s = reason, now_s
        return True
