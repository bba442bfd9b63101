"""The newest value of everything a unit measures."""

from __future__ import annotations

import sqlite3
from typing import Final

import msgspec

from pioreactor.storage.database.times import us_to_text

_SKIPPED: Final = ("dosing_events", "led_change_events", "od_blanks")


class LatestValue(msgspec.Struct, kw_only=True):
    """One value. ``measured_at``: ISO-8601 UTC.

    ``low``, ``high``: its interval; ``note``: the quality word of an OD reading. ``channel`` and ``angle`` are None
    where the kind has none.
    """

    value: float
    measured_at: str
    channel: int | None = None
    angle: int | None = None
    low: float | None = None
    high: float | None = None
    note: str | None = None


def latest_values(conn: sqlite3.Connection, experiment: str) -> dict[str, dict[str, LatestValue]]:
    """Per unit and kind (od_readings, growth_rates, ...) the newest value in an experiment.

    For OD per channel it is the lowest-numbered channel of the unit; ``latest_per_channel`` gives all. One index seek
    per series, independent of the length of the history.
    """
    found: dict[str, dict[str, LatestValue]] = {}
    for unit, kind, value in _newest(conn, experiment, primary_only=True):
        kinds = found.setdefault(unit, {})
        if kind not in kinds or kinds[kind].measured_at < value.measured_at:
            kinds[kind] = value
    return found


def last_reading_s(conn: sqlite3.Connection) -> dict[str, float]:
    """Unix seconds of each unit's newest reading of anything, in any experiment."""
    rows = conn.execute(
        "SELECT s.pioreactor_unit, max((SELECT max(t_us) FROM points WHERE series_id = s.series_id)) "  # noqa: S608
        f"FROM series AS s WHERE s.kind NOT IN ({', '.join('?' * len(_SKIPPED))}) GROUP BY s.pioreactor_unit",
        _SKIPPED,
    )
    return {unit: t_us / 1e6 for unit, t_us in rows if t_us is not None}


def latest_per_channel(
    conn: sqlite3.Connection, experiment: str, kind: str = "od_readings"
) -> dict[str, dict[int, LatestValue]]:
    """Per unit and channel the newest value of one kind."""
    found: dict[str, dict[int, LatestValue]] = {}
    for unit, its_kind, value in _newest(conn, experiment, primary_only=False):
        if its_kind == kind:
            channels = found.setdefault(unit, {})
            channel = value.channel or 0
            if channel not in channels or channels[channel].measured_at < value.measured_at:
                channels[channel] = value
    return found


def _newest(conn: sqlite3.Connection, experiment: str, *, primary_only: bool) -> list[tuple[str, str, LatestValue]]:
    rows = conn.execute(
        "SELECT s.pioreactor_unit, s.kind, s.channel, s.angle, p.t_us, p.value, p.low, p.high, p.note "  # noqa: S608
        f"FROM {'primary_series' if primary_only else 'series'} AS s "
        "CROSS JOIN points AS p ON p.series_id = s.series_id AND p.same_time = 0 "
        "AND p.t_us = (SELECT max(t_us) FROM points WHERE series_id = s.series_id) "
        f"WHERE s.experiment = ? AND s.kind NOT IN ({', '.join('?' * len(_SKIPPED))})",
        (experiment, *_SKIPPED),
    )
    return [
        (
            unit,
            kind,
            LatestValue(
                value=value,
                measured_at=us_to_text(t_us),
                channel=channel or None,
                angle=angle or None,
                low=low,
                high=high,
                note=note,
            ),
        )
        for unit, kind, channel, angle, t_us, value, low, high, note in rows
    ]
