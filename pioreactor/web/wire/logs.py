"""Bodies and queries of the log and time-series routes."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class LogQuery(Struct):
    """``min_level``: lowest level (an unknown word counts as INFO); ``skip``: rows to leave out, newest first."""

    min_level: Annotated[str, Meta(max_length=20)] = "INFO"
    skip: Annotated[int, Meta(ge=0, le=10**9)] = 0


class AutomationEventQuery(Struct):
    """``unit``, ``automation_type`` (dosing, led, temperature): only theirs; ``with_no_event``: also decisions to do
    nothing; ``skip`` and ``limit`` page through them, newest first.
    """

    unit: Annotated[str, Meta(max_length=63)] | None = None
    automation_type: Annotated[str, Meta(max_length=40)] | None = None
    with_no_event: bool = False
    skip: Annotated[int, Meta(ge=0, le=10**9)] = 0
    limit: Annotated[int, Meta(ge=1, le=1000)] = 100


class NewLog(Struct):
    """A line for the log, from a page or a script."""

    message: Annotated[str, Meta(max_length=20_000)]
    source: Annotated[str, Meta(max_length=100)]
    level: Annotated[str, Meta(max_length=20)]
    timestamp: Annotated[str, Meta(max_length=40)]
    task: Annotated[str, Meta(max_length=100)] | None = None
    source_: Annotated[str, Meta(max_length=100, pattern="^[A-Za-z0-9_-]+$")] = "ui"


class TimeSeriesQuery(Struct):
    """``lookback``: hours back from now; ``target_points``: about so many points per series."""

    lookback: Annotated[float, Meta(ge=0, le=10_000_000)] = 4.0
    target_points: Annotated[int, Meta(ge=1, le=1_000_000)] = 720


class Point(Struct):
    """One point: ``x`` is ISO-8601 in UTC."""

    x: str
    y: float


class TimeSeries(Struct):
    """Names of series and their points, aligned by index."""

    series: list[str]
    data: list[list[Point]]


class SeriesQuery(Struct):
    """``unit``: only this one; ``start``/``end``: ISO-8601 or unix seconds; ``target_points`` per series."""

    unit: Annotated[str, Meta(max_length=63)] | None = None
    start: Annotated[str, Meta(max_length=40)] | None = None
    end: Annotated[str, Meta(max_length=40)] | None = None
    target_points: Annotated[int, Meta(ge=2, le=100_000)] = 720


class LogTailQuery(Struct):
    """``count``: so many lines at most."""

    count: Annotated[int, Meta(ge=0, le=10_000)] = 100


class LogTail(Struct):
    """Lines of a unit's log file; one of a long message may have no time stamp."""

    lines: list[str]
