"""The stirrer of a run: its motor is the simulator's, its control the product's, its sensor a stand-in.

Ten turns are measured to 0.04 %, as the simulator's edges give; every 23 s, or all the time while an exchange asks for
it, and then the drive is left alone. The heater is a load on the supply: it wanders, and answers each cold dose.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from pioreactor.background_jobs.stirring.motor import motor_through
from pioreactor.background_jobs.stirring.speed_control import SpeedControl
from pioreactor.domain.rotation import Rotation
from pioreactor.domain.volume_watch import VolumeWatch
from pioreactor.simulation.physics.noise import generator
from pioreactor.simulation.physics.stirrer import JITTER, LOAD_PER_10_ML
from pioreactor.simulation.physics.vial import SimVial

WINDOW_S, TURNS, CLOSE_PAUSE_S, UPDATE_S = 1.2, 10, 0.3, 23.0
TARGET_RPM = 500.0
DEAF_SHARE = 0.2
"""Of units whose stirrer feels 0 to 0.3 of what is assumed; half of them slow down with a dose and recover."""
DIP_PER_ML, DIP_TAU_S = 0.003, 45.0
HEATER_TAU_S, HEATER_SD, HEATER_MEAN = 300.0, 2.0, 25.0
COLD_PERCENT_PER_ML, COLD_RISE_S, COLD_TAU_S = 12.0, 40.0, 240.0


class SimulatedStirring:
    """``watch`` hears drive and speed as monitor tells it."""

    def __init__(
        self,
        seed: int,
        vial: SimVial,
        watch: VolumeWatch,
        at: Callable[..., None],
        *,
        on_12_v: bool,
        deaf_share: float = DEAF_SHARE,
    ) -> None:
        rng = self._rng = generator(seed, "spills/stirring")
        self._vial, self._watch, self._at = vial, watch, at
        self.is_deaf = bool(rng.random() < deaf_share)
        self.share = float(rng.uniform(0.0, 0.3)) if self.is_deaf else float(rng.uniform(0.7, 1.3))
        vial.stirrer.load_per_10_ml = LOAD_PER_10_ML * self.share
        self._dip = DIP_PER_ML if self.is_deaf and rng.random() < 0.5 else 0.0
        self._duty = 19.5 if on_12_v else 30.0
        self._control = SpeedControl(motor_through(TARGET_RPM, self._duty), update_interval_s=UPDATE_S)
        self._corrected_s = 0.0
        self._close_until_s = 0.0
        self._number = 0
        self._heater, self._heater_s = 0.0, 0.0
        self._doses: list[tuple[float, float]] = []
        # It loads the supply here and warms nothing: the vial stands in a warm room.
        vial.heater_open = True

    def start(self) -> None:
        """At time 0."""
        self._control.aim(TARGET_RPM)
        # A stirrer starts at 30 %; on 12 V the same 500 rpm need less to go on.
        self._vial.set_output(0.0, "stirring", 30.0)
        self._vial.set_output(1.0, "stirring", self._duty)
        self._watch.drive(self._duty)
        self._at(4.0, self._measure)

    def look_closely(self, t: float, seconds: float) -> None:
        """An exchange asks for it."""
        was_close = t < self._close_until_s
        self._close_until_s = t + seconds
        if not was_close:
            self._number += 1
            number = self._number
            self._at(t + 0.1, lambda now: self._measure(now, number))

    def dosed(self, t: float, volume_ml: float) -> None:
        """Cold medium came."""
        self._doses = [*self._doses[-15:], (t, volume_ml)]

    def _heat(self, t: float) -> float:
        keep = math.exp(-(t - self._heater_s) / HEATER_TAU_S)
        self._heater_s = t
        self._heater = keep * self._heater + math.sqrt(1.0 - keep * keep) * HEATER_SD * float(
            self._rng.standard_normal()
        )
        cold = sum(
            COLD_PERCENT_PER_ML * ml * (math.exp(-(t - s) / COLD_TAU_S) - math.exp(-(t - s) / COLD_RISE_S))
            for s, ml in self._doses
        )
        return min(100.0, max(0.0, HEATER_MEAN + self._heater + cold))

    def _measure(self, t: float, number: int = 0) -> None:
        if number != self._number:
            return
        vial = self._vial
        vial.heater_duty = self._heat(t)
        vial.advance(t)
        dip = sum(self._dip * ml * math.exp(-(t - s) / DIP_TAU_S) for s, ml in self._doses)
        noise = JITTER * math.sqrt(2.0) / TURNS * float(self._rng.standard_normal())
        rpm = round(vial.stirrer.rpm(t) * (1.0 - dip) * (1.0 + noise), 1)
        self._watch.turn(t, rpm, round(vial.heater_duty, 2))
        is_close = t < self._close_until_s and abs(rpm - TARGET_RPM) < 0.04 * TARGET_RPM
        pause_s = CLOSE_PAUSE_S
        if not is_close:
            decision = self._control.decide(Rotation(rpm), t - self._corrected_s)
            self._corrected_s = t
            pause_s = decision.pause_s
            if decision.duty != self._duty:
                self._duty = decision.duty
                vial.set_output(t, "stirring", self._duty)
                self._watch.drive(self._duty)
        self._at(t + WINDOW_S + pause_s, lambda now: self._measure(now, number))
