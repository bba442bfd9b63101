"""The first frame of the page: one experiment with its units, their jobs and newest values, and the newest log."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from pioreactor.leader.fanout import Call, ask
from pioreactor.leader.replies import (
    JobOverview,
    LatestGrowthRate,
    LatestOD,
    LatestValue,
    LatestValues,
    Overview,
    UnitOverview,
)
from pioreactor.storage.database import assignments, experiments, labels, latest, logs

UNIT_ANSWERS_WITHIN_S: Final = 1.0
LOG_LINES: Final = 50


def overview(connection: sqlite3.Connection, experiment: str | None = None) -> Overview:
    """``experiment``: default the newest that an active unit works for, else the newest.

    Jobs come from the units' own registries, all asked at once with a limit of one wall second. Raises
    UnknownExperimentError.
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
    jobs = running_jobs([member.pioreactor_unit for member in members])
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
            jobs=jobs[member.pioreactor_unit],
            latest=newest.get(member.pioreactor_unit, LatestValues()),
        )
        for member in members
    ]


def running_jobs(units: Sequence[str]) -> dict[str, dict[str, JobOverview] | None]:
    """The running jobs of each unit by name; None for a unit that gave no usable answer within a second."""
    replies = ask([Call(unit, "GET", "/unit_api/overview") for unit in units], timeout_s=UNIT_ANSWERS_WITHIN_S)
    return {unit: _jobs_of(reply.value) if reply.ok else None for unit, reply in replies.items()}


def _jobs_of(value: Any) -> dict[str, JobOverview] | None:
    try:
        return msgspec.convert(value, dict[str, JobOverview])
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
    )


def _plain(value: latest.LatestValue | None) -> LatestValue | None:
    return None if value is None else LatestValue(value=value.value, measured_at=value.measured_at)
