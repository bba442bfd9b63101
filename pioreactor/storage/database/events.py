"""Doses, what automations did, and profile runs."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

import msgspec

from pioreactor.storage.database.times import SECOND_US, now_us, us_to_text

MEDIA_RATE_HOURS: Final = 3
PAGE: Final = 100


class MediaRate(msgspec.Struct, rename="camel"):
    """Volumes per hour over the last three clock hours, in mL/h."""

    media_rate: float
    alt_media_rate: float


class ProfileRun(msgspec.Struct):
    """A profile that was started in an experiment."""

    started_at: str
    experiment_profile_name: str
    experiment: str


class StoredAutomationEvent(msgspec.Struct, kw_only=True):
    """What an automation did or decided. ``automation_type``: dosing, led or temperature; the rest is as it came."""

    timestamp: str
    pioreactor_unit: str
    automation_type: str
    event_name: str
    message: str | None
    data: dict[str, Any] | None


def automation_events(
    conn: sqlite3.Connection,
    experiment: str,
    *,
    unit: str | None = None,
    automation_type: str | None = None,
    with_no_event: bool = False,
    skip: int = 0,
    limit: int = PAGE,
) -> list[StoredAutomationEvent]:
    """Events of an experiment, newest first; ``with_no_event``: also decisions to do nothing."""
    rows = conn.execute(
        "SELECT t_us, pioreactor_unit, automation_type, event_name, message, data FROM automation_events "
        "WHERE experiment = ?1 AND (?2 IS NULL OR pioreactor_unit = ?2) AND (?3 IS NULL OR automation_type = ?3) "
        "AND (?4 OR event_name <> 'NoEvent') ORDER BY t_us DESC, id DESC LIMIT ?5 OFFSET ?6",
        (experiment, unit, automation_type, with_no_event, limit, skip),
    )
    return [
        StoredAutomationEvent(
            timestamp=us_to_text(t_us),
            pioreactor_unit=owner,
            automation_type=kind,
            event_name=name,
            message=message,
            data=_object(data),
        )
        for t_us, owner, kind, name, message, data in rows
    ]


def _object(text: str | None) -> dict[str, Any] | None:
    try:
        return msgspec.json.decode(text, type=dict[str, Any]) if text else None
    except msgspec.DecodeError:
        return None


def media_rates(conn: sqlite3.Connection, experiment: str) -> dict[str, MediaRate]:
    """Feed rates per unit and, under ``all``, of all units together."""
    rows = conn.execute(
        "SELECT s.pioreactor_unit, s.variant, sum(p.value) FROM series AS s "
        "JOIN points AS p ON p.series_id = s.series_id AND p.t_us >= ? "
        "WHERE s.experiment = ? AND s.kind = 'dosing_events' AND s.variant IN ('add_media', 'add_alt_media') "
        "GROUP BY s.pioreactor_unit, s.variant",
        (now_us() - MEDIA_RATE_HOURS * 3600 * SECOND_US, experiment),
    )
    rates = {"all": MediaRate(0.0, 0.0)}
    for unit, event, volume_ml in rows:
        for rate in (rates.setdefault(unit, MediaRate(0.0, 0.0)), rates["all"]):
            if event == "add_media":
                rate.media_rate += volume_ml / MEDIA_RATE_HOURS
            else:
                rate.alt_media_rate += volume_ml / MEDIA_RATE_HOURS
    return rates


def recent_profile_runs(conn: sqlite3.Connection, experiment: str, limit: int = 50) -> list[ProfileRun]:
    """Profiles started in an experiment, newest first."""
    rows = conn.execute(
        "SELECT started_us, experiment_profile_name, experiment FROM profile_runs WHERE experiment = ? "
        "ORDER BY started_us DESC LIMIT ?",
        (experiment, limit),
    )
    return [ProfileRun(us_to_text(started_us), name, owner) for started_us, name, owner in rows]
