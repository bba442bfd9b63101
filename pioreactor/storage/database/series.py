"""Series for charts: about as many points as asked for, whatever the history, with no spike lost.

A short window gives the points as they are. A long one gives buckets with mean, minimum and maximum, read from the
roll-up whose width fits, plus the few newest points that are not rolled up yet.
"""

from __future__ import annotations

import itertools
import sqlite3
from typing import Final

import msgspec

from pioreactor.storage.database.rollups import WIDTHS_S
from pioreactor.storage.database.times import SECOND_US

TARGET_POINTS: Final = 720
KINDS: Final = (
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
    "alt_media_fractions",
    "liquid_volumes",
    "ir_led_intensities",
    "od_blanks",
    "dosing_events",
    "led_change_events",
)
"""Tables that are stored as series."""
_BY_CHANNEL: Final = frozenset({"od_readings", "raw_od_readings", "od_blanks"})
_BY_VARIANT: Final = frozenset({"dosing_events", "led_change_events"})
_ADDS_UP: Final = frozenset({"dosing_events"})
_RAW_FACTOR: Final = 2
_GROUPED_FACTOR: Final = 6
_FOREVER: Final = 2**62


class SeriesColumns(msgspec.Struct, kw_only=True):
    """One line of a chart as columns of equal length.

    ``name``: the unit, or ``unit-channel`` for OD per channel, or ``unit-event``. ``t_ms``: unix milliseconds, rising.
    ``y``: values, or means of buckets; then ``y_min``/``y_max`` are the extremes of each bucket (None for points as
    they are). Doses add up instead: the ``y`` of a bucket is the volume that was moved in it. ``low``/``high``: the
    interval that the source states for its values, None where it states none.
    ``resolution_s``: width of a bucket in seconds, 0 for points as they are.
    """

    name: str
    unit: str
    channel: int | None
    t_ms: list[int]
    y: list[float]
    y_min: list[float] | None
    y_max: list[float] | None
    low: list[float | None] | None = None
    high: list[float | None] | None = None
    resolution_s: int = 0


class _Line(msgspec.Struct):
    name: str
    unit: str
    channel: int | None
    parts: list[tuple[int, int]]  # series_id, rolled_to_us
    adds_up: bool = False


def columns(
    conn: sqlite3.Connection,
    experiment: str,
    table: str,
    *,
    unit: str | None = None,
    start_s: float | None = None,
    end_s: float | None = None,
    target_points: int = TARGET_POINTS,
) -> list[SeriesColumns]:
    """All lines of one table (see KINDS) in an experiment, by name.

    ``unit``: only this one. ``start_s``, ``end_s``: unix seconds, default the whole history. ``target_points``: 1 to
    100 000; a line has at most about four times as many. Lines without points in the window are left out.
    """
    target = min(max(int(target_points), 1), 100_000)
    lines = _lines(conn, experiment, table, unit)
    start_us = 0 if start_s is None else round(start_s * SECOND_US)
    end_us = _FOREVER if end_s is None else round(end_s * SECOND_US)
    span = _span(conn, lines, start_us, end_us)
    if span is None:
        return []
    found = [_columns_of(conn, line, *span, target) for line in lines]
    return [one for one in found if one.t_ms]


def _lines(conn: sqlite3.Connection, experiment: str, table: str, unit: str | None) -> list[_Line]:
    rows = conn.execute(
        "SELECT series_id, pioreactor_unit, channel, variant, rolled_to_us FROM series WHERE experiment = ?1 "
        "AND kind = ?2 AND (?3 IS NULL OR pioreactor_unit = ?3) ORDER BY pioreactor_unit, channel, variant",
        (experiment, table, unit),
    )
    lines: dict[str, _Line] = {}
    for series_id, owner, channel, variant, rolled in rows:
        suffix = f"-{channel}" if table in _BY_CHANNEL else f"-{variant}" if table in _BY_VARIANT else ""
        name = owner + suffix
        line = lines.setdefault(
            name, _Line(name, owner, channel if table in _BY_CHANNEL else None, [], table in _ADDS_UP)
        )
        line.parts.append((series_id, rolled))
    return list(lines.values())


def _span(conn: sqlite3.Connection, lines: list[_Line], start_us: int, end_us: int) -> tuple[int, int] | None:
    """The part of the window in which there are points; the same for all lines, so that their buckets agree."""
    query = "SELECT t_us FROM points WHERE series_id = ? AND t_us BETWEEN ? AND ? ORDER BY t_us {} LIMIT 1"
    first, last = _FOREVER, -1
    for line in lines:
        for series_id, _ in line.parts:
            row = conn.execute(query.format("ASC"), (series_id, start_us, end_us)).fetchone()
            if row is not None:
                first = min(first, row[0])
                last = max(last, conn.execute(query.format("DESC"), (series_id, start_us, end_us)).fetchone()[0])
    return (first, last) if last >= 0 else None


def _columns_of(conn: sqlite3.Connection, line: _Line, start_us: int, end_us: int, target: int) -> SeriesColumns:
    wanted_s = (end_us - start_us) / SECOND_US / target
    width_s = _wide_enough(wanted_s)
    if wanted_s < WIDTHS_S[0]:
        count = _estimate(conn, line, start_us, end_us)
        if count <= _RAW_FACTOR * target:
            return _raw(conn, line, start_us, end_us)
        if count <= _GROUPED_FACTOR * target:
            return _grouped(conn, line, start_us, end_us, None, max(1, round(wanted_s)))
    # Reading a finer roll-up as it is costs less than the grouping saves, up to twice the points.
    too_many = (end_us - start_us) / SECOND_US / width_s > 2 * target
    return _grouped(
        conn, line, start_us, end_us, width_s, max(1, round(wanted_s / width_s)) * width_s if too_many else 0
    )


