"""ADS1114 (one input, on each eye-spy board) and ADS1115 (four inputs, on HAT 1.0).

The PGA bits of the configuration register are the only truth about the range; the conversion register keeps its old
value, taken at the old range, until the first conversion after a change is finished.
"""

from __future__ import annotations

from typing import Final

from pioreactor.simulation.devices.conversions import Conversions, Input
from pioreactor.simulation.physics.noise import White, generator
from pioreactor.simulation.physics.vial import SimVial

FULL_SCALE_V: Final = (6.144, 4.096, 2.048, 1.024, 0.512, 0.256, 0.256, 0.256)
SAMPLES_PER_S: Final = (8, 16, 32, 64, 128, 250, 475, 860)
RESET_CONFIG: Final = 0x8583
CONVERSION, CONFIG = 0, 1


class Ads111x:
    """One converter. ``inputs``: volts of AIN0 to AIN3 against ground (an ADS1114 has only the first)."""

    def __init__(self, vial: SimVial, seed: int, name: str, inputs: list[Input], t: float) -> None:
        rng = generator(seed, f"adc/{name}")
        self._clock = 1.0 + 0.05 * float(rng.uniform(-1.0, 1.0))
        self._vial, self._inputs = vial, inputs
        self._noise = White(seed, f"adc/{name}/noise")
        self._pointer = CONVERSION
        self._config = RESET_CONFIG
        self._thresholds = {2: 0x8000, 3: 0x7FFF}
        self._held = 0
        self._pending = False
        self._full_scale = 2.048
        self._conversions = Conversions(vial, inputs[0], 1.0 / 128.0, 0.0, self._noise)
        self._conversions.restart(t)

    def write(self, t: float, data: bytes) -> None:
        """Pointer, then optionally a register's two bytes, high byte first."""
        if not data:
            return
        self._pointer = data[0] & 3
        if len(data) < 3:
            return
        value = data[1] << 8 | data[2]
        if self._pointer == CONFIG:
            self._configure(t, value)
        elif self._pointer >= 2:
            self._thresholds[self._pointer] = value

    def read(self, t: float, count: int) -> bytes:
        """The register under the pointer, high byte first; further bytes repeat it."""
        if self._pointer == CONVERSION:
            value = self._code(t)
        elif self._pointer == CONFIG:
            value = self._config_now(t)
        else:
            value = self._thresholds[self._pointer]
        word = bytes(((value >> 8) & 0xFF, value & 0xFF))
        return (word * ((count + 1) // 2))[:count]

    def _configure(self, t: float, value: int) -> None:
        self._held = self._code(t)
        self._config = value & 0x7FFF
        single = bool(value & 0x0100)
        self._pending = not single or bool(value & 0x8000)
        period = 1.0 / SAMPLES_PER_S[(value >> 5) & 7] * self._clock
        self._full_scale = FULL_SCALE_V[(value >> 9) & 7]
        # One step of the code, but not less than what the amplifier before it trembles by.
        noise_v = max(self._full_scale / 32768.0, 8e-6)
        self._conversions = Conversions(self._vial, self._selected((value >> 12) & 7), period, noise_v, self._noise)
        self._conversions.restart(t)

    def _selected(self, mux: int) -> Input:
        if len(self._inputs) == 1:
            return self._inputs[0]
        if mux >= 4:
            return self._inputs[mux - 4]
        plus, minus = ((0, 1), (0, 3), (1, 3), (2, 3))[mux]
        positive, negative = self._inputs[plus], self._inputs[minus]
        return lambda times: positive(times) - negative(times)

    def _config_now(self, t: float) -> int:
        is_idle = bool(self._config & 0x0100) and (not self._pending or self._conversions.number(t) >= 1)
        return self._config | (0x8000 if is_idle else 0)

    def _code(self, t: float) -> int:
        if not self._pending or self._conversions.number(t) < 1:
            return self._held
        # Single shot: the first conversion stands until the next is asked for.
        volts = self._conversions.first() if self._config & 0x0100 else self._conversions.volts(t)
        code = int(volts / self._full_scale * 32768.0 + 32768.5) - 32768
        return max(-32768, min(32767, code)) & 0xFFFF
