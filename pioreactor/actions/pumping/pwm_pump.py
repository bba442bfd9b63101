"""A bare pump on a pin, for plugins with pumps of their own."""

from __future__ import annotations

import contextlib
import math
import threading
from typing import TYPE_CHECKING, Any

from pioreactor import clock
from pioreactor.exc import CalibrationError
from pioreactor.types import GpioPin

if TYPE_CHECKING:
    from pioreactor.actions.pumping.rates import PumpRate
    from pioreactor.calibrations.structs import SimplePeristalticPumpCalibration

_LATE_S = 1.0


class PWMPump:
    """A pump that is switched, and nothing more: **it books nothing**.

    A plugin that moves liquid with it publishes its own ``dosing_events`` (``add_<name>``); the monitor enters those in
    the books. The output is off when the process dies. ``calibration``: default the usual size of the pumps.
    """

    def __init__(
        self,
        unit: str,
        experiment: str,
        pin: GpioPin,
        calibration: SimplePeristalticPumpCalibration | None = None,
        mqtt_client: Any = None,
        logger: Any = None,
    ) -> None:
        """Raises PWMError when the pin is in use, CalibrationError for an unusable calibration."""
        from pioreactor.actions.pumping.rates import PumpRate
        from pioreactor.actions.pumping.turn import turn_of
        from pioreactor.utils.pwm import PWM

        self.unit = unit
        self.experiment = experiment
        self.pin = pin
        self.calibration = calibration
        self._rate: PumpRate = PumpRate(calibration)
        self._interrupt = threading.Event()
        self._thread: threading.Thread | None = None
        with contextlib.ExitStack() as stack:
            stack.enter_context(turn_of(pin, f"GPIO{pin}"))
            self.pwm = PWM(
                pin, self._rate.hz, unit, experiment, pub_client=mqtt_client, logger=logger, needs_guardian=True
            )
            stack.callback(self.pwm.clean_up)
            self.pwm.lock()
            self._holding = stack.pop_all()

    def continuously(self, block: bool = True) -> None:
        """Run until ``stop``. ``block``: return only then."""
        self._begin(math.inf, block)

    def by_duration(self, seconds: float, block: bool = True) -> None:
        """Run for clock seconds. Raises ValueError for a number that is not finite or below zero."""
        from pioreactor.actions.pumping.amounts import check_duration

        self._begin(check_duration(seconds), block)

    def by_volume(self, ml: float, block: bool = True) -> None:
        """Run for a volume. Raises CalibrationError without a calibration, ValueError as ``by_duration``."""
        from pioreactor.actions.pumping.amounts import check_duration

        if self.calibration is None:
            raise CalibrationError("This pump is not calibrated, so it cannot pump by volume. Give a duration.")
        self._begin(self._rate.seconds_for(check_duration(ml)), block)

    def ml_to_duration(self, ml: float) -> float:
        """Clock seconds for a volume in mL."""
        return self._rate.seconds_for(ml)

    def duration_to_ml(self, seconds: float) -> float:
        """Volume in mL for clock seconds."""
        return self._rate.ml_in(seconds)

    def stop(self) -> None:
        """Off."""
        self._interrupt.set()
        self.pwm.stop()

    def clean_up(self) -> None:
        """Off, line and lock given back. Safe to repeat."""
        self._interrupt.set()
        self._holding.close()

    def _begin(self, seconds: float, block: bool) -> None:
        if seconds == 0.0:
            return
        self._interrupt.clear()
        if math.isfinite(seconds):
            self.pwm.limit_on_time(seconds + _LATE_S / clock.wall_seconds(1.0))
        self.pwm.change_duty_cycle(self._rate.dc)
        timeout = seconds if math.isfinite(seconds) else None
        if block:
            self._end_after(timeout)
        elif timeout is not None:
            self._thread = threading.Thread(target=self._end_after, args=(timeout,), name="pump", daemon=True)
            self._thread.start()

    def _end_after(self, seconds: float | None) -> None:
        try:
            clock.wait(self._interrupt, seconds)
        finally:
            self.pwm.stop()

    def __enter__(self) -> PWMPump:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.clean_up()
