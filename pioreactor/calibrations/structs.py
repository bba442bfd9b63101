"""Calibrations as they stand in their files."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TypeAlias

import msgspec

from pioreactor.domain.curves import Curve, PiecewiseCubic, PolynomialCurve, solve_curve
from pioreactor.types import PdAngle, PdChannel


class PolynomialData(msgspec.Struct, tag_field="type", tag="poly"):
    """Coefficients from the highest power to the constant."""

    coefficients: list[float]

    def curve(self) -> Curve:
        """The curve as a function."""
        return PolynomialCurve(tuple(self.coefficients))


class SplineData(msgspec.Struct, tag_field="type", tag="spline"):
    """Knots and one cubic per interval."""

    knots: list[float]
    coefficients: list[tuple[float, float, float, float]]

    def curve(self) -> Curve:
        """The curve as a function."""
        return PiecewiseCubic(tuple(self.knots), tuple(self.coefficients), "spline")


class AkimaData(msgspec.Struct, tag_field="type", tag="akima"):
    """Knots and one cubic per interval."""

    knots: list[float]
    coefficients: list[tuple[float, float, float, float]]

    def curve(self) -> Curve:
        """The curve as a function."""
        return PiecewiseCubic(tuple(self.knots), tuple(self.coefficients), "akima")


CurveData: TypeAlias = PolynomialData | SplineData | AkimaData


class RecordedData(msgspec.Struct):
    """The points a curve was fitted to."""

    x: list[float]
    y: list[float]

    def __post_init__(self) -> None:
        if len(self.x) != len(self.y):
            raise ValueError("recorded_data: x and y must have the same length")


class CalibrationBase(msgspec.Struct, kw_only=True, tag_field="calibration_type"):
    """What every calibration has. ``x`` and ``y`` name the axes."""

    calibration_name: str
    calibrated_on_pioreactor_unit: str
    created_at: datetime
    curve_data_: CurveData
    x: str
    y: str
    recorded_data: RecordedData

    @property
    def calibration_type(self) -> str:
        """The tag of the file."""
        return str(self.__struct_config__.tag)

    def x_to_y(self, x: float) -> float:
        """Value of the curve at ``x``."""
        return self.curve_data_.curve()(x)

    def y_to_x(self, y: float, *, enforce_bounds: bool = False) -> float:
        """The x with the value ``y``; errors as :func:`pioreactor.domain.curves.solve_curve`."""
        points = self.recorded_data.x
        domain = (min(points), max(points)) if points else (-math.inf, math.inf)
        return solve_curve(self.curve_data_.curve(), y, domain, enforce_bounds=enforce_bounds)


class ODCalibration(CalibrationBase, kw_only=True, tag="od"):
    """OD against the relative signal of one photodiode. ``ir_led_intensity`` in percent."""

    ir_led_intensity: float
    angle: PdAngle
    pd_channel: PdChannel


class OD600Calibration(ODCalibration, kw_only=True, tag="od600"):
    """OD600 against the relative signal of one photodiode."""


class SimplePeristalticPumpCalibration(CalibrationBase, kw_only=True, tag="simple_peristaltic_pump"):
    """Volume (mL) against duration (s). ``dc`` in percent, ``voltage`` of the rail in volts."""

    hz: float
    dc: float
    voltage: float

    def ml_to_duration(self, ml: float) -> float:
        """Seconds of pumping for a volume in mL."""
        return self.y_to_x(ml)

    def duration_to_ml(self, duration: float) -> float:
        """Volume in mL moved in seconds of pumping."""
        return self.x_to_y(duration)


class SimpleStirringCalibration(CalibrationBase, kw_only=True, tag="simple_stirring"):
    """Speed (RPM) against duty cycle (%). ``voltage`` of the rail in volts."""

    pwm_hz: float
    voltage: float


AnyCalibration: TypeAlias = (
    ODCalibration | OD600Calibration | SimplePeristalticPumpCalibration | SimpleStirringCalibration
)

__all__ = [
    "AkimaData",
    "AnyCalibration",
    "CalibrationBase",
    "CurveData",
    "OD600Calibration",
    "ODCalibration",
    "PolynomialData",
    "RecordedData",
    "SimplePeristalticPumpCalibration",
    "SimpleStirringCalibration",
    "SplineData",
]
