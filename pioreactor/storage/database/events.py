"""Doses and profile runs."""

from __future__ import annotations

import sqlite3
from typing import Final

import msgspec

from pioreactor.storage.database.times import SECOND_US, now_us, us_to_text

MEDIA_RATE_HOURS: Final = 3


class MediaRate(msgspec.Struct, rename="camel"):
    """Volumes per hour over the last three clock hours, in mL/h."""

    media_rate: float
    alt_media_rate: float


class ProfileRun(msgspec.Struct):
    """A profile that was started in an experiment."""

    started_at: str
    experiment_profile_name: str
    experiment: str


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
