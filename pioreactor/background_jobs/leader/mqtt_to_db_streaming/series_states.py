"""What the writer remembers of each series, so that a point costs a look-up and not a query."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from pioreactor.storage.database.points import PointRow, SeriesKey, series_deletions, series_id_of
from pioreactor.storage.database.rollups import advance, recompute_minutes, rolled_to
from pioreactor.storage.database.times import MINUTE_US, now_us

TAIL_ROWS: Final = 256
"""Points that a series may have beyond its roll-ups before these are brought up."""
TAIL_US: Final = 10 * MINUTE_US
"""Time that they may span."""
_ADVANCES_AT_ONCE: Final = 100
"""Bounds the length of one transaction when many series are due together."""


class _State:
    __slots__ = ("newest_us", "rolled_to_us", "tail_rows")

    def __init__(self, rolled_to_us: int, tail_rows: int) -> None:
        self.rolled_to_us = rolled_to_us
        self.newest_us = 0
        self.tail_rows = tail_rows


class SeriesStates:
    """Numbers and roll-up watermarks of series. Valid until the open transaction is rolled back; then ``forget``."""

    def __init__(self) -> None:
        self._ids: dict[SeriesKey, int] = {}
        self._states: dict[int, _State] = {}
        self._late: dict[int, list[int]] = {}
        self._due: dict[int, None] = {}
        self._deletions = -1
        self._conn: sqlite3.Connection | None = None

    def begin(self, conn: sqlite3.Connection) -> None:
        """A transaction has begun. Series that another program deleted are created anew when they are met."""
        self._conn = conn
        self._late.clear()
        deletions = series_deletions(conn)
        if deletions != self._deletions:
            self.forget()
            self._deletions = deletions

    def forget(self) -> None:
        """Drop everything remembered."""
        self._ids.clear()
        self._states.clear()
        self._late.clear()
        self._due.clear()
        self._deletions = -1

    def id_of(self, key: SeriesKey) -> int:
        """The number of a series; a new one is created in the open transaction."""
        known = self._ids.get(key)
        return known if known is not None else self._load(key)

    def note(self, rows: Sequence[PointRow]) -> None:
        """Take notice of written points: late ones, and series whose roll-ups are due."""
        states = self._states
        for row in rows:
            series_id, t_us = row[0], row[1]
            state = states[series_id]
            if t_us < state.rolled_to_us:
                self._late.setdefault(series_id, []).append(t_us)
                continue
            if t_us > state.newest_us:
                state.newest_us = t_us
            state.tail_rows += 1
            if state.tail_rows >= TAIL_ROWS or state.newest_us - state.rolled_to_us >= TAIL_US:
                self._due[series_id] = None

    def roll_up(self, conn: sqlite3.Connection) -> None:
        """Bring roll-ups up to date: at once where points came late, otherwise for the series that are due longest."""
        for series_id, times in self._late.items():
            recompute_minutes(conn, series_id, times)
        now = now_us()
        for series_id in list(self._due)[:_ADVANCES_AT_ONCE]:
            del self._due[series_id]
            state = self._states[series_id]
            # A unit whose clock is ahead must not drag the watermark into the future, where every point would be late.
            state.rolled_to_us = advance(conn, series_id, min(state.newest_us, now))
            state.tail_rows = 0

    def _load(self, key: SeriesKey) -> int:
        conn = self._conn
        if conn is None:
            raise RuntimeError("begin() comes first")
        series_id = self._ids[key] = series_id_of(conn, key)
        watermark = rolled_to(conn, series_id)
        tail = conn.execute(
            "SELECT count(*) FROM points WHERE series_id = ? AND t_us >= ?", (series_id, watermark)
        ).fetchone()[0]
        self._states[series_id] = _State(watermark, int(tail))
        return series_id
