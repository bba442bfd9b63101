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


def led_driver_name(hat_version: tuple[int, int] | None) -> str:
    """``dac43608`` up to HAT 1.0, ``rp2040`` later.

    Raises HardwareError when the version is not known: a driver that silently does nothing would be worse.
    """
    if hat_version is None:
        raise HardwareError(
            "The HAT's version is not known, so its lamps cannot be driven. Check that the HAT is seated; for a board "
            "without an identification chip set the environment variable HARDWARE, for example HARDWARE=1.2."
        )
    return "dac43608" if hat_version <= (1, 0) else "rp2040"


def open_led_driver(hat_version: tuple[int, int] | None, address: int, bus: Bus) -> LedDriver:
    """The lamp driver of a HAT version. Raises HardwareError when the version is not known."""
    if led_driver_name(hat_version) == "dac43608":
        from pioreactor.hardware.led.dac43608 import DAC43608

        return DAC43608(bus, address)
    from pioreactor.hardware.led.rp2040 import RP2040Led

    return RP2040Led(bus, address)


def open_driver() -> LedDriver:
    """The lamp driver of this unit's HAT. Raises HardwareError when the HAT is not known."""
    from pioreactor.hardware.backends import get_bus
    from pioreactor.hardware.descriptions import get_dac_address
    from pioreactor.hardware.identity import hat_version

    return open_led_driver(hat_version(), get_dac_address(), get_bus())


def channel_index(channel: LedChannel) -> int:
    """0 to 3 for A to D."""
    return LED_CHANNELS.index(channel)
