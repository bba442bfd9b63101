"""Lamps of HAT 1.1 and 1.2: PWM of the RP2040."""

from __future__ import annotations

from pioreactor.hardware.backends import Bus
from pioreactor.hardware.bus import I2CDevice
from pioreactor.hardware.led import channel_index
from pioreactor.types import LedChannel

SETTLING_S = 0.200  # the firmware's low-pass needs this to come within 0.3 % after a change of light


class RP2040Led:
    """Four lamps in steps of 0.39 %."""

    def __init__(self, bus: Bus, address: int) -> None:
        self._device = I2CDevice(bus, address, "HAT controller RP2040")

    def set_intensity(self, channel: LedChannel, percent: float) -> None:
        """Set one channel, 0 to 100 %. Blocks about 1 ms. Raises BusError."""
        if not 0.0 <= percent <= 100.0:
            raise ValueError(f"A lamp takes 0 to 100 %, not {percent}.")
        self._device.write([channel_index(channel), round(percent / 100.0 * 255)])
