"""Peristaltic pumps: what they have moved, as a function of time since the last command."""

from __future__ import annotations

import math
from typing import Final, Literal

from pioreactor.simulation.physics.noise import generator

PumpName = Literal["media", "alt_media", "waste"]
PUMPS: Final[tuple[PumpName, ...]] = ("media", "alt_media", "waste")

NOMINAL_ML_PER_S: Final = 0.0911
START_DUTY: Final = 25.0
START_DELAY_S, SPIN_UP_S, COAST_S = 0.06, 0.08, 0.04
BACK_FLOW_ML: Final = 0.002
RIPPLE: Final = 0.15


class Pump:
    """One pump with its own size, wear and repeatability. Duty in percent, flow in mL/s, times in seconds."""

    def __init__(self, seed: int, name: PumpName, t: float) -> None:
        self._rng = generator(seed, f"pump/{name}")
        self.gain = 1.0 + 0.12 * float(self._rng.standard_normal())
        if name == "waste":
            self.gain *= 1.15
        self._wear = 0.015 if name == "waste" else 0.010
        self.duty = 0.0
        self.clogged = False
        self.reversed = False
        self._run_gain = 1.0
        self._t = t
        self._flow = 0.0
        self._goal = 0.0
        self._delay = 0.0

    def set_duty(self, t: float, duty: float, rail_v: float, moved_ml: float) -> float:
        """Command the pump, whose tube has moved ``moved_ml``; returns mL that flow back when it stops."""
        self._flow = self._smooth_flow(t)
        was_running = self._goal > 0.0
        self._t, self.duty = t, duty
        if duty >= START_DUTY and not was_running:
            self._run_gain = 1.0 + 0.01 * float(self._rng.standard_normal())
        self._goal = self._steady(rail_v, moved_ml) if duty >= START_DUTY else 0.0
        self._delay = START_DELAY_S if self._goal > 0.0 and not was_running else 0.0
        return BACK_FLOW_ML if was_running and self._goal == 0.0 else 0.0

    def _steady(self, rail_v: float, moved_ml: float) -> float:
        rail = max(0.0, (rail_v - 1.5) / (12.0 - 1.5))
        wear = max(0.3, 1.0 - self._wear * moved_ml / 100.0)
        return (
            NOMINAL_ML_PER_S * self.gain * self._run_gain * wear * rail * math.pow(min(100.0, self.duty) / 100.0, 1.1)
        )

    def _smooth_flow(self, t: float) -> float:
        since = max(0.0, t - self._t - self._delay)
        tau = SPIN_UP_S if self._goal > self._flow else COAST_S
        return self._goal + (self._flow - self._goal) * math.exp(-since / tau)

    def _smooth_volume(self, t: float) -> float:
        since = max(0.0, t - self._t - self._delay)
        tau = SPIN_UP_S if self._goal > self._flow else COAST_S
        waiting = min(max(0.0, t - self._t), self._delay) * self._flow
        return waiting + self._goal * since + (self._flow - self._goal) * tau * -math.expm1(-since / tau)

    def is_moving(self, t: float) -> bool:
        """True while liquid moves or is about to."""
        return self._goal > 0.0 or self._smooth_flow(t) > 1e-5

    def volume(self, a: float, b: float) -> float:
        """mL offered between ``a`` and ``b``, both after the last command. Negative when the pump runs backwards."""
        if self.clogged:
            return 0.0
        smooth = self._smooth_volume(b) - self._smooth_volume(a)
        beat = 4.0 * math.pi * max(0.25, self.duty / 100.0)
        ripple = RIPPLE * (math.cos(beat * (a - self._t)) - math.cos(beat * (b - self._t))) / beat
        volume = smooth + ripple * self._smooth_flow((a + b) / 2.0)
        return -volume if self.reversed else volume
