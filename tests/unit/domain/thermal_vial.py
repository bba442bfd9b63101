"""A small simulated vial in plain Python for tests of the thermal regulator; the benchmark has the demanding one."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from pioreactor.domain.thermal import Decision, Holder, ThermalRegulator
from pioreactor.domain.thermal.model import Deviations, advance, conductances, heater_power_w, rates

STEP_S = 2.0


@dataclass
class ThermalVial:
    """Plate, glass and liquid in a room. ``gain``, ``loss``: deviations of this unit; ``offset``: of its sensor, K.

    ``by``: deviations of what heat flows through.
    """

    holder: Holder
    volume_ml: float = 15.0
    room_c: float = 22.0
    gain: float = 1.0
    loss: float = 1.0
    offset: float = 0.0
    by: Deviations = field(default_factory=Deviations)
    noise: float = 0.013
    seed: int = 1
    is_stirred: bool = True
    heater: str = "ok"  # or "open" or "stuck"
    nodes: tuple[float, float, float] = field(init=False)

    def __post_init__(self) -> None:
        self.nodes = (self.room_c, self.room_c, self.room_c)
        self._random = random.Random(self.seed)

    @property
    def liquid_c(self) -> float:
        return self.nodes[2]

    def advance(self, duty: float, seconds: float = STEP_S) -> None:
        duty = {"ok": duty, "open": 0.0, "stuck": 1.0}[self.heater]
        c = conductances(self.holder, self.volume_ml, self.is_stirred, self.by)
        r = rates(c._replace(liquid_to_room=self.loss * c.liquid_to_room))
        for _ in range(round(seconds / 0.5)):
            self.nodes = advance(r, self.nodes, self.room_c, self.gain * heater_power_w(duty), 0.0, 0.5)

    def read(self) -> float:
        """Mean of five conversions."""
        exact = self.nodes[0] + self.offset
        conversions = [round((exact + self._random.gauss(0.0, 0.03)) / 0.0625) * 0.0625 for _ in range(5)]
        return sum(conversions) / 5.0 if self.noise else exact


class Bench:
    """A vial and its regulator; ``sensor`` may turn a true reading into what is read."""

    def __init__(self, vial: ThermalVial, regulator: ThermalRegulator, target_c: float | None = 37.0) -> None:
        self.vial = vial
        self.regulator = regulator
        self.regulator.target_c = target_c
        self.duty = 0.0
        self.time_s = 0.0
        self.decisions: list[Decision] = []
        self.liquids: list[float] = []
        self.duties: list[float] = []
        self.sensor: Callable[[float], float | None] = lambda reading: reading

    def start_cold(self) -> Bench:
        self.regulator.start_cold(self.vial.read())
        return self

    def run(self, seconds: float) -> Decision:
        """Run on; the last decision."""
        for _ in range(round(seconds / STEP_S)):
            self.vial.advance(self.duty)
            decision = self.regulator.step(STEP_S, self.sensor(self.vial.read()), self.duty)
            self.duty = decision.duty
            self.time_s += STEP_S
            self.decisions.append(decision)
            self.liquids.append(self.vial.liquid_c)
            self.duties.append(decision.duty)
        return self.decisions[-1]

    def seconds_to_fault(self, limit_s: float) -> float:
        """Run until a fault is found; seconds, or ``limit_s`` if none is."""
        begun_s = self.time_s
        while self.time_s - begun_s < limit_s:
            if self.run(STEP_S).new_fault:
                break
        return self.time_s - begun_s
