"""What the leader tells about experiments, units, series and logs: the structs that web and command line print.

Times are ISO-8601 in UTC. Names of columns are those of the ecosystem's tables.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType

from pioreactor.runtime.alarms import Alarm
from pioreactor.storage.database.experiments import Experiment
from pioreactor.storage.database.logs import LogLine


class JobOverview(Struct):
    """A running job: its state word and the last value of each published setting, as its MQTT topic carries it.

    ``is_long_running``: it belongs to the unit and not to an experiment, whose end it outlives.
    """

    state: str | None
    settings: dict[str, str]
    is_long_running: bool = False


class OutputNow(Struct):
    """An output of a unit that somebody owns or that is on. ``output``: ``gpio12`` or ``led_A``; ``kind``: pwm or led.

    ``channel``: 1 to 5, or A to D; None for a pin without a channel. ``used_for``: what the configuration says is
    connected (``stirring``, ``heating``, ``media`` …). ``level``: percent. ``job_name``, ``job_id``, ``pid``: whose it
    is; None: nobody's, such as a lamp that was set by hand. ``held_s``: wall seconds since it was taken; ``off_in_s``:
    clock seconds until it must be off, where it has a limit.
    """

    output: str
    kind: Literal["pwm", "led"]
    channel: str | None
    used_for: str | None
    level: float
    job_name: str | None = None
    job_id: int | None = None
    pid: int | None = None
    held_s: float | None = None
    off_in_s: float | None = None


class JobToRestart(Struct):
    """A job that ought to run. ``restarts``: it is started again by itself after a crash or a power cut.

    ``is_running``: now; ``is_paused``: it sleeps, and would after a restart; ``crashes``: restarts that still count.
    """

    job_name: str
    experiment: str
    since: str
    restarts: bool
    is_running: bool
    is_paused: bool
    crashes: int


class VialOverview(Struct, kw_only=True):
    """What is in a vial by book-keeping. Volumes in mL; ``volume_sd_ml``: one standard deviation.

    ``max_fill_ml``, ``capacity_ml``, ``headroom_ml`` (what may still come in) are None while the unit has no model.
    """

    current_volume_ml: float
    volume_sd_ml: float | None = None
    efflux_tube_volume_ml: float
    alt_media_fraction: float
    cumulative_media_added_ml: float
    cumulative_alt_media_added_ml: float
    cumulative_waste_removed_ml: float
    max_fill_ml: float | None = None
    capacity_ml: float | None = None
    headroom_ml: float | None = None


class BottleOverview(Struct, kw_only=True):
    """A bottle by book-keeping. ``left_ml``: media left in it, or room in the waste bottle; ``hours_left``: at the
    present rate, None while nothing is moved; ``status``: ``out`` is empty, or full of waste.
    """

    name: Literal["media", "alt_media", "waste"]
    capacity_ml: float
    content_ml: float
    left_ml: float
    rate_ml_per_h: float
    hours_left: float | None
    status: Literal["ok", "low", "out"]


class UnitSnapshot(Struct, kw_only=True):
    """What a unit tells about itself in one reply. A part that cannot be read is None, and ``problems`` says why.

    ``vial`` is None also while the unit works for no experiment. ``is_guarded``: its guardian lives, so pumps and
    heater may be switched on. ``restart``: what it starts again by itself after a crash or a power cut. ``bottles``:
    those that are tracked.
    """

    jobs: dict[str, JobOverview] | None
    alarms: list[Alarm] | None
    outputs: list[OutputNow] | None
    is_guarded: bool | None
    vial: VialOverview | None
    restart: list[JobToRestart] | None
    bottles: list[BottleOverview] | None = None
    problems: list[str] = []


class LatestOD(Struct):
    """The newest optical density of the channel that counts (volts or the unit of its calibration)."""

    value: float
    measured_at: str
    channel: str
    angle: str


class LatestValue(Struct):
    """The newest value of a series (normalised OD: dimensionless, stirrer: 1/min, °C, mL, heater: percent)."""

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
    temperature: LatestValue | None = None
    volume: LatestValue | None = None
    heater: LatestValue | None = None


class UnitOverview(Struct):
    """A unit of the experiment. What the unit tells itself (``jobs``, ``alarms``, ``outputs``, ``is_guarded``,
    ``vial``, ``restart``, ``bottles``; see UnitSnapshot) is None when it did not answer within a second. ``problems``:
    what it could not read of itself.

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
    alarms: list[Alarm] | None = None
    outputs: list[OutputNow] | None = None
    is_guarded: bool | None = None
    vial: VialOverview | None = None
    restart: list[JobToRestart] | None = None
    bottles: list[BottleOverview] | None = None
    problems: list[str] = []


class Overview(Struct):
    """Everything that the first frame of the page needs. ``experiment`` is None while none exists."""

    experiment: Experiment | None
    experiments: list[Experiment]
    units: list[UnitOverview]
    logs: list[LogLine]


class Series(Struct):
    """One line of a chart in columns. ``t``: unix milliseconds, rising.

    ``y``: readings, or means of those that a point stands for; of doses the sum. ``y_min``/``y_max``: the extremes
    behind each point, where points stand for many readings. ``low``/``high``: the credible interval, where the source
    states one.
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
