"""The stirrer: a motor with inertia and static friction, a bar that can lose it, and a Hall sensor on its magnets.

Between commands the speed is an exponential and the angle its integral, so edges are found where the angle passes a
whole number of turns, at any instant, without stepping.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from pioreactor.simulation.physics.noise import Floats, White, generator

TAU_UP_S, TAU_DOWN_S = 0.6, 1.0
START_DUTY, HOLD_DUTY = 22.0, 14.0
STANDSTILL_RPM = 30.0
LOAD_PER_10_ML = 0.05
"""Share of the speed at 15 mL that is lost with 10 mL more; an assumption."""
_FELT = 1e-5
"""Smaller changes of the steady speed, relative, wait until they have added up."""
RESYNC_RPM = 700.0
LOW_PART_OF_TURN = 0.2
JITTER = 0.004 / math.sqrt(2.0)
"""Standard deviation of one edge in turns, for 0.4 % of the interval between two."""
_MISSED = -3.719
"""One standard normal number in ten thousand lies below."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Motion from ``t`` on: speed goes from ``rpm`` to ``goal``; ``turns`` is the angle at ``t``."""

    t: float
    rpm: float
    goal: float
    turns: float

    @property
    def _tau(self) -> float:
        return TAU_UP_S if self.goal > self.rpm else TAU_DOWN_S

    def rpm_at(self, t: float) -> float:
        """Speed at ``t``; friction ends a run-down."""
        value = self.goal + (self.rpm - self.goal) * math.exp(-max(0.0, t - self.t) / self._tau)
        return 0.0 if self.goal == 0.0 and value < STANDSTILL_RPM else value

    def turns_at(self, times: Floats) -> Floats:
        """Angle in turns at ``times``."""
        dt = np.maximum(0.0, times - self.t)
        tau = self._tau
        if self.goal == 0.0:
            dt = np.minimum(dt, tau * math.log(max(1.0, self.rpm / STANDSTILL_RPM)))
        spin = self.goal * dt + (self.rpm - self.goal) * tau * -np.expm1(-dt / tau)
        result: Floats = self.turns + spin / 60.0
        return result


