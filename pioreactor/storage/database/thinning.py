"""Old points become fewer: those of one minute of a series are replaced by their mean.

A leader that is never emptied fills its card. Charts of long windows are drawn from roll-ups and do not change by
this; what goes is the single reading of long ago. Nothing is thinned unless somebody asks for it, and never a dose, a
light change, a volume or a blank, nor an experiment that carries the tag ``keep``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

import msgspec

from pioreactor.storage.database.connection import transaction
from pioreactor.storage.database.times import MINUTE_US, SECOND_US, now_us

KEEP_TAG: Final = "keep"
"""Experiments with this tag are left whole."""
LEAST_DAYS: Final = 30.0
"""Younger points are never thinned: charts of a running experiment show them one by one."""
THINNED_KINDS: Final = (
    "od_readings",
    "raw_od_readings",
    "od_readings_fused",
    "od_readings_filtered",
    "growth_rates",
    "growth_rates_smoothed",
    "temperature_readings",
    "heater_duty_cycles",
    "liquid_temperatures",
    "plate_temperatures",
    "ambient_temperatures",
    "stirring_rates",
    "ir_led_intensities",
)
"""Values that are measured again and again, for which a mean has a meaning."""
_DAY_US: Final = 86_400 * SECOND_US
_SPAN_US: Final = 6 * 3600 * SECOND_US
"""Time of one series that is thinned in one transaction: short enough for the ingest to go on in between."""


class Thinned(msgspec.Struct, kw_only=True):
    """``minutes``: how many became one point each; ``points``: how many points are fewer by that."""

    series: int = 0
    minutes: int = 0
    points: int = 0


def older_than(days: float) -> int:
    """The moment before which points are older than so many days, unix µs. Raises ValueError below 30 days."""
    if days < LEAST_DAYS:
        raise ValueError(f"Points younger than {LEAST_DAYS:g} days are not thinned; {days:g} days were asked for.")
    return now_us() - round(days * _DAY_US)


def due(conn: sqlite3.Connection, before_us: int, experiment: str | None = None) -> list[int]:
    """Numbers of the series with points before ``before_us`` that were not thinned yet, of one experiment or all."""
    kinds = ", ".join("?" * len(THINNED_KINDS))
    rows = conn.execute(
        f"SELECT series_id FROM series AS s WHERE kind IN ({kinds}) AND (? IS NULL OR experiment = ?) "  # noqa: S608
        "AND EXISTS (SELECT 1 FROM points AS p WHERE p.series_id = s.series_id "
        "AND p.t_us >= s.thinned_to_us AND p.t_us < min(s.rolled_to_us, ?)) "
        "AND experiment NOT IN (SELECT experiment FROM experiment_tags WHERE tag = ?) "
        "AND experiment NOT IN (SELECT experiment FROM deleted_experiments) ORDER BY series_id",
        (*THINNED_KINDS, experiment, experiment, before_us - before_us % MINUTE_US, KEEP_TAG),
    )
    return [int(series_id) for (series_id,) in rows]


def would_thin(conn: sqlite3.Connection, before_us: int, experiment: str | None = None) -> Thinned:
    """What ``thin`` would do now, counted; nothing is changed."""
    found = Thinned()
    for series_id in due(conn, before_us, experiment):
        start_us, end_us = _bounds(conn, series_id, before_us)
        minutes, points = conn.execute(
            "SELECT count(*), coalesce(sum(c), 0) FROM (SELECT count(*) AS c FROM points WHERE series_id = ? "
            "AND t_us >= ? AND t_us < ? GROUP BY t_us / 60000000 HAVING count(*) > 1)",
            (series_id, start_us, end_us),
        ).fetchone()
        found.series += 1
        found.minutes += minutes
        found.points += points - minutes
    return found


def thin(conn: sqlite3.Connection, before_us: int, experiment: str | None = None) -> Iterator[Thinned]:
    """Thin all that is due, step by step; yields what is done so far after each.

    Each step is a transaction of its own, so that it may be ended at any time and goes on where it was.
    """
    done = Thinned()
    for series_id in due(conn, before_us, experiment):
        done.series += 1
        while (step := _step(conn, series_id, before_us)) is not None:
            done.minutes += step.minutes
            done.points += step.points
            yield done


def _bounds(conn: sqlite3.Connection, series_id: int, before_us: int) -> tuple[int, int]:
    """From where to where a series is to be thinned; whole minutes that are rolled up."""
    row = conn.execute("SELECT thinned_to_us, rolled_to_us FROM series WHERE series_id = ?", (series_id,)).fetchone()
    if row is None:  # its experiment was deleted meanwhile
        return 0, 0
    return int(row[0]), min(before_us - before_us % MINUTE_US, int(row[1]))


def _step(conn: sqlite3.Connection, series_id: int, before_us: int) -> Thinned | None:
    """Thin the next hours of a series; None if there is nothing left to thin."""
    with transaction(conn):
        start_us, limit_us = _bounds(conn, series_id, before_us)
        first = conn.execute(
            "SELECT min(t_us) FROM points WHERE series_id = ? AND t_us >= ? AND t_us < ?",
            (series_id, start_us, limit_us),
        ).fetchone()[0]
        if first is None:
            return None
        end_us = min(limit_us, first - first % MINUTE_US + _SPAN_US)
        means = conn.execute(
            "SELECT t_us / 60000000 * 60000000 AS minute, count(*), sum(n), CAST(avg(t_us) AS INTEGER), "
            "sum(n * value) / sum(n), max(received_us), sum(n * low) / sum(CASE WHEN low IS NOT NULL THEN n END), "
            "sum(n * high) / sum(CASE WHEN high IS NOT NULL THEN n END), "
            # What all of them say stands with the mean; where they differ, there is nothing to say.
            "CASE WHEN min(note) = max(note) AND count(note) = count(*) THEN min(note) END "
            "FROM points WHERE series_id = ? AND t_us >= ? AND t_us < ? GROUP BY minute HAVING count(*) > 1",
            (series_id, first, end_us),
        ).fetchall()
        conn.executemany(
            "DELETE FROM points WHERE series_id = ? AND t_us >= ? AND t_us < ?",
            [(series_id, row[0], row[0] + MINUTE_US) for row in means],
        )
        conn.executemany(
            "INSERT INTO points (series_id, n, t_us, value, received_us, low, high, note) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(series_id, *row[2:]) for row in means],
        )
        conn.execute("UPDATE series SET thinned_to_us = ? WHERE series_id = ?", (end_us, series_id))
    return Thinned(minutes=len(means), points=sum(row[1] for row in means) - len(means))
