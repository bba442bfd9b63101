"""The heater's output: leased, guarded, low at any exit, and told about no more often than anybody can use."""

from __future__ import annotations

import threading
from typing import Any, Final

from pioreactor import clock
from pioreactor.automations.temperature.settings import HEATER_HZ, heater_pin
from pioreactor.exc import HardwareError, in_words
from pioreactor.utils.pwm import PWM

RENEW_WITHIN_S: Final = 10.0
TELL_EVERY_S: Final = 10.0
TELL_CHANGE_PERCENT: Final = 0.5
TRY_AGAIN_S: Final = 30.0


class HeaterPWM(PWM):
    """The output itself. A controller changes it every two seconds; tables and topics hear of it every ten."""

    _told_percent = -1.0
    _told_s = -1e18

    def _tell(self, duty_cycle: float) -> None:
        now = clock.monotonic()
        is_switch = (duty_cycle > 0.0) != (self._told_percent > 0.0)
        has_changed = abs(duty_cycle - self._told_percent) > TELL_CHANGE_PERCENT
        if is_switch or (has_changed and now - self._told_s >= TELL_EVERY_S):
            self._told_percent, self._told_s = duty_cycle, now
            super()._tell(duty_cycle)


class Heater:
    """Drives the heater with a duty of 0…1 and remembers what it really got.

    ``problem``: why the output could not be switched on, empty if it could. Raises PWMError when another process has
    the output, HardwareError when it is not known where it is.
    """

    def __init__(self, unit: str, experiment: str, client: Any, logger: Any) -> None:
        self._pwm = HeaterPWM(
            heater_pin(),
            HEATER_HZ,
            unit=unit,
            experiment=experiment,
            pub_client=client,
            logger=logger,
            renew_within_s=RENEW_WITHIN_S,
            needs_guardian=True,
        )
        self._pwm.lock()
        self._guard = threading.RLock()
        self._is_closed = False
        self._not_before_s = -1e18
        self._since_s = self._asked_s = clock.monotonic()
        self._duty_seconds = 0.0
        self.problem = ""
        self._pwm.start(0.0)

    @property
    def duty(self) -> float:
        """What the output has now, 0…1."""
        return self._pwm.duty_cycle / 100.0

    def write(self, duty: float) -> None:
        """Set the duty, 0…1; also the sign of life that keeps the lease. Never raises."""
        with self._guard:
            if self._is_closed:
                return
            now = clock.monotonic()
            self._count(now)
            if duty > 0.0 and now < self._not_before_s:
                duty = 0.0
            try:
                self._pwm.change_duty_cycle(round(100.0 * min(max(duty, 0.0), 1.0), 2))
                self._pwm.renew()
            except HardwareError as error:
                self._fail(in_words(error), now)
            else:
                if duty > 0.0:
                    self.problem = ""

    def off(self) -> None:
        """Low, now."""
        self.write(0.0)

    def mean_since_last(self) -> float:
        """Mean duty (0…1) since the last call."""
        with self._guard:
            now = clock.monotonic()
            self._count(now)
            span_s, self._asked_s = now - self._asked_s, now
            total, self._duty_seconds = self._duty_seconds, 0.0
            return total / span_s if span_s > 0.0 else self.duty

    def close(self) -> None:
        """Low for good; the line is given back. Safe to repeat."""
        with self._guard:
            self._is_closed = True
            self._pwm.clean_up()

    def _count(self, now: float) -> None:
        self._duty_seconds += self.duty * (now - self._since_s)
        self._since_s = now

    def _fail(self, why: str, now: float) -> None:
        self.problem = why
        self._not_before_s = now + TRY_AGAIN_S
        try:
            self._pwm.stop()
        except HardwareError as error:
            # The lease is not renewed any more: the guardian makes the line low.
            self.problem = f"{why}; and it could not be switched off: {in_words(error)}"
