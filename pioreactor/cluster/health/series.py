"""The series of readings of this unit, as its journal shows them."""

from __future__ import annotations

from collections import deque
from typing import Final

from pioreactor.cluster.health.structs import SeriesHealth
from pioreactor.storage.journal import Journal

LOOKS_BACK: Final = 5_000
"""Rows of the journal that the first look takes in."""
_KEPT: Final = 12
_FEWEST: Final = 2
# Things that happen and things that are set: nobody can say when the next one is due.
_EVENTS: Final = ("latest_event", "relative_intensity_of_ir_led")
_EVENT_ENDINGS: Final = ("_events", "_settings", "_profile_name")
_EVENT_JOBS: Final = ("logs", "pwms", "bioreactor", "experiment_profile")


class SeriesWatch:
    """Follows the journal from one look to the next; a row that the leader has collected meanwhile is not missed."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._after: int | None = None
        self._times: dict[str, deque[float]] = {}

    def look(self) -> dict[str, SeriesHealth]:
        """Every series that has at least two rows so far, by topic. Raises JournalError."""
        if self._after is None:
            self._after = max(0, self._journal.last_number() - LOOKS_BACK)
        while rows := self._journal.read(self._after):
            self._after = rows[-1].number
            for row in rows:
                if is_series(row.topic):
                    self._times.setdefault(row.topic, deque(maxlen=_KEPT)).append(row.written_at_s)
        return {topic: _health(times) for topic, times in self._times.items() if len(times) >= _FEWEST}


def is_series(topic: str) -> bool:
    """True for the topic of a value that comes regularly."""
    levels = topic.split("/")[3:]
    if len(levels) < 2 or levels[0] in _EVENT_JOBS:
        return False
    return levels[-1] not in _EVENTS and not levels[-1].endswith(_EVENT_ENDINGS)


def _health(times: deque[float]) -> SeriesHealth:
    steps = sorted(later - earlier for earlier, later in zip(list(times), list(times)[1:], strict=False))
    return SeriesHealth(last_s=times[-1], interval_s=max(0.0, steps[len(steps) // 2]), longest_s=max(0.0, steps[-1]))
