"""A unit in virtual time, and the little driver that reads it the way the product's drivers do."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pioreactor.simulation.board import Board
from pioreactor.simulation.physics.presets import preset
from pioreactor.simulation.unit import SimulatedUnit, UnitSettings

T0 = 1000.0
PINS = {"stirring": 17, "media": 13, "alt_media": 16, "waste": 12, "heating": 18}
FULL_SCALE = {0b001: 4.096, 0b101: 0.256}


class Hands:
    """Commands and readings of a :class:`SimulatedUnit`; ``t`` moves only when told."""

    def __init__(self, unit: SimulatedUnit) -> None:
        self.unit = unit
        self.t = unit.t
        self.pga: dict[int, float] = {}

    def wait(self, seconds: float) -> None:
        self.t += seconds

    def write(self, address: int, data: bytes) -> None:
        self.unit.transfer(self.t, [(address, False, data, 0)])

    def read(self, address: int, pointer: int, count: int = 2) -> bytes:
        return self.unit.transfer(self.t, [(address, False, bytes([pointer]), 0), (address, True, b"", count)])

    def led(self, percent: float, channel: int = 0) -> None:
        self.write(0x2C, bytes([channel, round(percent / 100 * 255)]))

    def drive(self, name: str, percent: float) -> None:
        pin = PINS[name]
        line = self.unit.lines.get(pin)
        if not line.frequency:
            self.unit.lines.set_function(self.t, pin, True, 1)
            self.unit.lines.set_frequency(self.t, pin, 200.0, 1)
        self.unit.lines.set_state(self.t, pin, percent / 100, 1)

    def configure_adc(self, address: int, gain_bits: int = 0b001) -> None:
        self.write(address, bytes([1, gain_bits << 1, 0b10000011]))
        self.pga[address] = FULL_SCALE[gain_bits]
        self.wait(0.02)

    def adc_volts(self, address: int) -> float:
        code = int.from_bytes(self.read(address, 0), "big", signed=True)
        return code * self.pga[address] / 32768

    def snapshot(self, addresses: tuple[int, ...] = (0x49, 0x4A), led: float = 80.0) -> list[float]:
        """Mean volts of 40 samples per address over 0.42 s with the LED on, dark level subtracted."""
        dark = self.mean(addresses)
        self.led(led)
        self.wait(0.2)
        light = self.mean(addresses)
        self.led(0)
        return [a - b for a, b in zip(light, dark, strict=True)]

    def mean(self, addresses: tuple[int, ...]) -> list[float]:
        """Mean volts of 40 samples per address over 0.42 s."""
        samples = []
        for _ in range(40):
            samples.append([self.adc_volts(a) for a in addresses])
            self.wait(0.0105)
        return [float(x) for x in np.mean(samples, axis=0)]


@pytest.fixture
def build() -> Callable[..., Hands]:
    """A unit with settings of :class:`UnitSettings`; the first four arguments make its preset."""

    def make(
        preset_name: str = "demo",
        od: float | None = None,
        lag_h: float | None = None,
        volume_ml: float | None = None,
        board: Board | None = None,
        adc: bool = True,
        **settings: object,
    ) -> Hands:
        contents = preset(preset_name, od=od, lag_h=lag_h, volume_ml=volume_ml)
        hands = Hands(SimulatedUnit(UnitSettings(preset=contents, board=board or Board(), **settings), T0))  # type: ignore[arg-type]
        if adc and hands.unit.board.has_eye_spy:
            for address in (0x49, 0x4A):
                hands.configure_adc(address)
        return hands

    return make
