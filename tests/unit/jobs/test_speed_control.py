"""Keeping a speed, on a motor whose bar lags by ±2 % depending on the direction of the last change of drive."""

from __future__ import annotations

import random

import pytest

from pioreactor.background_jobs.stirring.motor import motor_through
from pioreactor.background_jobs.stirring.speed_control import SpeedControl
from pioreactor.domain.rotation import Rotation


class WobblyMotor:
    """A motor that is ``strength`` times the textbook one and stalls on request."""

    def __init__(self, strength: float, seed: int) -> None:
        self.strength = strength
        self.is_stalled = False
        self._noise = random.Random(seed)
        self._duty = 0.0
        self._rising = True

    def drive(self, duty: float) -> None:
        if duty != self._duty:
            self._rising = duty > self._duty
        self._duty = duty

    @property
    def rpm(self) -> float:
        wobble = 0.98 if self._rising else 1.02
        return 0.0 if self.is_stalled else max(0.0, 27.8 * self.strength * wobble * (self._duty - 12.0))

    def measure(self) -> Rotation:
        return Rotation(rpm=self.rpm * self._noise.gauss(1.0, 0.001), edges=10)


def speeds_over(control: SpeedControl, motor: WobblyMotor, seconds: float) -> list[tuple[float, float]]:
    """(time, true speed) once a second."""
    seen: list[tuple[float, float]] = []
    t, pause = 0.0, 2.0
    while t < seconds:
        for _ in range(max(1, round(pause))):
            t += 1.0
            seen.append((t, motor.rpm))
        decision = control.decide(motor.measure(), pause)
        motor.drive(decision.duty)
        pause = decision.pause_s
    return seen


@pytest.mark.parametrize("strength", [0.85, 0.92, 1.0, 1.08, 1.15])
@pytest.mark.parametrize("target_rpm", [300.0, 500.0, 900.0])
def test_within_two_percent_after_half_a_minute_and_nearly_always_after(strength: float, target_rpm: float) -> None:
    motor = WobblyMotor(strength, seed=int(100 * strength))
    control = SpeedControl(motor_through(500.0, 30.0), update_interval_s=23.0)
    motor.drive(control.aim(target_rpm))
    later = [rpm for t, rpm in speeds_over(control, motor, 3600.0) if t > 30.0]
    within = sum(abs(rpm / target_rpm - 1.0) <= 0.02 for rpm in later) / len(later)
    assert within > 0.99


def test_a_drive_within_tolerance_is_left_alone() -> None:
    control = SpeedControl(motor_through(500.0, 30.0), update_interval_s=23.0)
    first = control.aim(500.0)
    duties = {control.decide(Rotation(rpm=500.0 * f, edges=10), 23.0).duty for f in (1.003, 0.997, 1.005, 0.996)}
    assert duties == {first}


def test_kicks_are_counted_through_rests_for_readings_until_it_turns() -> None:
    control = SpeedControl(motor_through(500.0, 30.0), update_interval_s=23.0)

    def between_readings(rpm: float) -> list[tuple[bool, bool]]:
        control.aim(0.0)
        control.aim(500.0)
        return [(d.kick, d.give_up) for d in (control.decide(Rotation(rpm, edges=10), 2.0) for _ in range(2))]

    cycles = [between_readings(0.0) for _ in range(4)]
    assert [cycle[1] for cycle in cycles] == [(True, False)] * 3 + [(False, True)]
    assert not control.turns
    between_readings(500.0)
    assert control.turns
    assert between_readings(0.0)[1] == (True, False)


def test_a_single_empty_measurement_is_looked_at_again_before_anything_is_done() -> None:
    control = SpeedControl(motor_through(500.0, 30.0), update_interval_s=23.0)
    duty = control.aim(500.0)
    doubtful = control.decide(Rotation(rpm=0.0), 23.0)
    assert (doubtful.duty, doubtful.kick) == (duty, False)
    assert doubtful.pause_s < 5.0
    assert not control.decide(Rotation(rpm=500.0, edges=10), 1.0).kick
