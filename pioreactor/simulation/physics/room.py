"""The room around the vials: temperature, light and mains."""

from __future__ import annotations

import math

from pioreactor.simulation.physics.noise import Drift, generator

DAY_S = 86_400.0


class Room:
    """Room of one vial. Temperature in °C, light as the share 0..1 of daylight that gets into the holder."""

    def __init__(self, seed: int, temperature_c: float = 22.0, light: float = 0.2, mains_hz: float = 50.0) -> None:
        rng = generator(seed, "room")
        self._wave = Drift(seed, "room/temperature", 1800.0)
        self._phase = float(rng.random()) * 2.0 * math.pi
        self.temperature_set_c = temperature_c
        self.light = light
        self.humidity = 0.4
        self.mains_hz = mains_hz * (1.0 + 2e-4 * float(rng.uniform(-1.0, 1.0)))

    def temperature_c(self, t: float) -> float:
        """Temperature at ``t`` seconds: set point, a day's wave of ±1.5 °C and draughts of 0.3 °C."""
        wave = 1.5 * math.sin(2.0 * math.pi * t / DAY_S + self._phase)
        return self.temperature_set_c + wave + 0.3 * self._wave.at(t)


def saturation_g_per_l(temperature_c: float) -> float:
    """Mass of water vapour in saturated air, g/L (Magnus)."""
    pressure = 611.2 * math.exp(17.62 * temperature_c / (243.12 + temperature_c))
    return pressure / (461.5 * (temperature_c + 273.15))
