"""Messages as they stand on the wire.

Every message between processes, units and the browser is one of these structs, encoded as JSON. Timestamps are UTC and
carry microseconds only where they are not zero.
"""

from __future__ import annotations

import functools
import operator
from datetime import datetime
from typing import Any, TypeAlias

import msgspec

from pioreactor.types import PdAngle, PdChannel


class JSONStruct(msgspec.Struct):
    """A struct that prints as its JSON text."""

    def __str__(self) -> str:
        return msgspec.json.encode(self).decode()


def timestamp_text(moment: datetime) -> str:
    """A moment as it stands in an encoded struct: UTC, Z, microseconds only where they are not zero."""
    return msgspec.to_builtins(moment)  # type: ignore[no-any-return]


def subclass_union(cls: type) -> Any:
    """The union of all classes below ``cls``, for decoding a file whose tag says which of them it is."""
    found: list[type] = []
    waiting: list[type] = list(cls.__subclasses__())
    while waiting:
        found.append(waiting.pop(0))
        waiting += found[-1].__subclasses__()
    return functools.reduce(operator.or_, found) if found else cls


class Log(JSONStruct):
    """One log line. Unknown extra keys are tolerated by readers."""

    message: str
    level: str
    task: str
    source: str
    timestamp: str


class DosingEvent(JSONStruct):
    """A volume that was moved. ``volume_change`` in mL; negative corrects an earlier announcement."""

    volume_change: float
    event: str
    source_of_event: str | None
    timestamp: datetime


class LEDChangeEvent(JSONStruct):
    """A lamp was set. ``intensity`` in percent."""

    channel: str
    intensity: float
    source_of_event: str | None
    timestamp: datetime


class MeasuredRPM(JSONStruct):
    """Speed of the stirrer in revolutions per minute."""

    measured_rpm: float
    timestamp: datetime


class GrowthRate(JSONStruct, kw_only=True):
    """Growth rate in 1/h. The fields after ``timestamp`` are ours; older readers ignore them."""

    growth_rate: float
    timestamp: datetime
    interval_low: float | None = None
    interval_high: float | None = None


class SmoothedGrowthRate(JSONStruct, kw_only=True):
    """Growth rate a few minutes ago, seen with what came after; 1/h. ``timestamp`` is the time it describes."""

    growth_rate: float
    timestamp: datetime
    interval_low: float | None = None
    interval_high: float | None = None


class ODFiltered(JSONStruct):
    """Optical density relative to the start of the experiment, noise removed (dimensionless)."""

    od_filtered: float
    timestamp: datetime


class ODFused(JSONStruct):
    """Optical density from all angles together."""

    od_fused: float
    timestamp: datetime


class Temperature(JSONStruct):
    """Temperature of the liquid in degrees Celsius."""

    temperature: float
    timestamp: datetime


class Thermal(JSONStruct, kw_only=True):
    """What the temperature automation knows about one vial. Temperatures in °C, heats in W.

    ``liquid_sd``: standard deviation of ``liquid``; ``liquid_lag_free``: where the liquid is heading with the heat that
    plate and glass hold; ``gain``: heat relative to the nominal heater; ``resistance_ratio``: of the way from plate to
    liquid; ``unexplained_w``: heat into the liquid that nothing else explains. ``mode`` is one of ``observe heat hold
    wiggle probe saturated latched``, ``quality`` one of ``ok uncalibrated not_stirred learning stale``; ``reason``
    says what keeps the heater off; ``reachable``: the warmest liquid that can be held, where the target is not.
    """

    liquid: float
    liquid_sd: float
    liquid_lag_free: float
    plate: float
    glass: float
    ambient: float
    power_w: float
    gain: float
    resistance_ratio: float
    unexplained_w: float
    volume_ml: float
    stirring: bool
    mode: str
    quality: str
    reason: str
    timestamp: datetime
    reachable: float | None = None


class ThermalFault(JSONStruct):
    """Why the heater is kept off. ``evidence``: the figures that told it."""

    code: str
    since: datetime
    latched: bool
    text: str
    evidence: dict[str, float]


class Voltage(JSONStruct):
    """Volts."""

    voltage: float
    timestamp: datetime


class ODQuality(JSONStruct, kw_only=True, omit_defaults=True):
    """How much one reading is worth.

    ``code`` is one of ``ok noisy saturated no-light stale not-stirred``; ``spread`` is the robust standard deviation
    of the samples in volts, ``hum`` the mains amplitude in volts, ``droop`` the slope over the window in 1/s.
    """

    code: str = "ok"
    samples: int = 0
    spread: float = 0.0
    hum: float = 0.0
    droop: float = 0.0
    full_scale: float = 0.0
    raw_volts: float = 0.0
    ref_ratio: float | None = None


class RawODReading(JSONStruct, kw_only=True, tag_field="calibrated", tag=0):
    """An OD reading in volts (relative to the reference photodiode). Negative after blank subtraction is legal."""

    timestamp: datetime
    angle: PdAngle
    od: float
    channel: PdChannel
    ir_led_intensity: float
    quality: ODQuality | None = None


class CalibratedODReading(JSONStruct, kw_only=True, tag_field="calibrated", tag=1):
    """An OD reading in the unit of its calibration."""

    timestamp: datetime
    angle: PdAngle
    od: float
    channel: PdChannel
    ir_led_intensity: float
    calibration_name: str
    quality: ODQuality | None = None


ODReading: TypeAlias = RawODReading | CalibratedODReading


class ODReadings(JSONStruct):
    """All channels of one snapshot."""

    timestamp: datetime
    ods: dict[PdChannel, RawODReading | CalibratedODReading]


class AutomationEvent(JSONStruct):
    """What an automation did. ``event_name`` is stored as it comes; unknown names are legal."""

    event_name: str
    message: str | None = None
    data: dict[str, Any] | None = None


class AutomationSettings(JSONStruct):
    """One interval of an automation with unchanged settings; ``settings`` is base64 of a JSON object."""

    pioreactor_unit: str
    experiment: str
    started_at: datetime
    ended_at: datetime | None
    automation_name: str
    settings: bytes


class Assignment(JSONStruct):
    """Which experiment a unit works for, and whether jobs may be started on it."""

    pioreactor_unit: str
    experiment: str | None
    assigned_at: str | None
    updated_at: str
    is_active: bool = True


def __getattr__(name: str) -> Any:
    """The structs of calibration and estimator files are known under this module too; plugins import them from here."""
    if name in ("CalibrationBase", "ODCalibration", "OD600Calibration", "SimplePeristalticPumpCalibration",
                "SimpleStirringCalibration"):  # fmt: skip
        from importlib import import_module

        return getattr(import_module("pioreactor.calibrations.structs"), name)
    if name in ("EstimatorBase", "ODFusionEstimator"):
        from importlib import import_module

        return getattr(import_module("pioreactor.estimators.files"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