def _wide_enough(wanted_s: float) -> int:
    fitting = [width for width in WIDTHS_S if width <= wanted_s * 1.1]
    return fitting[-1] if fitting else WIDTHS_S[0]


def _estimate(conn: sqlite3.Connection, line: _Line, start_us: int, end_us: int) -> int:
    total = 0
    for series_id, rolled in line.parts:
        total += conn.execute(
            "SELECT coalesce(sum(n), 0) FROM rollups WHERE series_id = ? AND width_s = 600 AND t_us >= ? AND t_us < ?",
            (series_id, start_us, min(end_us, rolled)),
        ).fetchone()[0]
        total += conn.execute(
            "SELECT count(*) FROM points WHERE series_id = ? AND t_us >= ? AND t_us <= ?",
            (series_id, max(start_us, rolled), end_us),
        ).fetchone()[0]
    return int(total)


def _raw(conn: sqlite3.Connection, line: _Line, start_us: int, end_us: int) -> SeriesColumns:
    rows: list[tuple[int, float, float | None, float | None]] = []
    for series_id, _ in line.parts:
        rows += conn.execute(
            "SELECT t_us / 1000, value, low, high FROM points WHERE series_id = ? AND t_us BETWEEN ? AND ?",
            (series_id, start_us, end_us),
        ).fetchall()
    if len(line.parts) > 1:
        rows.sort(key=lambda row: row[0])
    t_ms, y, low, high = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [], [])
    return _build(line, t_ms, y, None, None, low, high, 0)


def _grouped(
    conn: sqlite3.Connection, line: _Line, start_us: int, end_us: int, width_s: int | None, group_s: int
) -> SeriesColumns:
    """Buckets from the roll-up of ``width_s`` (None: from the points), joined to buckets of ``group_s`` unless 0."""
    resolution_s = group_s or width_s or 1
    bucket_us = resolution_s * SECOND_US
    start_us -= start_us % bucket_us
    rows: list[tuple[int, int, float, float, float, float | None, float | None]] = []
    for series_id, rolled in line.parts:
        tail_from = start_us
        if width_s is not None:
            tail_from = max(start_us, rolled)
            rows += _from_rollups(conn, series_id, width_s, group_s, start_us, min(rolled - 1, end_us))
        rows += conn.execute(
            "SELECT t_us - t_us % ?1 AS bucket, sum(n), sum(n * value) / sum(n), min(value), max(value), "
            "avg(low), avg(high) "
            "FROM points WHERE series_id = ?2 AND t_us >= ?3 AND t_us <= ?4 GROUP BY bucket",
            (bucket_us, series_id, tail_from, end_us),
        ).fetchall()
    rows = _merge(rows)
    if not rows:
        return _build(line, [], [], None, None, [], [], resolution_s)
    bucket, n, y, y_min, y_max, low, high = (list(column) for column in zip(*rows, strict=True))
    middle_ms = bucket_us // 2000
    t_ms = [b // 1000 + middle_ms for b in bucket]
    t_ms[-1] = min(t_ms[-1], end_us // 1000)
    if line.adds_up:
        return _build(line, t_ms, [c * mean for c, mean in zip(n, y, strict=True)], None, None, [], [], resolution_s)
    return _build(line, t_ms, y, y_min, y_max, low, high, resolution_s)


def _from_rollups(
    conn: sqlite3.Connection, series_id: int, width_s: int, group_s: int, start_us: int, end_us: int
) -> list[tuple[int, int, float, float, float, float | None, float | None]]:
    if not group_s:
        return conn.execute(
            "SELECT t_us, n, mean, min, max, low, high FROM rollups "
            "WHERE series_id = ? AND width_s = ? AND t_us BETWEEN ? AND ?",
            (series_id, width_s, start_us, end_us),
        ).fetchall()
    return conn.execute(
        "SELECT t_us - t_us % ?1 AS bucket, sum(n), sum(n * mean) / sum(n), min(min), max(max), avg(low), avg(high) "
        "FROM rollups WHERE series_id = ?2 AND width_s = ?3 AND t_us BETWEEN ?4 AND ?5 GROUP BY bucket",
        (group_s * SECOND_US, series_id, width_s, start_us, end_us),
    ).fetchall()


def _merge(
    rows: list[tuple[int, int, float, float, float, float | None, float | None]],
) -> list[tuple[int, int, float, float, float, float | None, float | None]]:
    """Join buckets that come in two parts: where roll-ups end, and where a channel changed its calibration."""
    in_order = all(a[0] < b[0] for a, b in itertools.pairwise(rows))
    if in_order:
        return rows
    merged: dict[int, tuple[int, int, float, float, float, float | None, float | None]] = {}
    for row in sorted(rows, key=lambda row: row[0]):
        other = merged.get(row[0])
        if other is not None:
            n = other[1] + row[1]
            mean = (other[1] * other[2] + row[1] * row[2]) / n
            low = row[5] if row[5] is not None else other[5]
            high = row[6] if row[6] is not None else other[6]
            row = (row[0], n, mean, min(other[3], row[3]), max(other[4], row[4]), low, high)
        merged[row[0]] = row
    return list(merged.values())


def _build(
    line: _Line,
    t_ms: list[int],
    y: list[float],
    y_min: list[float] | None,
    y_max: list[float] | None,
    low: list[float | None],
    high: list[float | None],
    resolution_s: int,
) -> SeriesColumns:
    has_interval = any(bound is not None for bound in low)
    return SeriesColumns(
        name=line.name,
        unit=line.unit,
        channel=line.channel,
        t_ms=t_ms,
        y=y,
        y_min=y_min,
        y_max=y_max,
        low=low if has_interval else None,
        high=high if has_interval else None,
        resolution_s=resolution_s,
    )
