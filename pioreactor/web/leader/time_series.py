"""Time series in the ecosystem's form: a list of points per series, each with its time as text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from pioreactor import clock
from pioreactor.storage.database import events, series
from pioreactor.storage.database.events import MediaRate
from pioreactor.web.leader.series import column_lines
from pioreactor.web.routing import ForUnits, RouteTable
from pioreactor.web.services import database_connection
from pioreactor.web.wire.logs import Point, SeriesQuery, TimeSeries, TimeSeriesQuery

table = RouteTable("time_series", "/api", units=ForUnits.ALL)

_DECIMALS: Final = {"growth_rates": 5, "temperature_readings": 2}
_NAMED: Final = (
    "growth_rates",
    "temperature_readings",
    "od_readings_filtered",
    "od_readings_fused",
    "od_readings",
    "raw_od_readings",
)


@table.add(
    "GET",
    "/experiments/{experiment}/time_series/{name}",
    summary="Points of all units",
    query=TimeSeriesQuery,
    response=TimeSeries,
)
def of_experiment(experiment: str, name: str, query: TimeSeriesQuery) -> TimeSeries:
    """``name``: one of the tables of readings."""
    return _named(experiment, name, None, query)


@table.add(
    "GET",
    "/workers/{worker}/experiments/{experiment}/time_series/{name}",
    summary="Points of one unit",
    query=TimeSeriesQuery,
    response=TimeSeries,
)
def of_worker(worker: str, experiment: str, name: str, query: TimeSeriesQuery) -> TimeSeries:
    """``name``: one of the tables of readings."""
    return _named(experiment, name, worker, query)


@table.add(
    "GET",
    "/experiments/{experiment}/time_series/{name}/{column}",
    summary="Points of a column of any table",
    query=TimeSeriesQuery,
    response=TimeSeries,
)
def column_of_experiment(experiment: str, name: str, column: str, query: TimeSeriesQuery) -> TimeSeries:
    """For the tables of plugins: any table with experiment, pioreactor_unit and timestamp."""
    return _column(experiment, name, column, None, query)


@table.add(
    "GET",
    "/workers/{worker}/experiments/{experiment}/time_series/{name}/{column}",
    summary="Points of a column of any table, one unit",
    query=TimeSeriesQuery,
    response=TimeSeries,
)
def column_of_worker(worker: str, experiment: str, name: str, column: str, query: TimeSeriesQuery) -> TimeSeries:
    """For the tables of plugins: any table with experiment, pioreactor_unit and timestamp."""
    return _column(experiment, name, column, worker, query)


@table.add(
    "GET",
    "/experiments/{experiment}/media_rates",
    summary="Media and alt media per hour",
    response=dict[str, MediaRate],
)
def media_rates(experiment: str) -> dict[str, MediaRate]:
    """mL/h over the last three hours per unit, and ``all`` together."""
    with database_connection(readonly=True) as connection:
        return events.media_rates(connection, experiment)


def _named(experiment: str, name: str, unit: str | None, query: TimeSeriesQuery) -> TimeSeries:
    if name not in _NAMED and name not in series.KINDS:
        return _column(experiment, name, "value", unit, query)
    with database_connection(readonly=True) as connection:
        found = series.columns(
            connection,
            experiment,
            name,
            unit=unit,
            start_s=clock.now_s() - query.lookback * 3600,
            target_points=query.target_points,
        )
    return _points(found, _DECIMALS.get(name, 7))


def _column(experiment: str, name: str, column: str, unit: str | None, query: TimeSeriesQuery) -> TimeSeries:
    start_s = clock.now_s() - query.lookback * 3600
    asked = SeriesQuery(unit=unit, start=str(start_s), target_points=max(2, min(query.target_points, 100_000)))
    with database_connection(readonly=True) as connection:
        return _points(column_lines(connection, experiment, name, column, asked), 7)


def _points(found: list[series.SeriesColumns], decimals: int) -> TimeSeries:
    return TimeSeries(
        series=[line.name for line in found],
        data=[
            [Point(_iso(t_ms), round(y, decimals)) for t_ms, y in zip(line.t_ms, line.y, strict=True)] for line in found
        ],
    )


def _iso(t_ms: int) -> str:
    return clock.to_iso(datetime.fromtimestamp(t_ms / 1000, UTC))
