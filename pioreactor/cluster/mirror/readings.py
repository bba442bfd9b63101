"""Copying what is a number over time: day by day of each series, as far as the leader has rolled it up.

The leader's roll-ups say how many readings it has of each day; the mirror notes how many it had at the last look. Where
that differs, the readings after that look are copied, and if they do not account for it, the whole day is: readings
that a unit kept while it was away come late, and there are fewer where an experiment was deleted and begun anew under
its name. What is there already stays as it is. So nothing is missed and nothing doubled, whatever was interrupted, and
nobody has to write down what changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from pioreactor.cluster.mirror.cells import text_for, within_calendar
from pioreactor.storage.database.times import SECOND_US, now_us

if TYPE_CHECKING:
    import psycopg

DAY_S: Final = 86_400
_DAY_US: Final = DAY_S * SECOND_US
RECENT_DAYS: Final = 2
ROWS_PER_STEP: Final = 50_000
Key: TypeAlias = tuple[str, str, str, int, int, str]
"""Experiment, kind, unit, channel, angle and variant."""
_Write: TypeAlias = Callable[[tuple[Any, ...]], None]
_KEY: Final = "experiment, kind, pioreactor_unit, channel, angle, variant"
_POINTS: Final = (
    "SELECT t_us, same_time, value, received_us, low, high, note, n FROM points "
    "WHERE series_id = ? AND t_us >= ? AND t_us < ?"
)
_SINGLE: Final = " AND n = 1"
_INCOMING: Final = (
    "CREATE TEMPORARY TABLE IF NOT EXISTS incoming (series_id integer, t_us bigint, same_time integer, "
    "value double precision, received_us bigint, low double precision, high double precision, note text, n bigint) "
    "ON COMMIT DELETE ROWS"
)
# A double of seconds since 1970 has no room for microseconds; one of microseconds is exact until 2255.
_MOMENT: Final = "timestamptz 'epoch' + {} * interval '1 microsecond'"
_TAKE: Final = (
    "INSERT INTO points (series_id, t, same_time, value, received, low, high, note, n) "  # noqa: S608  (both are ours)
    f"SELECT series_id, {_MOMENT.format('t_us')}, same_time, value, {_MOMENT.format('received_us')}, low, high, note, "
    "n FROM incoming ON CONFLICT DO NOTHING"
)
_NOTE: Final = (
    "INSERT INTO copied_days (series_id, day_us, n, to_us) VALUES (%s, %s, %s, %s) "
    "ON CONFLICT (series_id, day_us) DO UPDATE SET n = excluded.n, to_us = excluded.to_us"
)


class _Day(NamedTuple):
    """A day of a series of which the leader has another number of readings, ``n``, than at the last look.

    ``copied``: how many it had then, and up to when.
    """

    source_id: int
    series_id: int
    day_us: int
    n: int
    copied: tuple[int, int]


class Readings:
    """Copies to ``target``, which is in autocommit mode and used by nobody else meanwhile."""

    def __init__(self, target: psycopg.Connection) -> None:
        self._target = target
        self._numbers: dict[Key, int] = {}
        target.execute(_INCOMING)

    def copy(self, source: sqlite3.Connection, *, all_days: bool, tell: Callable[[int], None]) -> int:
        """Copy what is new in the leader's database, and return how many rows that were.

        ``all_days``: look at the whole history, not at the last days alone. ``tell`` hears how many rows came with
        each step; what it raises ends the copying between two steps. Raises sqlite3.Error, psycopg.Error.
        """
        rows, waiting = 0, self._all(source) if all_days else self._recent(source)
        while (step := self._step(source, waiting)) is not None:
            rows += step
            tell(step)
        return rows

    # What is new

    def _recent(self, source: sqlite3.Connection) -> Iterator[_Day]:
        since_us = now_us() // _DAY_US * _DAY_US - (RECENT_DAYS - 1) * _DAY_US
        known = {
            (series_id, day_us): (n, to_us)
            for series_id, day_us, n, to_us in self._target.execute(
                "SELECT series_id, day_us, n, to_us FROM copied_days WHERE day_us >= %s", (since_us,)
            )
        }
        found = source.execute(
            f"SELECT s.series_id, r.t_us, r.n, {_KEY} FROM series AS s JOIN rollups AS r "  # noqa: S608
            "ON r.series_id = s.series_id AND r.width_s = ? AND r.t_us >= ?",
            (DAY_S, since_us),
        ).fetchall()
        for source_id, day_us, n, *key in found:
            series_id = self._number(tuple(key))
            copied = known.get((series_id, day_us), (0, day_us))
            if n != copied[0]:
                yield _Day(source_id, series_id, day_us, n, copied)

    def _all(self, source: sqlite3.Connection) -> Iterator[_Day]:
        for source_id, *key in source.execute(f"SELECT series_id, {_KEY} FROM series").fetchall():  # noqa: S608
            days = source.execute(
                "SELECT t_us, n FROM rollups WHERE series_id = ? AND width_s = ?", (source_id, DAY_S)
            ).fetchall()
            if not days:
                continue
            series_id = self._number(tuple(key))
            known = {
                day_us: (n, to_us)
                for day_us, n, to_us in self._target.execute(
                    "SELECT day_us, n, to_us FROM copied_days WHERE series_id = %s", (series_id,)
                )
            }
            for day_us, n in days:
                copied = known.get(day_us, (0, day_us))
                if n != copied[0]:
                    yield _Day(source_id, series_id, day_us, n, copied)

    def _number(self, key: Any) -> int:
        """The mirror's number of a series, which gets one if it is new there."""
        if key not in self._numbers:
            marks = ", ".join(["%s"] * len(key))
            row = self._target.execute(
                f"INSERT INTO series ({_KEY}) VALUES ({marks}) "  # noqa: S608  (names and marks are ours)
                f"ON CONFLICT ({_KEY}) DO UPDATE SET kind = excluded.kind RETURNING series_id",
                [text_for(one) for one in key],
            ).fetchone()
            assert row is not None
            self._numbers[key] = int(row[0])
        return self._numbers[key]

    # One step

    def _step(self, source: sqlite3.Connection, days: Iterator[_Day]) -> int | None:
        """Copy some days in one transaction, and say how many rows were new; None if there was nothing left."""
        # Before the copying begins, because looking for more uses the same connection.
        batch = list(_some(days))
        if not batch:
            return None
        notes = []
        with self._target.transaction(), self._target.cursor() as cursor:
            with cursor.copy("COPY incoming FROM STDIN") as copy:
                for day in batch:
                    if (to_note := _send(source, day, copy.write_row)) is not None:
                        notes.append(to_note)
            taken = cursor.execute(_TAKE).rowcount
            cursor.executemany(_NOTE, notes)
        return int(taken)


