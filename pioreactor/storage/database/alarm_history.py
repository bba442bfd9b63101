"""Alarms that are open or over, with the times at which each was raised, seen and over."""

from __future__ import annotations

import sqlite3
from itertools import groupby
from typing import Any, Final

import msgspec

from pioreactor.storage.database.times import us_to_text

PAGE: Final = 100

STORE: Final = """
INSERT INTO alarm_transitions (pioreactor_unit, experiment, code, raised_us, state, t_us, received_us, by_whom,
                               severity, title, text, remedy, source, data)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (pioreactor_unit, code, raised_us, state) DO UPDATE SET
    severity = excluded.severity, title = excluded.title, text = excluded.text, remedy = excluded.remedy,
    data = excluded.data, by_whom = coalesce(excluded.by_whom, by_whom)
"""
"""Enters one change of an alarm; the same change told again brings its words up to date."""


class AlarmStep(msgspec.Struct):
    """One change of an alarm. ``state``: new, acknowledged, returned (over, but not seen) or ended.

    ``by``: the person, where one did it.
    """

    state: str
    at: str
    by: str | None


class PastAlarm(msgspec.Struct, kw_only=True):
    """One alarm from its beginning to its end. ``state`` is the last one known; words and data are the newest."""

    pioreactor_unit: str
    experiment: str
    code: str
    severity: str
    title: str
    text: str
    remedy: str
    source: str
    state: str
    raised_at: str
    acknowledged_at: str | None
    acknowledged_by: str | None
    returned_at: str | None
    ended_at: str | None
    data: dict[str, Any] | None
    steps: list[AlarmStep]


def past_alarms(
    conn: sqlite3.Connection,
    *,
    experiment: str | None = None,
    unit: str | None = None,
    code: str | None = None,
    skip: int = 0,
    limit: int = PAGE,
) -> list[PastAlarm]:
    """Alarms that fit all given filters, newest first; ``skip`` and ``limit`` page through them."""
    given = {"experiment": experiment, "pioreactor_unit": unit, "code": code}
    filters = {column: value for column, value in given.items() if value is not None}
    where = " AND ".join([f"{column} = ?" for column in filters] or ["1"])
    rows = conn.execute(
        "WITH wanted AS (SELECT DISTINCT raised_us, pioreactor_unit, code FROM alarm_transitions "  # noqa: S608
        f"WHERE {where} ORDER BY raised_us DESC, pioreactor_unit, code LIMIT ? OFFSET ?) "
        "SELECT t.pioreactor_unit, t.code, t.raised_us, t.experiment, t.state, t.t_us, t.by_whom, t.severity, "
        "t.title, t.text, t.remedy, t.source, t.data FROM wanted AS w JOIN alarm_transitions AS t "
        "ON t.pioreactor_unit = w.pioreactor_unit AND t.code = w.code AND t.raised_us = w.raised_us "
        "ORDER BY t.raised_us DESC, t.pioreactor_unit, t.code, t.t_us, t.id",
        (*filters.values(), limit, skip),
    )
    return [_alarm(list(steps)) for _, steps in groupby(rows, key=lambda row: row[:3])]


def _alarm(rows: list[tuple[Any, ...]]) -> PastAlarm:
    unit, code, raised_us, experiment, state, _, _, severity, title, text, remedy, source, data = rows[-1]
    steps = [AlarmStep(row[4], us_to_text(row[5]), row[6]) for row in rows]
    by_state = {step.state: step for step in steps}

    def at(which: str) -> str | None:
        return by_state[which].at if which in by_state else None

    seen = by_state.get("acknowledged")
    return PastAlarm(
        pioreactor_unit=unit,
        experiment=experiment,
        code=code,
        severity=severity,
        title=title,
        text=text,
        remedy=remedy,
        source=source,
        state=state,
        raised_at=us_to_text(raised_us),
        acknowledged_at=seen.at if seen is not None else None,
        acknowledged_by=seen.by if seen is not None else None,
        returned_at=at("returned"),
        ended_at=at("ended"),
        data=_object(data),
        steps=steps,
    )


def _object(text: str) -> dict[str, Any] | None:
    try:
        return msgspec.json.decode(text, type=dict[str, Any]) if text else None
    except msgspec.DecodeError:
        return None
