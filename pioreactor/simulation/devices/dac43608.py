"""DAC43608, the LED driver of HAT 1.0: outputs A to D, a power-down bit each, full light at code 112."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

DEVICE_CONFIG, STATUS, BROADCAST, FIRST_OUTPUT = 1, 2, 3, 8
FULL_CODE: Final = 112


class Dac43608:
    """``on_led(t, channel, percent)`` is told of every change of an output's current."""

    def __init__(self, on_led: Callable[[float, int, float], None]) -> None:
        self._on_led = on_led
        self._command = 0
        self._config = 0x01FF
        self._codes = [0] * 8
        self._shown = [0.0] * 4

    def reset(self, t: float) -> None:
        """Power comes: all outputs are down."""
        self._command, self._config, self._codes = 0, 0x01FF, [0] * 8
        self._tell(t)

    def write(self, t: float, data: bytes) -> None:
        """Command byte, then two bytes."""
        if not data:
            return
        self._command = data[0]
        if len(data) < 3:
            return
        value = data[1] << 8 | data[2]
        if self._command == DEVICE_CONFIG:
            self._config = value
        elif self._command == BROADCAST:
            self._codes = [(value >> 4) & 0xFF] * 8
        elif FIRST_OUTPUT <= self._command < FIRST_OUTPUT + 8:
            self._codes[self._command - FIRST_OUTPUT] = (value >> 4) & 0xFF
        self._tell(t)

    def read(self, t: float, count: int) -> bytes:
        """The register of the last command, high byte first."""
        if self._command == DEVICE_CONFIG:
            word = self._config
        elif FIRST_OUTPUT <= self._command < FIRST_OUTPUT + 8:
            word = self._codes[self._command - FIRST_OUTPUT] << 4
        else:
            word = 0x0014
        return (word.to_bytes(2, "big") * ((count + 1) // 2))[:count]

    def _tell(self, t: float) -> None:
        all_off = bool(self._config & 0x0100)
        for channel in range(4):
            is_off = all_off or bool(self._config >> channel & 1)
            percent = 0.0 if is_off else 100.0 * self._codes[channel] / FULL_CODE
            if percent != self._shown[channel]:
                self._shown[channel] = percent
                self._on_led(t, channel, percent)
