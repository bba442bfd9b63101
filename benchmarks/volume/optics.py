"""Readings of a simulated vial from the truth and the simulator's model of noise, without its forty samples each."""

from __future__ import annotations

import math

import numpy as np

from pioreactor.simulation.physics.noise import generator
from pioreactor.simulation.physics.optics import READING_NOISE
from pioreactor.simulation.physics.vial import SimVial

SLOW_TAU_S = 20.0


class Reader:
    """ln of readings at 90°: scatter 0.56 %, lag-1 correlation 0.02 to 0.6, shocks in 0.3 to 1.5 %."""

    def __init__(self, seed: int, vial: SimVial) -> None:
        self._rng = generator(seed, "spills/readings")
        self._vial = vial
        correlation = float(self._rng.uniform(0.02, 0.6))
        self._slow_share = min(0.9, correlation / math.exp(-5.0 / SLOW_TAU_S))
        self._shock_rate = float(self._rng.uniform(0.003, 0.015))
        self._slow = float(self._rng.standard_normal())
        self._last_s = 0.0
        self._chunk = np.empty(0)
        self._used = 0

    def _normal(self) -> float:
        if self._used >= len(self._chunk):
            self._chunk, self._used = self._rng.standard_normal(512), 0
        self._used += 1
        return float(self._chunk[self._used - 1])

    def ln_od(self, t: float) -> float:
        """The reading at ``t``."""
        keep = math.exp(-(t - self._last_s) / SLOW_TAU_S)
        self._last_s = t
        self._slow = keep * self._slow + math.sqrt(1.0 - keep * keep) * self._normal()
        noise = math.sqrt(1.0 - self._slow_share) * self._normal() + math.sqrt(self._slow_share) * self._slow
        if abs(self._normal()) < self._shock_rate * 1.2533:
            noise += 4.0 if self._normal() > 0.0 else -4.0
        vial = self._vial
        vial.advance(t)
        liquid = vial.liquid
        size = READING_NOISE * (1.0 + 10.0 * liquid.plume_ml / max(0.1, liquid.volume_ml))
        level = vial.optics.mean_volts("90", vial.concentration(t))
        return math.log(level) + math.log1p(max(-0.5, size * noise))
