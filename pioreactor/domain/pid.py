"""Feedback controllers without a clock: the time step comes in as an argument."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple


def clamp(low: float, x: float, high: float) -> float:
    """``x`` limited to ``low`` … ``high``."""
    return max(low, min(x, high))


class PID:
    """Position-form controller: u = Kp·e + Ki·Σ e·dt + Kd·d, limited to ``output_limits``.

    The sum is clamped to the output limits before Ki multiplies it, so it cannot wind up; the derivative is taken on
    the measurement, so a changed setpoint makes no kick. ``derivative_smoothing`` is the retained share (0 to 1) of the
    previous derivative.
    """

    def __init__(
        self,
        kp: float,
        ki: float,
        kd: float,
        setpoint: float,
        output_limits: tuple[float | None, float | None] = (None, None),
        derivative_smoothing: float = 0.0,
    ) -> None:
        self.kp, self.ki, self.kd = kp, ki, kd
        self.setpoint = setpoint
        self._low = -math.inf if output_limits[0] is None else output_limits[0]
        self._high = math.inf if output_limits[1] is None else output_limits[1]
        self._derivative_smoothing = derivative_smoothing
        self.reset()

    def reset(self) -> None:
        """Forget the sum, the derivative and the last input."""
        self.error_sum = 0.0
        self.derivative = 0.0
        self.latest_input: float | None = None
        self.latest_output = 0.0

    def update(self, measured: float, dt: float = 1.0) -> float:
        """Next output for a measurement taken ``dt`` > 0 after the last one (in the unit Ki and Kd are given for)."""
        if dt <= 0.0:
            raise ValueError(f"dt={dt}: the time step must be positive.")
        error = self.setpoint - measured
        self.error_sum = clamp(self._low, self.error_sum + error * dt, self._high)
        raw = 0.0 if self.latest_input is None else -(measured - self.latest_input) / dt
        keep = self._derivative_smoothing
        self.derivative = (1.0 - keep) * raw + keep * self.derivative
        self.latest_input = measured
        output = self.kp * error + self.ki * self.error_sum + self.kd * self.derivative
        self.latest_output = clamp(self._low, output, self._high)
        return self.latest_output


class DriveTuning(NamedTuple):
    """How a :class:`FeedForwardPI` answers.

    ``response_s``: time constant with which an error is removed, seconds; ``plant_s``: time constant of what is driven;
    ``strength``: multiplies the whole correction (1 = as designed, 0 = feed-forward only); ``max_step``: largest change
    of the output per update, in units of the output.
    """

    response_s: float = 2.0
    plant_s: float = 0.8
    strength: float = 1.0
    max_step: float = 7.5


class FeedForwardPI:
    """Known curve first, feedback for what the curve does not know.

    The output is ``drive(setpoint)`` plus a PI correction whose gain follows from the curve's own slope
    (``gain``: change of the measurement per unit of output), so the loop behaves the same over the range. The integral
    uses the true time since the last update and removes 1 - exp(-dt/response) of the error however long that is:
    updates may come every second or every minute. At a limit the integral stops growing.
    """

    def __init__(
        self,
        drive: Callable[[float], float],
        gain: float,
        *,
        limits: tuple[float, float] = (0.0, 100.0),
        tuning: DriveTuning | None = None,
    ) -> None:
        if gain <= 0.0:
            raise ValueError(f"gain={gain}: the measurement must rise with the output.")
        self._drive = drive
        self._gain = gain
        self._low, self._high = limits
        self._tuning = tuning or DriveTuning()
        self.setpoint = 0.0
        self.trim = 0.0
        self.output = 0.0

    def set_setpoint(self, setpoint: float) -> float:
        """Aim at ``setpoint``; returns the first output. What was learned at the old one is kept in proportion."""
        before = self._drive(self.setpoint) if self.setpoint > 0 else 0.0
        after = self._drive(setpoint)
        if before > 0.0:
            self.trim *= after / before
        self.setpoint = setpoint
        self.output = clamp(self._low, after + self.trim, self._high)
        return self.output

    def update(self, measured: float, dt: float) -> float:
        """Next output for a measurement, ``dt`` seconds after the last update."""
        tuning = self._tuning
        error_in_output = (self.setpoint - measured) / self._gain * tuning.strength
        share = 1.0 - math.exp(-max(dt, 0.0) / tuning.response_s)
        # The proportional part stands for the part of an error that the plant itself has not yet had time to remove.
        lead = 0.25 * math.exp(-max(dt, 0.0) / tuning.plant_s)
        wanted = self._drive(self.setpoint) + self.trim + error_in_output * (share * 0.8 + lead)
        stepped = clamp(self.output - tuning.max_step, wanted, self.output + tuning.max_step)
        limited = clamp(self._low, stepped, self._high)
        self.trim = limited - self._drive(self.setpoint) - error_in_output * lead
        self.output = limited
        return self.output
