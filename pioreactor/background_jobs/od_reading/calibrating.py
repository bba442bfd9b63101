"""From relative signals to calibrated OD."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from pioreactor import clock
from pioreactor.calibrations.structs import ODCalibration, PolynomialData
from pioreactor.exc import (
    CalibrationError,
    NoSolutionsFoundError,
    SolutionAboveDomainError,
    SolutionBelowDomainError,
)
from pioreactor.structs import CalibratedODReading, RawODReading
from pioreactor.types import PdAngle, PdChannel

_WARN_EVERY_S: Final = 300.0
_NO_DATA_DOMAIN: Final = (0.0, 100_000.0)


def load_od_calibrations(signals: Mapping[PdChannel, PdAngle], logger: Any) -> dict[PdChannel, ODCalibration]:
    """Active calibration per channel.

    A calibration belongs to an angle and is attached to the channel that it names. Raises CalibrationError for two on
    one channel, another y axis, or an unusable file.
    """
    from pioreactor.calibrations.active import active_calibration_name
    from pioreactor.calibrations.files import load_active_calibration

    found: dict[PdChannel, ODCalibration] = {}
    for angle in dict.fromkeys(signals.values()):
        device = f"od{angle}"
        if active_calibration_name(device) is None:
            continue
        calibration = load_active_calibration(device)
        if not isinstance(calibration, ODCalibration):
            raise CalibrationError(f"The active calibration of {device} is not an OD calibration.")
        name, channel = calibration.calibration_name, calibration.pd_channel
        if calibration.y != "Voltage":
            raise CalibrationError(f"The calibration {name} has the y axis {calibration.y!r}; it must be Voltage.")
        if channel in found:
            raise CalibrationError(f"Two active calibrations name photodiode channel {channel}; deactivate one.")
        data = calibration.curve_data_
        if isinstance(data, PolynomialData) and len(data.coefficients) < 2:
            logger.warning(f"The calibration {name} is a constant; it cannot tell one OD from another.")
        found[channel] = calibration
    return found


class Calibrator:
    """Applies one calibration per channel; raises CalibrationError where a reading does not fit it."""

    def __init__(self, calibrations: Mapping[PdChannel, ODCalibration], logger: logging.Logger | Any) -> None:
        self._calibrations = dict(calibrations)
        self._logger = logger
        self._warned_s = -_WARN_EVERY_S

    def __contains__(self, channel: PdChannel) -> bool:
        return channel in self._calibrations

    def __len__(self) -> int:
        return len(self._calibrations)

    def apply(self, reading: RawODReading) -> CalibratedODReading:
        """The calibrated reading. The IR intensity must be exactly that of the calibration."""
        calibration = self._calibrations[reading.channel]
        if reading.ir_led_intensity != calibration.ir_led_intensity:
            raise CalibrationError(
                f"{calibration.calibration_name} was recorded at {calibration.ir_led_intensity} % IR intensity, the "
                f"reading at {reading.ir_led_intensity} %. Use the same intensity or another calibration."
            )
        return CalibratedODReading(
            timestamp=reading.timestamp,
            angle=reading.angle,
            od=self._od(calibration, reading.od),
            channel=reading.channel,
            ir_led_intensity=reading.ir_led_intensity,
            calibration_name=calibration.calibration_name,
            quality=reading.quality,
        )

    def _od(self, calibration: ODCalibration, signal: float) -> float:
        try:
            if calibration.recorded_data.x:
                return calibration.y_to_x(signal, enforce_bounds=True)
            return _solve_unrecorded(calibration, signal)
        except (NoSolutionsFoundError, SolutionBelowDomainError, SolutionAboveDomainError) as error:
            self._warn(f"{calibration.calibration_name}: {error} The nearest recorded OD is used.")
            return nearest_recorded_od(calibration, signal)

    def _warn(self, message: str) -> None:
        now = clock.monotonic()
        if now - self._warned_s >= _WARN_EVERY_S:
            self._warned_s = now
            self._logger.warning(message)


def _solve_unrecorded(calibration: ODCalibration, signal: float) -> float:
    from pioreactor.domain.curves import solve_curve

    return solve_curve(calibration.curve_data_.curve(), signal, _NO_DATA_DOMAIN, enforce_bounds=True)


def nearest_recorded_od(calibration: ODCalibration, signal: float) -> float:
    """OD recorded at the end of the range that lies nearer in signal; 0 without recorded points."""
    points = list(zip(calibration.recorded_data.y, calibration.recorded_data.x, strict=True))
    if not points:
        return _NO_DATA_DOMAIN[0]
    lowest, highest = min(points), max(points)
    return lowest[1] if abs(signal - lowest[0]) <= abs(signal - highest[0]) else highest[1]
