"""What the photodiodes see: the curves, one unit's own gains, the culture's noise, bubbles, room light and hum."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pioreactor.simulation.physics.curves import (
    CLEAR_SPREAD,
    CURVES,
    GAIN_SPREAD,
    REF,
    REF_MEDIAN_V,
    REF_SPREAD,
    REINSERTION,
)
from pioreactor.simulation.physics.noise import Drift, Events, Floats, Grid, generator

READING_S = 0.42
READING_NOISE = 0.0056
_FAST_STEP_S = 0.025
_FAST_MEAN = math.sqrt(1.5 * _FAST_STEP_S / READING_S)
_SLOW_TAU_S = 20.0
_SLOW_LAG1 = math.exp(-5.0 / _SLOW_TAU_S)
SETTLED_NOISE = 3.0


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands in the beam during a window. ``first`` and ``last``: concentration (mg/mL) at its two ends."""

    first: float
    last: float
    rpm: float
    volume_ml: float
    plume_share: float = 0.0
    room_light: float = 0.0
    has_vial: bool = True
    bubble_rate: float = 0.01
    stuck_bubble: float = 0.0
    sun_v: float = 0.0
    drift: float = 1.0


class Optics:
    """The light path of one unit; ``angles`` says which angle each photodiode channel (1 to 4) looks from."""

    def __init__(
        self,
        seed: int,
        angles: dict[int, str],
        *,
        on_hat: bool,
        hum_share: float,
        mains_hz: float,
        lag_s: float,
        spread: bool = True,
    ) -> None:
        rng = generator(seed, "optics/spread")
        s = 1.0 if spread else 0.0
        self.angles = dict(angles)
        self._seed, self._spread, self._insertions = seed, s, 0
        board = 3.0 * math.exp(0.5 * s * float(rng.standard_normal())) if on_hat else 1.0
        self.gain = {a: board * math.exp(GAIN_SPREAD[a] * s * float(rng.standard_normal())) for a in CURVES}
        self.clear = {a: math.exp(CLEAR_SPREAD[a] * s * float(rng.standard_normal())) for a in CURVES}
        self.ref_v = REF_MEDIAN_V * math.exp(REF_SPREAD * s * float(rng.standard_normal()))
        self.dark_v = {c: float(v) for c, v in zip(range(1, 5), rng.uniform(0.002, 0.020, 4), strict=True)}
        self.leak = {c: float(v) for c, v in zip(range(1, 5), rng.uniform(0.3, 1.0, 4), strict=True)}
        lag1 = float(rng.uniform(0.02, 0.6))
        slow = min(0.9, lag1 / _SLOW_LAG1)
        self._fast_sd = READING_NOISE * math.sqrt(1.0 - slow) / _FAST_MEAN
        self._slow_sd = READING_NOISE * math.sqrt(slow)
        self._shock_rate = float(rng.uniform(0.003, 0.015)) / (READING_S + 1.0)
        self._hum = float(rng.uniform(0.005, 0.04)) * hum_share
        self._mains = mains_hz
        # Lamps flicker at twice the mains frequency; the detector's lag lets little of it through.
        self._flicker = 0.2 / math.hypot(1.0, 4.0 * math.pi * mains_hz * lag_s)
        self._phase = {c: float(p) for c, p in zip(range(1, 5), rng.uniform(0, 2 * math.pi, 4), strict=True)}
        names = ("common", *CURVES)
        self._fast = {n: Grid(seed, f"culture/fast/{n}", _FAST_STEP_S) for n in names}
        self._slow = {n: Drift(seed, f"culture/slow/{n}", _SLOW_TAU_S) for n in names}
        self._shocks = Events(seed, "culture/shocks", 1.0, fixed_length=True)
        self._bubbles = Events(seed, "culture/bubbles", 0.06)
        self.insertion: dict[str, float] = {}
        self.reinsert()

    def reinsert(self) -> None:
        """A vial is put in anew: each angle's gain shifts by 1 to 2 %."""
        rng = generator(self._seed, "optics/insertion", self._insertions)
        self._insertions += 1
        self.insertion = {a: 1.0 + REINSERTION * self._spread * float(rng.standard_normal()) for a in CURVES}

    def mean_volts(self, angle: str, c: float) -> float:
        """Volts of a photodiode at ``c`` mg/mL without noise and room light, IR at 80 %."""
        if angle == REF:
            return self.ref_v
        curve = CURVES[angle]
        clear = curve(0.0)
        if angle == "45":
            # The reflection of the clear vial is what differs between units; it fades as the culture thickens.
            level = curve(c) + (self.clear[angle] - 1.0) * clear * math.exp(-1.41 * c)
        elif angle == "180":
            level = curve(c) * self.clear[angle]
        else:
            level = curve(c) - clear + clear * self.clear[angle]
        return level * self.gain[angle] * self.insertion[angle]

    def volts(self, channel: int, times: Floats, light: Floats, others: float, scene: Scene) -> Floats:
        """Volts of photodiode ``channel`` at ``times`` before the converter, not yet clipped."""
        angle = self.angles.get(channel)
        background = self._background(channel, times, scene)
        if angle is None:
            return background
        background = background + 0.002 * 3.3 * others
        if angle == REF:
            return light * self.ref_v + background
        first, last = self._level(angle, scene.first, scene), self._level(angle, scene.last, scene)
        span = float(times[-1] - times[0])
        mean = first if first == last or span <= 0.0 else first + (times - times[0]) * ((last - first) / span)
        value = light * mean
        if light.any():
            value = value * self._noise(angle, times, first, scene)
            value = value * (1.0 + self._hum * np.sin(2 * math.pi * self._mains * times + self._phase[channel]))
        return value + background

    def _level(self, angle: str, c: float, scene: Scene) -> float:
        if not scene.has_vial:
            return 0.3 * self.mean_volts(angle, 0.0)
        if scene.volume_ml < 4.0:
            return 1.5 * self.mean_volts(angle, 0.0)
        tilt = 1.0 + 0.008 * min(1500.0, scene.rpm) / 1000.0
        return self.mean_volts(angle, c) * tilt * scene.drift * (1.0 + scene.stuck_bubble)

    def _noise(self, angle: str, times: Floats, level: float, scene: Scene) -> Floats:
        t = float(times[0])
        # A clear liquid is quiet: only what the cells scatter trembles, and a little of the reflection.
        clear = self.mean_volts(angle, 0.0)
        share = max(0.1, 1.0 - 0.9 * min(1.0, clear / max(level, 1e-9))) if angle != "180" else 1.0
        size = share * (SETTLED_NOISE if scene.rpm < 100.0 else 1.0)
        if scene.volume_ml < 8.0:
            size += share * 0.01 * (scene.rpm / 1000.0) ** 3 / READING_NOISE
        size *= 1.0 + 10.0 * scene.plume_share
        fast = 0.8 * self._fast["common"].at(times) + 0.6 * self._fast[angle].at(times)
        slow = 0.8 * self._slow["common"].line(times) + 0.6 * self._slow[angle].line(times)
        noise = 1.0 + size * (self._fast_sd * fast + self._slow_sd * slow)
        end = float(times[-1])
        for start, length, amount, kind in self._shocks.between(t, end, self._shock_rate):
            shock = READING_NOISE * share * (2.0 + 4.0 * amount) * (1.0 if kind < 0.5 else -1.0)
            noise = noise + shock * ((times >= start) & (times < start + length))
        if scene.has_vial:
            for start, length, amount, kind in self._bubbles.between(t, end, scene.bubble_rate):
                flash = 0.01 * 60.0**amount
                if angle in ("135", "180") and kind < 0.33:
                    flash = -0.5 * flash
                noise = noise + flash * ((times >= start) & (times < start + length))
        return noise

    def _background(self, channel: int, times: Floats, scene: Scene) -> Floats:
        leak = 0.05 * scene.room_light * self.leak[channel] * (1.0 if scene.has_vial else 3.0)
        level = self.dark_v[channel] + leak + scene.sun_v * self.leak[channel]
        if leak <= 0.0:
            return np.full(len(times), level)
        flicker = self._flicker * leak * np.sin(4.0 * math.pi * self._mains * times + self._phase[channel])
        result: Floats = level + flicker
        return result
