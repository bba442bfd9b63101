"""The first frame of the page: one experiment with its units, their jobs and newest values, and the newest log."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

import msgspec

from pioreactor.leader.fanout import Call, ask
from pioreactor.leader.replies import (
    LatestGrowthRate,
    LatestOD,
    LatestValue,
    LatestValues,
    Overview,
    UnitOverview,
    UnitSnapshot,
)
from pioreactor.storage.database import assignments, experiments, labels, latest, logs

UNIT_ANSWERS_WITHIN_S: Final = 1.0
LOG_LINES: Final = 50


def overview(connection: sqlite3.Connection, experiment: str | None = None) -> Overview:
    """``experiment``: default the newest that an active unit works for, else the newest.

    Jobs, alarms, outputs and vials come from the units themselves, all asked at once with a limit of one wall second.
    Raises UnknownExperimentError.
    """
    everything = experiments.list_experiments(connection)
    shown = _choose(connection, everything, experiment)
    if shown is None:
        return Overview(experiment=None, experiments=everything, units=[], logs=[])
    return Overview(
        experiment=shown,
        experiments=everything,
        units=_units(connection, shown.experiment),
        logs=logs.recent_logs(connection, shown.experiment, limit=LOG_LINES),
    )


def _choose(
    connection: sqlite3.Connection, everything: Sequence[experiments.Experiment], name: str | None
) -> experiments.Experiment | None:
    if name is not None:
        return experiments.get_experiment(connection, name)
    active = experiments.list_experiments(connection, active_only=True)
    return next(iter([*active, *everything]), None)


def _units(connection: sqlite3.Connection, experiment: str) -> list[UnitOverview]:
    members = assignments.workers_of_experiment(connection, experiment)
    told = snapshots([member.pioreactor_unit for member in members], experiment)
    given = labels.unit_labels(connection, experiment)
    newest = latest_values(connection, experiment)
    return [
        UnitOverview(
            pioreactor_unit=member.pioreactor_unit,
            label=given.get(member.pioreactor_unit),
            is_active=bool(member.is_active),
            model_name=member.model_name,
            model_version=member.model_version,
            color_slot=member.color_slot or 1,
            latest=newest.get(member.pioreactor_unit, LatestValues()),
            jobs=snapshot.jobs if snapshot else None,
            alarms=snapshot.alarms if snapshot else None,
            outputs=snapshot.outputs if snapshot else None,
            is_guarded=snapshot.is_guarded if snapshot else None,
            vial=snapshot.vial if snapshot else None,
            restart=snapshot.restart if snapshot else None,
            bottles=snapshot.bottles if snapshot else None,
            problems=snapshot.problems if snapshot else [],
        )
        for member in members
        for snapshot in [told[member.pioreactor_unit]]
    ]


def snapshots(units: Sequence[str], experiment: str) -> dict[str, UnitSnapshot | None]:
    """What each unit tells about itself; None for a unit that gave no usable answer within a second.

    ``experiment``: whose vial is meant.
    """
    path = f"/unit_api/overview?experiment={quote(experiment, safe='')}"
    replies = ask([Call(unit, "GET", path) for unit in units], timeout_s=UNIT_ANSWERS_WITHIN_S)
    return {unit: _snapshot(reply.value) if reply.ok else None for unit, reply in replies.items()}


def _snapshot(value: Any) -> UnitSnapshot | None:
    try:
        return msgspec.convert(value, UnitSnapshot)
    except msgspec.ValidationError:
        return None


def latest_values(connection: sqlite3.Connection, experiment: str) -> dict[str, LatestValues]:
    """The newest values of each unit that has measured anything in the experiment."""
    return {unit: _shown(kinds) for unit, kinds in latest.latest_values(connection, experiment).items()}


def _shown(kinds: dict[str, latest.LatestValue]) -> LatestValues:
    od, growth = kinds.get("od_readings"), kinds.get("growth_rates")
    return LatestValues(
        od=None
        if od is None
        else LatestOD(
            value=od.value, measured_at=od.measured_at, channel=str(od.channel or ""), angle=str(od.angle or "")
        ),
        normalized_od=_plain(kinds.get("od_readings_filtered")),
        growth_rate=None
        if growth is None
        else LatestGrowthRate(value=growth.value, low=growth.low, high=growth.high, measured_at=growth.measured_at),
        rpm=_plain(kinds.get("stirring_rates")),
        temperature=_plain(kinds.get("temperature_readings")),
        volume=_plain(kinds.get("liquid_volumes")),
        heater=_plain(kinds.get("heater_duty_cycles")),
    )


def _plain(value: latest.LatestValue | None) -> LatestValue | None:
    return None if value is None else LatestValue(value=value.value, measured_at=value.measured_at)
