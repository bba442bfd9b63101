"""The RP2040 of HAT 1.1 and 1.2 with its firmware: four LED outputs, four inputs, a version.

The pointer is sticky, a read always gives two bytes (0xFF after that), and unless the firmware is the ``fixed`` one an
input above 1.65 V wraps around.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pioreactor.simulation.devices.bus import Nack
from pioreactor.simulation.devices.conversions import Conversions, Input
from pioreactor.simulation.physics.noise import White
from pioreactor.simulation.physics.vial import SimVial

FAST_S, SLOW_S = 0.0097, 0.97
FULL_SCALE_V: Final = 3.3
INVALID: Final = 0xFF
VERSION_POINTER: Final = 8


class Rp2040:
    """``inputs``: volts of ADC0 to ADC3. ``on_led(t, channel, percent)`` is told of every change of an LED register."""

    def __init__(
        self,
        vial: SimVial,
        seed: int,
        inputs: list[Input],
        t: float,
        on_led: Callable[[float, int, float], None],
        version: tuple[int, int] = (0, 5),
        fixed: bool = False,
    ) -> None:
        self._on_led = on_led
        self.version = version
        self.fixed = fixed
        self.is_loaded = True
        self._pointer = 0
        self._leds = [0, 0, 0, 0]
        # Channels 0 and 1 (version strap, rail) are refreshed once a second, the photodiodes in every loop.
        self._inputs = [
            Conversions(vial, source, SLOW_S if n < 2 else FAST_S, 3e-5, White(seed, f"rp2040/{n}"))
            for n, source in enumerate(inputs)
        ]
        self._boot(t)

    def _boot(self, t: float) -> None:
        self._pointer = 0
        for conversions in self._inputs:
            conversions.restart(t - 2.0)

    def load_firmware(self, t: float) -> None:
        """Load the firmware into an empty chip, as happens at boot."""
        self.is_loaded = True
        self._boot(t)

    def lose_firmware(self, t: float) -> None:
        """Reset: nothing answers any more and the LEDs go out."""
        self.is_loaded = False
        for channel, value in enumerate(self._leds):
            if value:
                self._on_led(t, channel, 0.0)
        self._leds = [0, 0, 0, 0]

    def reset(self, t: float) -> None:
        """Power comes: the LEDs are out, and the boot has loaded the firmware."""
        self.lose_firmware(t)
        self.load_firmware(t)

    def write(self, t: float, data: bytes) -> None:
        """Pointer, then for pointers 0 to 3 one byte of LED duty."""
        if not self.is_loaded:
            raise Nack
        if not data:
            return
        self._pointer = data[0] if data[0] <= VERSION_POINTER else INVALID
        if len(data) > 1 and self._pointer < 4:
            value = data[1]
            if value != self._leds[self._pointer]:
                self._leds[self._pointer] = value
                self._on_led(t, self._pointer, value / 255.0 * 100.0)

    def read(self, t: float, count: int) -> bytes:
        """Two bytes, low byte first."""
        if not self.is_loaded:
            raise Nack
        pointer = self._pointer
        if 4 <= pointer < 8:
            word = self._word(t, pointer - 4)
        elif pointer == VERSION_POINTER:
            word = self.version[0] << 8 | self.version[1]
        elif pointer < 4:
            word = 0
        else:
            word = 0xFFFF
        return (word.to_bytes(2, "little") + b"\xff" * max(0, count - 2))[:count]

    def _word(self, t: float, channel: int) -> int:
        scale = 32 if self.version >= (0, 4) else 16
        volts = max(0.0, min(FULL_SCALE_V, self._inputs[channel].volts(t)))
        code = int(volts / FULL_SCALE_V * 4095.0 * scale)
        return min(code, 0xFFFF) if self.fixed else code & 0xFFFF
