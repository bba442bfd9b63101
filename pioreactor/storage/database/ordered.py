"""Reading the ecosystem's tables in the order of time, straight from the clustered tables that their views stand on.

A view can be filtered by experiment and unit only; its time is text that is made for each row, so that an order or a
range would have to look at every row and sort them. Here the rows of each series come as they lie, cut at both ends by
the key, and are merged: as many rows as there are series are in memory. The views remain what these rows must equal.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeAlias

Row: TypeAlias = tuple[Any, ...]
"""Microseconds that give its place in the order, then the cells of the view, times of which are microseconds too."""
FOREVER_US: Final = 2**62
KEYS: Final = ("experiment", "pioreactor_unit", "timestamp")
"""The first columns of each view."""
TIME_PLACE: Final = KEYS.index("timestamp")


class Range(NamedTuple):
    """Microseconds UTC; the first belongs to it, the end does not."""

    start_us: int = -FOREVER_US
    end_us: int = FOREVER_US

    def rounded_up(self, to_us: int) -> Range:
        """The moments whose beginning of a span of ``to_us`` lies in this range."""
        return Range(*(t if abs(t) == FOREVER_US else -(-t // to_us) * to_us for t in self))


class Strand(NamedTuple):
    """Rows of one experiment, and of one unit where it is named, in the order of time."""

    experiment: str
    unit: str | None
    rows: Callable[[], Iterator[Row]]


class Layout(NamedTuple):
    """Which rows stand behind a view and how its columns are made of them: name and SQL.

    ``digits``: fractional digits of its times as text.
    """

    columns: dict[str, str]
    table: str
    condition: str = ""
    digits: int = 3


def _points(**columns: str) -> Layout:
    return Layout(columns, "points")


_RATE: Final = _points(rate="p.value")
_CELSIUS: Final = _points(temperature_c="p.value")
LAYOUTS: Final = {
    "od_readings": _points(od_reading="p.value", angle="s.angle", channel="s.channel"),
    "raw_od_readings": _points(od_reading="p.value", channel="s.channel"),
    "od_readings_fused": _points(od_reading="p.value"),
    "od_readings_filtered": _points(normalized_od_reading="p.value"),
    "growth_rates": _RATE,
    "growth_rates_smoothed": _RATE,
    "temperature_readings": _CELSIUS,
    "plate_temperatures": _CELSIUS,
    "ambient_temperatures": _CELSIUS,
    "heater_duty_cycles": _points(heater_duty_cycle="p.value"),
    "stirring_rates": _points(measured_rpm="p.value"),
    "alt_media_fractions": _points(alt_media_fraction="p.value"),
    "liquid_volumes": _points(liquid_volume="p.value"),
    "ir_led_intensities": _points(relative_intensity="p.value"),
    "dosing_events": _points(event="s.variant", volume_change_ml="p.value", source_of_event="p.note"),
    "led_change_events": _points(channel="s.variant", intensity="p.value", source_of_event="p.note"),
    "pwm_dcs": Layout({f"channel_{n}": f"r.channel_{n}" for n in range(1, 6)}, "pwm_duty_cycles"),
    "logs": Layout({name: f"r.{name}" for name in ("message", "source", "level", "task")}, "log_lines"),
    **{
        f"{kind}_automation_events": Layout(
            {name: f"r.{name}" for name in ("event_name", "message", "data")},
            "automation_events",
            f"AND r.automation_type = '{kind}'",
        )
        for kind in ("dosing", "led", "temperature")
    },
}
"""Views that are read this way."""


def columns(view: str) -> list[str]:
    """The columns of a view, as they stand in it."""
    return [*KEYS, *LAYOUTS[view].columns]


def strands(
    conn: sqlite3.Connection,
    view: str,
    experiments: Sequence[str],
    units: Sequence[str],
    span: Range,
    *,
    by_unit: bool,
) -> list[Strand]:
    """Strands of a view (see LAYOUTS). ``units``: only these, all if empty. ``by_unit``: no strand has two units."""
    if LAYOUTS[view].table == "points":
        return _series(conn, view, experiments, units, span)
    return _rows(conn, view, experiments, units, span, by_unit)


def merged(parts: Sequence[Strand]) -> Iterator[Row]:
    """All rows of some strands in the order of time."""
    if len(parts) == 1:
        return parts[0].rows()
    return heapq.merge(*(part.rows() for part in parts), key=itemgetter(0))


def _series(
    conn: sqlite3.Connection, view: str, experiments: Sequence[str], units: Sequence[str], span: Range
) -> list[Strand]:
    cells = ", ".join(LAYOUTS[view].columns.values())
    query = (
        f"SELECT p.t_us, s.experiment, s.pioreactor_unit, p.t_us, {cells} "  # noqa: S608  (both are ours)
        "FROM series AS s CROSS JOIN points AS p ON p.series_id = s.series_id "
        "WHERE s.series_id = ? AND p.t_us >= ? AND p.t_us < ? ORDER BY p.t_us, p.same_time"
    )
    found = conn.execute(
        "SELECT series_id, experiment, pioreactor_unit FROM series "
        "WHERE experiment IN (SELECT value FROM json_each(?1)) AND kind = ?2 "
        "AND (json_array_length(?3) = 0 OR pioreactor_unit IN (SELECT value FROM json_each(?3))) "
        "ORDER BY experiment, pioreactor_unit, channel, angle, variant",
        (json.dumps(list(experiments)), view, json.dumps(list(units))),
    ).fetchall()

    def rows_of(series_id: int) -> Callable[[], Iterator[Row]]:
        return lambda: conn.execute(query, (series_id, *span))

    return [Strand(experiment, unit, rows_of(series_id)) for series_id, experiment, unit in found]


def _rows(
    conn: sqlite3.Connection, view: str, experiments: Sequence[str], units: Sequence[str], span: Range, by_unit: bool
) -> list[Strand]:
    layout = LAYOUTS[view]
    cells = ", ".join(layout.columns.values())
    query = (
        f"SELECT r.t_us, r.experiment, r.pioreactor_unit, r.t_us, {cells} FROM {layout.table} AS r "  # noqa: S608
        f"WHERE r.experiment = ? AND r.t_us >= ? AND r.t_us < ? {layout.condition} "
        "AND r.pioreactor_unit IN (SELECT value FROM json_each(?)) ORDER BY r.t_us, r.id"
    )

    def rows_of(experiment: str, its_units: Sequence[str]) -> Callable[[], Iterator[Row]]:
        return lambda: conn.execute(query, (experiment, *span, json.dumps(list(its_units))))

    found = []
    for experiment in experiments:
        known = [
            unit
            for (unit,) in conn.execute(
                f"SELECT DISTINCT r.pioreactor_unit FROM {layout.table} AS r "  # noqa: S608
                f"WHERE r.experiment = ? {layout.condition} ORDER BY 1",
                (experiment,),
            )
            if not units or unit in units
        ]
        if by_unit or layout.table != "log_lines":  # log lines lie in the order of time per experiment, others per unit
            found += [Strand(experiment, unit, rows_of(experiment, [unit])) for unit in known]
        elif known:
            found.append(Strand(experiment, None, rows_of(experiment, known)))
    return found
