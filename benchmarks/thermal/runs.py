"""Our regulator on a fleet, and what came of it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.thermal.plant import STEP_S, Array, Fleet
from pioreactor.domain.thermal import Decision, Fault, ThermalRegulator, ThermalSettings

Hook = Callable[[float, "Run"], None]
Spoil = Callable[[float, Array], list[float | None]]


@dataclass
class Track:
    """What happened, one row per step and one column per unit. ``time_s``: end of each step."""

    time_s: Array
    liquid: Array
    estimate: Array
    sd: Array
    plate: Array
    duty: Array

    def after(self, from_s: float, to_s: float = np.inf) -> slice:
        """Rows between two times."""
        first, last = np.searchsorted(self.time_s, [from_s, to_s])
        return slice(int(first), int(last))

    def then(self, later: Track) -> Track:
        """This, and what happened after it."""
        parts = zip(self.__dict__.values(), later.__dict__.values(), strict=True)
        return Track(*(np.concatenate(pair) for pair in parts))


class Run:
    """A fleet, a regulator per unit, and the last decisions.

    ``hook``: called before every step with the time, to make things happen; ``spoil``: turns true readings into what
    the sensors say (None: no answer).
    """

    def __init__(
        self, fleet: Fleet, target_c: float | None, settings: ThermalSettings | None = None, *, start: bool = True
    ) -> None:
        self.fleet = fleet
        self.regulators = [ThermalRegulator(fleet.holder, settings, volume_ml=fleet.nominal_ml) for _ in range(fleet.n)]
        self.duty: Array = np.zeros(fleet.n)
        self.decisions: list[Decision] = []
        self.first_fault: dict[int, tuple[float, Fault]] = {}
        self.probes = 0
        if start:
            for regulator, reading in zip(self.regulators, fleet.read().tolist(), strict=True):
                regulator.start_cold(reading)
        for regulator in self.regulators:
            regulator.target_c = target_c

    def branch(self) -> Run:
        """A copy that goes its own way from here: what all cases have in common is run once."""
        return copy.deepcopy(self)

    def go(self, seconds: float, hook: Hook | None = None, spoil: Spoil | None = None, *, keep: bool = True) -> Track:
        """Run on for ``seconds``."""
        fleet = self.fleet
        steps = round(seconds / STEP_S)
        shape = (steps if keep else 0, fleet.n)
        track = Track(np.zeros(shape[0]), *(np.zeros(shape) for _ in range(5)))
        for k in range(steps):
            if hook is not None:
                hook(fleet.time_s, self)
            fleet.advance(self.duty)
            true_readings = fleet.read()
            readings = true_readings.tolist() if spoil is None else spoil(fleet.time_s, true_readings)
            applied = self.duty.tolist()
            self.decisions = [
                regulator.step(STEP_S, reading, duty)
                for regulator, reading, duty in zip(self.regulators, readings, applied, strict=True)
            ]
            self.duty = np.array([d.duty for d in self.decisions])
            for i, decision in enumerate(self.decisions):
                if decision.new_fault and decision.fault is not None and i not in self.first_fault:
                    self.first_fault[i] = (fleet.time_s, decision.fault)
            if keep:
                track.time_s[k] = fleet.time_s
                track.liquid[k], track.plate[k], track.duty[k] = fleet.nodes[2], fleet.nodes[0], self.duty
                track.estimate[k] = [d.liquid_c for d in self.decisions]
                track.sd[k] = [d.liquid_sd_k for d in self.decisions]
        return track
