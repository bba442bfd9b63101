"""TMP1075, the thermometer of the heater board: 12 bits, left-justified, 0.0625 °C a step, two's complement."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

CONVERSION_S: Final = 0.0275
TEMPERATURE, CONFIG, LOW, HIGH, DEVICE_ID = 0, 1, 2, 3, 0x0F


class Tmp1075:
    """``temperature_c(t)`` is what the sensor's silicon has at ``t`` seconds, its own error included."""

    def __init__(self, temperature_c: Callable[[float], float]) -> None:
        self._temperature_c = temperature_c
        self._pointer = TEMPERATURE
        self._registers = {CONFIG: 0x00FF, LOW: 0x4B00, HIGH: 0x5000, DEVICE_ID: 0x7500}
        self._number = -1
        self._word = 0

    def write(self, t: float, data: bytes) -> None:
        """Pointer, then optionally a register's two bytes."""
        if not data:
            return
        self._pointer = data[0] & 0x0F
        if len(data) >= 3 and self._pointer in (CONFIG, LOW, HIGH):
            self._registers[self._pointer] = data[1] << 8 | data[2]

    def read(self, t: float, count: int) -> bytes:
        """The register under the pointer, high byte first."""
        word = self._converted(t) if self._pointer == TEMPERATURE else self._registers.get(self._pointer, 0)
        return (word.to_bytes(2, "big") * ((count + 1) // 2))[:count]

    def _converted(self, t: float) -> int:
        number = math.floor(t / CONVERSION_S)
        if number != self._number:
            steps = math.floor(self._temperature_c(number * CONVERSION_S) / 0.0625)
            self._word = (max(-2048, min(2047, steps)) & 0xFFF) << 4
            self._number = number
        return self._word
