"""Counts of the last minute."""

from __future__ import annotations

import threading
from collections import deque
from typing import Final

import msgspec

from pioreactor import clock

WINDOW_S: Final = 60.0


class Snapshot(msgspec.Struct, kw_only=True):
    """How the ingest is doing. ``reason``: why the database cannot be written right now, '' if it can."""

    inserts_in_last_60s: int
    database_write_errors_in_last_60s: int
    latest_database_write_error: str
    dead_letters_since_start: int
    messages_waiting: int
    missing_rows: int
    is_connected: bool
    reason: str


class Statistics:
    """Counts rows and errors; may be used from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: deque[tuple[float, int]] = deque()
        self._errors: deque[tuple[float, int]] = deque()
        self._latest_error = ""
        self._dead_letters = 0
        self.is_failing = False

    def stored(self, rows: int, dead_letters: int) -> None:
        """A batch was committed."""
        with self._lock:
            self.is_failing = False
            self._dead_letters += dead_letters
            _add(self._rows, rows)

    def failed(self, reason: str) -> None:
        """The database could not be written."""
        with self._lock:
            self.is_failing = True
            self._latest_error = reason
            _add(self._errors, 1)

    def snapshot(self, *, messages_waiting: int, missing_rows: int, is_connected: bool) -> Snapshot:
        """The counts now."""
        with self._lock:
            return Snapshot(
                inserts_in_last_60s=_sum(self._rows),
                database_write_errors_in_last_60s=_sum(self._errors),
                latest_database_write_error=self._latest_error,
                dead_letters_since_start=self._dead_letters,
                messages_waiting=messages_waiting,
                missing_rows=missing_rows,
                is_connected=is_connected,
                reason=self._latest_error if self.is_failing else "",
            )


def _add(counts: deque[tuple[float, int]], count: int) -> None:
    counts.append((clock.wall_monotonic(), count))
    _sum(counts)


def _sum(counts: deque[tuple[float, int]]) -> int:
    horizon = clock.wall_monotonic() - WINDOW_S
    while counts and counts[0][0] < horizon:
        counts.popleft()
    return sum(count for _, count in counts)
