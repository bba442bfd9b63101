"""A switched output with a duty cycle."""

from __future__ import annotations

import errno
from typing import NamedTuple

from pioreactor import clock
from pioreactor.exc import PWMError
from pioreactor.hardware.backends import PinFactory, get_pin_factory
from pioreactor.types import GpioPin


class PwmOutput:
    """One low-side switched output.

    ``pin``: BCM number; ``hz``: 0.1 to 10 000 (1000 and above is coarse without a hardware timer). The output is low
    after construction and after ``close()``. Calls return at once; a refused call raises PWMError and leaves the
    output as it was. ``driven_s``: clock monotonic at which it was last driven, to half the time that driving took:
    what a pump has moved is counted by it, and a loaded computer comes back from a call after the line has changed.
    """

    def __init__(self, pin: GpioPin, hz: float, factory: PinFactory | None = None) -> None:
        if not 0.1 <= hz <= 10_000:
            raise PWMError(f"A PWM frequency lies between 0.1 and 10000 Hz; {hz} does not.")
        self._factory = factory if factory is not None else get_pin_factory()
        self._pin = self._factory.pin(pin)
        self._pin.function = "output"
        try:
            self._pin.state = 0.0
            self._pin.frequency = float(hz)
        except BaseException:
            self._pin.close()
            raise
        self._is_open = True
        self.duty_cycle = 0.0
        self.driven_s = clock.monotonic()

    def set_duty_cycle(self, percent: float) -> None:
        """Set the duty cycle; values outside 0 to 100 % are limited."""
        if not self._is_open:
            raise PWMError("The output was closed; open it again before use.")
        limited = max(0.0, min(100.0, float(percent)))
        self._drive(limited / 100.0)
        self.duty_cycle = limited

    def _drive(self, state: float) -> None:
        begun_s = clock.monotonic()
        self._pin.state = state
        self.driven_s = (begun_s + clock.monotonic()) / 2

    def close(self) -> None:
        """Duty 0, line low, line given back. Safe to repeat."""
        if not self._is_open:
            return
        self._is_open = False
        self.duty_cycle = 0.0
        self._drive(0.0)
        self._pin.frequency = None
        self._pin.state = 0.0
        self._pin.close()


class Low(NamedTuple):
    """What was read back, 0 for low, and when (clock monotonic) the line was made so."""

    level: float
    driven_s: float


def drive_low(pin: GpioPin, factory: PinFactory | None = None) -> Low:
    """Take a line that nobody holds, make it low, hardware timer included, read it back and let go of it.

    Raises whatever the line raises; see :func:`is_busy`.
    """
    line = (factory if factory is not None else get_pin_factory()).pin(pin)
    begun_s = clock.monotonic()
    line.function = "output"  # low from here on
    try:
        line.state = 0.0
        driven_s = (begun_s + clock.monotonic()) / 2
        return Low(float(line.state), driven_s)
    finally:
        line.close()


def is_busy(error: BaseException) -> bool:
    """Whether a line was refused because another process holds it."""
    is_code = getattr(error, "errno", None) == errno.EBUSY or type(error).__name__ == "GPIOPinInUse"
    return is_code or "busy" in str(error).lower()
