"""Lamps of HAT 1.0: the DAC43608."""

from __future__ import annotations

from typing import Final

from pioreactor.hardware.backends import Bus
from pioreactor.hardware.bus import I2CDevice
from pioreactor.hardware.led import channel_index
from pioreactor.types import LedChannel

_DEVICE_CONFIG: Final = 1
_FIRST_OUTPUT: Final = 8
_FULL_CODE: Final = 112  # the current of the lamps is limited on purpose: 112 of 255 is 100 %


class DAC43608:
    """Four lamps; a channel at 0 % is powered down."""

    def __init__(self, bus: Bus, address: int) -> None:
        self._device = I2CDevice(bus, address, "Lamp driver DAC43608")

    def set_intensity(self, channel: LedChannel, percent: float) -> None:
        """Set one channel, 0 to 100 %. Blocks about 3 ms. Raises BusError."""
        if not 0.0 <= percent <= 100.0:
            raise ValueError(f"A lamp takes 0 to 100 %, not {percent}.")
        index = channel_index(channel)
        self._power(index, on=percent > 0)
        if percent > 0:
            code = round(_FULL_CODE * percent / 100.0)
            self._device.write([_FIRST_OUTPUT + index, code >> 4, (code & 0xF) << 4])

    def _power(self, index: int, *, on: bool) -> None:
        high, low = self._device.read(_DEVICE_CONFIG, 2)
        low = low & ~(1 << index) if on else low | (1 << index)
        # Bit 0 of the high byte powers all outputs down; it is set after a reset.
        high = high & ~1 if on else high
        self._device.write([_DEVICE_CONFIG, high, low])
