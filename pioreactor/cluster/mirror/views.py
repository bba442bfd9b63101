"""The ecosystem's tables as views of the mirror: the names and columns that scripts know, times as timestamptz."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pioreactor.storage.database.ordered import KEYS, LAYOUTS

_OF_POINTS: Final = "FROM series AS s JOIN points AS p USING (series_id) WHERE s.kind = "
_MORE_OF_POINTS: Final = {
    "od_blanks": ("od_blanks", "s.channel::text AS channel, s.angle, p.value AS od_reading"),
    "liquid_temperatures": (
        "liquid_temperatures",
        "p.value AS temperature_c, p.low AS interval_low, p.high AS interval_high",
    ),
    "od_readings_detailed": (
        "od_readings",
        "p.received AS received_at, p.value AS od_reading, s.angle, s.channel, s.variant AS calibration_name, "
        "p.note AS quality",
    ),
    "growth_rates_detailed": (
        "growth_rates",
        "p.received AS received_at, p.value AS rate, p.low AS interval_low, p.high AS interval_high",
    ),
}
"""View: kind of series and columns."""
_AUTOMATIONS: Final = ("dosing", "led", "temperature")


def statements() -> Iterator[str]:
    """SQL that makes the views. What people have built on them stays; a column more comes last."""
    for name, body in _bodies():
        yield f"CREATE OR REPLACE VIEW {name} AS {body}"


def _bodies() -> Iterator[tuple[str, str]]:
    experiment, unit, timestamp = KEYS
    for name, layout in LAYOUTS.items():
        cells = ", ".join(f"{source} AS {column}" for column, source in layout.columns.items())
        if layout.table == "points":
            yield name, _points(name, cells)
        else:
            keys = f"r.{experiment}, r.{unit}, r.t AS {timestamp}"
            yield name, f"SELECT {keys}, {cells} FROM {layout.table} AS r WHERE true {layout.condition}"  # noqa: S608
    for name, (kind, cells) in _MORE_OF_POINTS.items():
        yield name, _points(kind, cells)
    for kind in _AUTOMATIONS:
        yield (
            f"{kind}_automation_settings",
            f"SELECT {experiment}, {unit}, started AS started_at, ended AS ended_at, automation_name, settings "  # noqa: S608
            f"FROM automation_settings WHERE automation_type = '{kind}'",
        )
    yield (
        "experiment_profile_runs",
        f"SELECT started AS started_at, experiment_profile_name, {experiment} FROM profile_runs",  # noqa: S608
    )


def _points(kind: str, cells: str) -> str:
    experiment, unit, timestamp = KEYS
    return f"SELECT s.{experiment}, s.{unit}, p.t AS {timestamp}, {cells} {_OF_POINTS}'{kind}'"
