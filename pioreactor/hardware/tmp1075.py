"""TMP1075: temperature of the heater board."""

from __future__ import annotations

import math
from typing import Final

from pioreactor import clock
from pioreactor.exc import HardwareError
from pioreactor.hardware.backends import Bus, get_bus
from pioreactor.hardware.bus import I2CDevice

LOWEST_C: Final = -20.0
HIGHEST_C: Final = 125.0
_TEMPERATURE_REGISTER: Final = 0
_C_PER_STEP: Final = 0.0625


def decode_celsius(word: bytes) -> float:
    """Degrees Celsius from the two bytes of the register: 12 bits, left-justified, two's complement."""
    return (int.from_bytes(word, "big", signed=True) >> 4) * _C_PER_STEP


class TMP1075:
    """The sensor on the heater board (it measures the board, not the liquid).

    ``address``: default from the hardware description (0x4F).
    """

    def __init__(self, address: int | None = None, bus: Bus | None = None) -> None:
        if address is None:
            from pioreactor.hardware.descriptions import get_temp_address

            address = get_temp_address()
        self._device = I2CDevice(bus if bus is not None else get_bus(), address, "Board temperature sensor TMP1075")

    def read_once(self) -> float:
        """One conversion in °C, -20 to 125. Raises BusError, and HardwareError for a value outside the range."""
        celsius = decode_celsius(self._device.read(_TEMPERATURE_REGISTER, 2))
        if not LOWEST_C <= celsius <= HIGHEST_C:
            raise HardwareError(
                f"The board temperature reads {celsius:.1f} °C, which cannot be. Check the ribbon to the heater board."
            )
        return celsius

    def get_temperature(self, samples: int = 6, spacing_s: float = 0.05) -> float:
        """Mean of ``samples`` conversions in °C; blocks for about ``samples`` × ``spacing_s`` (0.3 s)."""
        values = []
        for k in range(samples):
            if k:
                clock.sleep(spacing_s)
            values.append(self.read_once())
        return math.fsum(values) / len(values)

    def is_present(self) -> bool:
        """Whether the heater board answers."""
        return self._device.is_present()