class Stirrer:
    """Speed, angle and edges. ``duty`` in percent, speeds in revolutions per minute, times in seconds."""

    def __init__(self, seed: int, t: float, spread: bool = True) -> None:
        rng = generator(seed, "stirrer/spread")
        self.gain = 1.0 + 0.08 * float(rng.standard_normal()) * (1.0 if spread else 0.0)
        self._jitter = White(seed, "stirrer/jitter")
        self._chance = White(seed, "stirrer/edges")
        self.duty = 0.0
        self.rail_v = 5.0
        self.volume_ml = 15.0
        self.load_per_10_ml = LOAD_PER_10_ML
        self.stalled = False
        self.hall_dead = False
        self.double_edges = False
        self.coupled = True
        self.slips = False
        self._fluid = 0.0
        self._rising = True
        self._segments: deque[Segment] = deque([Segment(t, 0.0, 0.0, 0.0)], maxlen=128)

    @property
    def _last(self) -> Segment:
        return self._segments[-1]

    def rpm(self, t: float) -> float:
        """Speed of the fan's magnets."""
        return self._last.rpm_at(t)

    def fluid_rpm(self, t: float) -> float:
        """Speed of the bar in the liquid: the fan's, unless the bar has lost it."""
        if self.coupled:
            return self._last.rpm_at(t)
        return self._fluid * math.exp(-max(0.0, t - self._last.t))

    def set_duty(self, t: float, duty: float) -> None:
        """Command the motor. Below the holding duty it stops; from rest it needs the starting duty."""
        if duty != self.duty:
            self._rising = duty > self.duty
        self.duty = duty
        self.refresh(t)

    def follow(self, t: float, rail_v: float, volume_ml: float) -> None:
        """Turn this liquid from ``t`` on, with these volts on the rail."""
        self.rail_v, self.volume_ml = rail_v, volume_ml
        if self.duty > 0.0 and abs(self._steady() - self._last.goal) > _FELT * self._last.goal > 0.0:
            self.refresh(t)

    def refresh(self, t: float) -> None:
        """Begin a new segment at ``t`` with what rail, volume, duty and faults now ask for."""
        last = self._last
        rpm, fluid = last.rpm_at(t), self.fluid_rpm(t)
        turns = float(last.turns_at(np.array([t]))[0])
        needed = START_DUTY if rpm < STANDSTILL_RPM else HOLD_DUTY
        goal = self._steady() if self.duty >= needed and not self.stalled else 0.0
        if self.coupled and (goal > 1800.0 or (rpm > 1200.0 and (goal - rpm) / TAU_UP_S > 900.0)):
            self._fluid, self.coupled = rpm, False
        elif not self.coupled:
            self._fluid, self.coupled = fluid, rpm < RESYNC_RPM and not self.slips
        self._segments.append(Segment(max(t, last.t), rpm, goal, turns))

    def _steady(self) -> float:
        load = 1.0 - self.load_per_10_ml * (self.volume_ml - 15.0) / 10.0
        wobble = 0.98 if self._rising else 1.02
        return max(0.0, 27.8 * self.gain * load * wobble * self.rail_v / 5.0 * (self.duty - 12.0))

    def decouple(self, t: float) -> None:
        """The bar falls out of step with the magnets and stays so until :meth:`couple`."""
        self._fluid, self.coupled, self.slips = self.fluid_rpm(t), False, True
        self.refresh(t)

    def couple(self, t: float) -> None:
        """The bar may follow again, as soon as the magnets are slow enough."""
        self.slips = False
        self.refresh(t)

    def hall_low(self, t: float) -> bool:
        """True while a magnet is under the sensor."""
        return not self.hall_dead and float(self._last.turns_at(np.array([t]))[0]) % 1.0 < LOW_PART_OF_TURN

    def next_edge(self, t: float) -> float:
        """About when the next magnet comes, in seconds; infinity when nothing turns."""
        rpm = self._last.rpm_at(t)
        if rpm <= 0.0 or self.hall_dead:
            return math.inf
        part = float(self._last.turns_at(np.array([t]))[0]) % 1.0
        return t + (1.0 - part) * 60.0 / rpm

    def falling_edges(self, a: float, b: float) -> Floats:
        """Instants in (a, b] at which a magnet arrives. ``a`` may lie some segments back."""
        if self.hall_dead or b <= a:
            return np.empty(0)
        parts = []
        end = b
        for segment in reversed(self._segments):
            if segment.t < end:
                parts.append(self._edges_of(segment, max(a, segment.t), end))
                end = segment.t
            if end <= a:
                break
        return np.concatenate(parts[::-1]) if parts else np.empty(0)

    def _edges_of(self, segment: Segment, a: float, b: float) -> Floats:
        grid = np.linspace(a, b, max(2, int((b - a) / 0.005) + 2))
        turns = segment.turns_at(grid)
        if turns[-1] - turns[0] < 1e-9:
            return np.empty(0)
        # An edge trembles by less than 2 % of a turn; look that far beyond both borders of the window.
        first, last = math.ceil(turns[0] - 0.02), math.floor(turns[-1] + 0.02)
        if last < first:
            return np.empty(0)
        count = last - first + 1
        place = np.arange(first, last + 1) + np.clip(JITTER * self._jitter.span(first, count), -0.019, 0.019)
        seen = (place > turns[0]) & (place <= turns[-1]) & (self._chance.span(first, count) > _MISSED)
        edges: Floats = np.interp(place[seen], turns, grid)
        if self.double_edges:
            half = 30.0 / max(1.0, segment.rpm_at((a + b) / 2.0))
            edges = np.sort(np.concatenate([edges, edges + half]))
        return edges
