"""The lines of a chart in columns: about as many points as asked for, with the extremes behind each."""

from __future__ import annotations

import re
import sqlite3

from pioreactor import clock
from pioreactor.exc import PioreactorError
from pioreactor.leader.replies import Series, SeriesColumns
from pioreactor.storage.database import experiments, series, table_series
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import ForUnits, RouteTable
from pioreactor.web.services import database_connection
from pioreactor.web.wire.logs import SeriesQuery

table = RouteTable("series", "/api", units=ForUnits.ALL)

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


@table.add(
    "GET",
    "/experiments/{experiment}/series/{name}",
    summary="A chart's lines",
    query=SeriesQuery,
    response=SeriesColumns,
)
def read_series(experiment: str, name: str, query: SeriesQuery) -> SeriesColumns:
    """``name``: a table such as od_readings, od_readings_filtered, growth_rates, stirring_rates."""
    if name not in series.KINDS:
        raise ApiError(404, f"There is no series {name[:80]!r}.", remediation=f"Use one of: {', '.join(series.KINDS)}.")
    with database_connection(readonly=True) as connection:
        experiments.get_experiment(connection, experiment)
        found = series.columns(
            connection,
            experiment,
            name,
            unit=query.unit,
            start_s=_seconds(query.start, "start"),
            end_s=_seconds(query.end, "end"),
            target_points=query.target_points,
        )
    return SeriesColumns(
        series=[_line(one) for one in found], resolution_s=max((one.resolution_s for one in found), default=0)
    )


@table.add(
    "GET",
    "/experiments/{experiment}/series/{name}/{column}",
    summary="A chart's lines from a column of any table",
    query=SeriesQuery,
    response=SeriesColumns,
)
def read_column(experiment: str, name: str, column: str, query: SeriesQuery) -> SeriesColumns:
    """For the tables of plugins: any table with experiment, pioreactor_unit and timestamp."""
    with database_connection(readonly=True) as connection:
        experiments.get_experiment(connection, experiment)
        found = column_lines(connection, experiment, name, column, query)
    return SeriesColumns(
        series=[_line(one) for one in found], resolution_s=max((one.resolution_s for one in found), default=0)
    )


def column_lines(
    connection: sqlite3.Connection, experiment: str, name: str, column: str, query: SeriesQuery
) -> list[series.SeriesColumns]:
    """The lines of a column. Raises ApiError 400 for names that are no names, 404 for a table that does not fit."""
    for word in (name, column):
        if not _NAME.fullmatch(word):
            raise ApiError(400, f"{word[:80]!r} is no name of a table or column.")
    try:
        return table_series.table_columns(
            connection,
            experiment,
            name,
            column,
            unit=query.unit,
            start_s=_seconds(query.start, "start"),
            end_s=_seconds(query.end, "end"),
            target_points=query.target_points,
        )
    except (sqlite3.OperationalError, PioreactorError) as error:
        raise ApiError(
            404,
            f"There is no column {column} in a table {name} to draw.",
            cause=str(error),
            remediation="The table needs the columns experiment, pioreactor_unit and timestamp.",
        ) from error


def _line(one: series.SeriesColumns) -> Series:
    return Series(
        name=one.name,
        unit=one.unit,
        channel=None if one.channel is None else str(one.channel),
        t=one.t_ms,
        y=one.y,
        y_min=one.y_min,
        y_max=one.y_max,
        low=one.low,
        high=one.high,
    )


def _seconds(text: str | None, name: str) -> float | None:
    if text is None or text == "":
        return None
    try:
        value = float(text)
    except ValueError:
        try:
            return clock.from_iso(text.replace(" ", "+")).timestamp()
        except ValueError as error:
            raise ApiError(
                400,
                f"{name}={text[:40]!r} is no time.",
                remediation="Give unix seconds or ISO-8601 with Z or an offset.",
            ) from error
    if not abs(value) < 1e11:
        raise ApiError(400, f"{name}={text[:40]!r} is no time.", remediation="Give unix seconds, not milliseconds.")
    return value
