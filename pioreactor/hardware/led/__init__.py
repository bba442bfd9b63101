"""Lamp drivers: intensity of the four channels A to D in percent."""

from __future__ import annotations

from typing import Protocol

from pioreactor.exc import HardwareError
from pioreactor.hardware.backends import Bus
from pioreactor.types import LED_CHANNELS, LedChannel


class LedDriver(Protocol):
    """Something that drives four lamps."""

    def set_intensity(self, channel: LedChannel, percent: float) -> None:
        """Set one channel, 0 to 100 %. Blocks about 1 ms. Raises BusError; the lamp is then as it was."""


def open_led_driver(hat_version: tuple[int, int] | None, address: int, bus: Bus) -> LedDriver:
    """The lamp driver of a HAT version: DAC43608 up to 1.0, RP2040 later.

    Raises HardwareError when the version is not known: a driver that silently does nothing would be worse.
    """
    if hat_version is None:
        raise HardwareError(
            "The HAT's version is not known, so its lamps cannot be driven. Check that the HAT is seated; for a board "
            "without an identification chip set the environment variable HARDWARE, for example HARDWARE=1.2."
        )
    if hat_version <= (1, 0):
        from pioreactor.hardware.led.dac43608 import DAC43608

        return DAC43608(bus, address)
    from pioreactor.hardware.led.rp2040 import RP2040Led

    return RP2040Led(bus, address)


def channel_index(channel: LedChannel) -> int:
    """0 to 3 for A to D."""
    return LED_CHANNELS.index(channel)
