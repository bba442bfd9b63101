"""The LEDs: light as a function of time, with self-heating, ageing, a slow wander and the detector's lag."""

from __future__ import annotations

import math

import numpy as np

from pioreactor.simulation.physics.noise import Drift, Floats

SELF_HEATING_K, SELF_HEATING_S = 7.0, 2.5
FULL = 80.0
"""The intensity (percent) at which light is 1."""


class Lamps:
    """Four channels; light in units of the IR LED at 80 %. Times in seconds, intensity in percent."""

    def __init__(self, seed: int, t: float, lag_s: float) -> None:
        self.percent = [0.0, 0.0, 0.0, 0.0]
        self._lag = lag_s
        self._wander = Drift(seed, "lamps/wander", 60.0)
        self._since = [t] * 4
        self._seen = [0.0] * 4
        self._heat = [0.0] * 4
        self._on_hours = [0.0] * 4

    def set(self, t: float, channel: int, percent: float) -> None:
        """Command one LED."""
        self._seen[channel] = self._seen_at(t, channel)
        self._heat[channel] = float(self._heat_at(np.array([t]), channel)[0])
        self._on_hours[channel] += max(0.0, t - self._since[channel]) / 3600.0 * self.percent[channel] / FULL
        self._since[channel] = t
        self.percent[channel] = percent

    def _seen_at(self, t: float, channel: int) -> float:
        goal = self.percent[channel] / FULL
        fade = math.exp(-max(0.0, t - self._since[channel]) / self._lag)
        return goal + (self._seen[channel] - goal) * fade

    def _heat_at(self, times: Floats, channel: int) -> Floats:
        goal = SELF_HEATING_K * self.percent[channel] / FULL
        fade = np.exp(np.minimum(0.0, self._since[channel] - times) / SELF_HEATING_S)
        result: Floats = goal + (self._heat[channel] - goal) * fade
        return result

    def is_dark(self, t: float) -> bool:
        """True when no LED gives light and the detectors have forgotten it."""
        return not any(self.percent) and all(t - s > 12.0 * self._lag for s in self._since)

    def light(self, times: Floats, channel: int, room_c: float, liquid_c: float) -> Floats:
        """What a detector with this lag sees of one LED's own light."""
        goal = self.percent[channel] / FULL
        difference = self._seen[channel] - goal
        since = self._since[channel]
        if goal == 0.0 and float(times[0]) - since > 12.0 * self._lag:
            return np.zeros(len(times))
        seen = goal + difference * np.exp(np.minimum(0.0, since - times) / self._lag)
        warm = 0.7 * room_c + 0.3 * liquid_c - 25.0 + self._heat_at(times, channel)
        age = 1.0 - 0.05 * self._on_hours[channel] / 1000.0
        result: Floats = seen * (age * (1.0 + 5e-4 * self._wander.line(times))) * (1.0 - 0.005 * warm)
        return result

    def others(self, t: float, infrared: int) -> float:
        """Sum of the other LEDs' intensities at ``t`` in units of 100 %, as the detectors see them."""
        return sum(self._seen_at(t, c) for c in range(4) if c != infrared) * FULL / 100.0
