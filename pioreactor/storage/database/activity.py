"""What each unit measured and did, side by side: the rows of the two views of unit activity, in the order of time.

The views put all rows of a unit into groups before the first one comes out. Here the series of a unit run beside each
other, and each moment, or minute, is closed when it is over.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from pioreactor.storage.database.ordered import KEYS, Range, Row, Strand
from pioreactor.storage.database.times import MINUTE_US


class _Cell(NamedTuple):
    """One column: the series that it is made of, and how several values in one group become one."""

    kind: str
    name: str
    variant: str = ""
    adds_up: bool = False


_READINGS: Final = (
    _Cell("od_readings", "od_reading"),
    _Cell("od_readings_fused", "od_fused"),
    _Cell("od_readings_filtered", "normalized_od_reading"),
    _Cell("temperature_readings", "temperature_c"),
    _Cell("growth_rates", "growth_rate"),
    _Cell("stirring_rates", "measured_rpm"),
)
_LEDS: Final = tuple(
    _Cell("led_change_events", f"led_{letter.lower()}_intensity_update", letter) for letter in ("A", "B", "C", "D")
)
_DOSES: Final = tuple(
    _Cell("dosing_events", f"{event}_ml", event, adds_up=True)
    for event in ("add_media", "remove_waste", "add_alt_media")
)


class Activity(NamedTuple):
    """One of the two views. ``width_us``: of a group; ``digits``: fractional digits of its times as text."""

    cells: tuple[_Cell, ...]
    width_us: int
    digits: int
    columns: list[str]
    together: Callable[[list[float]], float]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


VIEWS: Final = {
    "pioreactor_unit_activity_data": Activity(
        (*_READINGS, *_LEDS, *_DOSES), 1000, 3, [*KEYS, *(cell.name for cell in (*_READINGS, *_LEDS, *_DOSES))], max
    ),
    "pioreactor_unit_activity_data_rollup": Activity(
        (*_READINGS, *_DOSES),
        MINUTE_US,
        0,
        [*KEYS, *(f"avg_{cell.name}" for cell in _READINGS), *(f"sum_{cell.name}" for cell in _DOSES)],
        _mean,
    ),
}


def strands(
    conn: sqlite3.Connection, view: str, experiments: Sequence[str], units: Sequence[str], span: Range
) -> list[Strand]:
    """One strand per experiment and unit. ``units``: only these, all if empty."""
    activity = VIEWS[view]
    kinds = sorted({cell.kind for cell in activity.cells})
    places = {(cell.kind, cell.variant): place for place, cell in enumerate(activity.cells)}
    inner = span.rounded_up(activity.width_us)
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for series_id, experiment, unit, kind, variant in conn.execute(
        "SELECT series_id, experiment, pioreactor_unit, kind, variant FROM primary_series "
        "WHERE experiment IN (SELECT value FROM json_each(?1)) AND kind IN (SELECT value FROM json_each(?2)) "
        "AND (json_array_length(?3) = 0 OR pioreactor_unit IN (SELECT value FROM json_each(?3))) "
        "ORDER BY experiment, pioreactor_unit",
        (json.dumps(list(experiments)), json.dumps(kinds), json.dumps(list(units))),
    ):
        series = found.setdefault((experiment, unit), [])
        is_of_one_kind = kind in ("led_change_events", "dosing_events")  # of readings, variants are calibrations
        # A dose of a kind that has no column makes a row all the same, as in the view.
        series.append((series_id, places.get((kind, variant if is_of_one_kind else ""), -1)))

    def rows_of(experiment: str, unit: str, series: list[tuple[int, int]]) -> Callable[[], Iterator[Row]]:
        return lambda: _rows(conn, activity, experiment, unit, series, inner)

    return [Strand(*owner, rows_of(*owner, series)) for owner, series in found.items()]


def _rows(
    conn: sqlite3.Connection, activity: Activity, experiment: str, unit: str, series: list[tuple[int, int]], span: Range
) -> Iterator[Row]:
    width_us = activity.width_us
    points = heapq.merge(
        *(
            conn.execute(
                "SELECT t_us / ?1 * ?1, value, ?2 FROM points WHERE series_id = ?3 AND t_us >= ?4 AND t_us < ?5 "
                "ORDER BY t_us, same_time",
                (width_us, place, series_id, *span),
            )
            for series_id, place in series
        ),
        key=itemgetter(0),
    )
    for t_us, group in groupby(points, key=itemgetter(0)):
        values: list[list[float]] = [[] for _ in activity.cells]
        for _, value, place in group:
            if place >= 0:
                values[place].append(value)
        cells: list[Any] = [
            None if not some else sum(some) if cell.adds_up else activity.together(some)
            for cell, some in zip(activity.cells, values, strict=True)
        ]
        yield (t_us, experiment, unit, t_us, *cells)
