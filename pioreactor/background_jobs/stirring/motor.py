"""What duty cycle gives what speed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from pioreactor.exc import CalibrationError

if TYPE_CHECKING:
    from pioreactor.calibrations.structs import SimpleStirringCalibration

_TYPICAL_DEAD_ZONE_PERCENT: Final = 12.0


class LinearMotor(NamedTuple):
    """A motor that starts turning above ``dead_zone`` percent and then follows a straight line (RPM per percent)."""

    dead_zone: float
    slope: float

    def duty_for(self, rpm: float) -> float:
        """Duty cycle in percent for a speed; 0 for standstill."""
        return 0.0 if rpm <= 0.0 else self.dead_zone + rpm / self.slope

    def gain_at(self, rpm: float) -> float:
        """RPM per percent near a speed."""
        return self.slope


class CalibratedMotor(NamedTuple):
    """A motor with a recorded curve; outside it, the straight line."""

    calibration: SimpleStirringCalibration
    fallback: LinearMotor

    def duty_for(self, rpm: float) -> float:
        """Duty cycle in percent for a speed; 0 for standstill."""
        if rpm <= 0.0:
            return 0.0
        try:
            return min(100.0, max(0.0, self.calibration.y_to_x(rpm, enforce_bounds=True)))
        except CalibrationError:
            return self.fallback.duty_for(rpm)

    def gain_at(self, rpm: float) -> float:
        """RPM per percent near a speed."""
        step = 0.05 * max(rpm, 50.0)
        rise = self.duty_for(rpm + step) - self.duty_for(rpm)
        return step / rise if rise > 0.0 else self.fallback.gain_at(rpm)


Motor = LinearMotor | CalibratedMotor


def motor_through(rpm: float, duty_percent: float) -> LinearMotor:
    """A straight line through one known point, such as the shipped 500 RPM at 30 %."""
    dead_zone = min(_TYPICAL_DEAD_ZONE_PERCENT, 0.4 * duty_percent)
    slope = max(rpm, 1.0) / max(duty_percent - dead_zone, 0.1)
    return LinearMotor(dead_zone, slope)


def motor_of_this_unit(rpm: float, duty_percent: float) -> Motor:
    """The active stirring calibration, else a line through the configured point. Raises CalibrationError."""
    from pioreactor.calibrations.active import active_calibration_name

    line = motor_through(rpm, duty_percent)
    if active_calibration_name("stirring") is None:
        return line
    from pioreactor.calibrations.files import load_active_calibration
    from pioreactor.calibrations.structs import SimpleStirringCalibration

    calibration = load_active_calibration("stirring")
    if not isinstance(calibration, SimpleStirringCalibration):
        raise CalibrationError("The active calibration of stirring is not a stirring calibration.")
    return CalibratedMotor(calibration, line)