def _send(source: sqlite3.Connection, day: _Day, write: _Write) -> tuple[int, int, int, int] | None:
    """Write the rows of a day that may be new, all of one moment of the database; what is to be noted of it."""
    with _one_moment(source):
        found = source.execute(
            "SELECT r.n, s.rolled_to_us FROM series AS s JOIN rollups AS r ON r.series_id = s.series_id "
            "WHERE s.series_id = ? AND r.width_s = ? AND r.t_us = ?",
            (day.source_id, DAY_S, day.day_us),
        ).fetchone()
        if found is None:  # its experiment is being deleted
            return None
        n, rolled_to_us = found
        seen, from_us = day.copied
        end_us = max(from_us, min(day.day_us + _DAY_US, rolled_to_us))
        readings = _write(source, day, from_us, end_us, write)
        if seen + readings != n:
            # Others lie before. Minutes that were thinned meanwhile stand for readings that were seen.
            _write(source, day, day.day_us, from_us, write, _SINGLE if seen else "")
    return day.series_id, day.day_us, n, end_us


def _write(
    source: sqlite3.Connection, day: _Day, start_us: int, end_us: int, write: _Write, condition: str = ""
) -> int:
    """How many readings the rows stand for that were written."""
    readings = 0
    for t_us, same_time, value, received_us, low, high, note, n in source.execute(
        _POINTS + condition, (day.source_id, start_us, end_us)
    ):
        write((day.series_id, within_calendar(t_us), same_time, value, received_us, low, high, text_for(note), n))
        readings += n
    return readings


def _some(days: Iterator[_Day]) -> Iterator[_Day]:
    """As many as make one step."""
    rows = 0
    for day in days:
        yield day
        rows += abs(day.n - day.copied[0])
        if rows >= ROWS_PER_STEP:
            return


@contextmanager
def _one_moment(conn: sqlite3.Connection) -> Iterator[None]:
    conn.execute("BEGIN")
    try:
        yield
    finally:
        conn.execute("ROLLBACK")
