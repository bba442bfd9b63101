"""What the leader tells about experiments, units, series and logs: the structs that web and command line print.

Times are ISO-8601 in UTC. Names of columns are those of the ecosystem's tables.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType

from pioreactor.storage.database.experiments import Experiment
from pioreactor.storage.database.logs import LogLine


class JobOverview(Struct):
    """A running job: its state word and the last value of each published setting, as its MQTT topic carries it."""

    state: str | None
    settings: dict[str, str]


class LatestOD(Struct):
    """The newest optical density of the channel that counts (volts or the unit of its calibration)."""

    value: float
    measured_at: str
    channel: str
    angle: str


class LatestValue(Struct):
    """The newest value of a series (dimensionless for normalised OD, 1/min for the stirrer)."""

    value: float
    measured_at: str


class LatestGrowthRate(Struct):
    """The newest growth rate in 1/h with its credible interval where the estimator gave one."""

    value: float
    low: float | None
    high: float | None
    measured_at: str


class LatestValues(Struct):
    """The newest values of a unit in this experiment; None: nothing was measured yet."""

    od: LatestOD | None = None
    normalized_od: LatestValue | None = None
    growth_rate: LatestGrowthRate | None = None
    rpm: LatestValue | None = None


class UnitOverview(Struct):
    """A unit of the experiment. ``jobs`` is None when the unit did not answer within a second.

    ``color_slot``: 1 to 12, the unit's place in the palette; the same in every experiment.
    """

    pioreactor_unit: str
    label: str | None
    is_active: bool
    model_name: str | None
    model_version: str | None
    color_slot: int
    jobs: dict[str, JobOverview] | None
    latest: LatestValues


class Overview(Struct):
    """Everything that the first frame of the page needs. ``experiment`` is None while none exists."""

    experiment: Experiment | None
    experiments: list[Experiment]
    units: list[UnitOverview]
    logs: list[LogLine]


class Series(Struct):
    """One line of a chart in columns. ``t``: unix milliseconds, rising.

    ``y_min``/``y_max``: the extremes behind each point, where points stand for many readings. ``low``/``high``: the
    credible interval, where the source states one.
    """

    name: str
    unit: str
    channel: str | None
    t: list[int]
    y: list[float]
    y_min: list[float] | None
    y_max: list[float] | None
    low: list[float | None] | None = None
    high: list[float | None] | None = None


class SeriesColumns(Struct):
    """The lines of a chart; ``resolution_s``: seconds per point, 0 for the readings themselves."""

    series: list[Series]
    resolution_s: float


class UnitError(Struct):
    """Why one unit of a fan-out gave no value."""

    kind: Literal[
        "connection_error",
        "http_error",
        "decode_error",
        "task_failed",
        "task_incomplete",
        "task_timeout",
        "task_exception",
        "missing_result",
        "invalid_response",
    ]
    message: str
    cause: str | None
    remediation: str | None


class UnitReply(Struct, omit_defaults=True):
    """One unit's part of a fan-out result: ``value`` where ``ok``, otherwise ``error``."""

    ok: bool
    unit: str
    value: Any | UnsetType = UNSET
    error: UnitError | UnsetType = UNSET
    status_code: int | UnsetType | None = UNSET
    retryable: bool | UnsetType = UNSET
