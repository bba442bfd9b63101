from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pioreactor.background_jobs.stirring.motor import LinearMotor, motor_through
from pioreactor.background_jobs.stirring.speed_control import KICKS, RotationQuality, SpeedControl
from pioreactor.domain.pid import PID
from pioreactor.domain.rotation import Rotation, rotation_from_edges
from pioreactor.domain.smoothing import ExponentialMovingAverage


def test_average_keeps_the_retained_share() -> None:
    average = ExponentialMovingAverage(0.75)
    assert average.update(1.0) == 1.0
    assert average.update(2.0) == pytest.approx(1.25)
    average.clear()
    with pytest.raises(ValueError, match="averaged"):
        average()
    with pytest.raises(ValueError, match="alpha"):
        ExponentialMovingAverage(1.0)


def test_pid_limits_its_sum_and_its_output() -> None:
    pid = PID(1.0, 0.1, 0.0, 10.0, output_limits=(-5.0, 5.0))
    for _ in range(100):
        assert -5.0 <= pid.update(0.0) <= 5.0
    assert pid.error_sum == 5.0
    for _ in range(3):
        last = pid.update(20.0)
    assert last == -5.0
    assert PID(0.0, 0.0, 1.0, 0.0).update(3.0) == 0.0
    derivative = PID(0.0, 0.0, 1.0, 0.0)
    derivative.update(3.0)
    assert derivative.update(5.0, dt=2.0) == pytest.approx(-1.0)
    with pytest.raises(ValueError, match="dt"):
        derivative.update(1.0, dt=0.0)


def edges(rpm: float, seconds: float, jitter: float = 0.004, seed: int = 1) -> list[float]:
    rng = random.Random(seed)
    times, t = [], 0.05
    while t < seconds:
        times.append(t)
        t += 60.0 / rpm * (1 + rng.gauss(0, jitter))
    return times


@given(rpm=st.floats(60, 1500), seed=st.integers(0, 50))
def test_speed_from_edges(rpm: float, seed: int) -> None:
    found = rotation_from_edges(edges(rpm, 5.0, seed=seed))
    assert found.rpm == pytest.approx(rpm, rel=0.01)
    assert found.missed == found.doubled == 0


@given(rpm=st.floats(200, 1200), lost=st.integers(1, 6), at=st.integers(1, 6))
def test_one_missed_or_doubled_edge_does_not_matter(rpm: float, lost: int, at: int) -> None:
    times = edges(rpm, 4.0)
    missing = times[:lost] + times[lost + 1 :]
    found = rotation_from_edges(missing)
    assert found.rpm == pytest.approx(rpm, rel=0.01)
    assert found.missed == 1
    doubled = sorted([*times, times[at] + 0.02 * 60 / rpm])
    found = rotation_from_edges(doubled)
    assert found.rpm == pytest.approx(rpm, rel=0.02)
    assert found.doubled == 1


def test_every_edge_doubled() -> None:
    times = edges(450, 3.0)
    found = rotation_from_edges(sorted([*times, *(t + 0.012 for t in times)]))
    assert found.rpm == pytest.approx(450, rel=0.02)


def test_nothing_turns() -> None:
    assert rotation_from_edges([]).rpm == 0.0
    assert rotation_from_edges([1.0]).rpm == 0.0


class Plant:
    """Motor with first-order response and static friction, gain unknown to the controller."""

    def __init__(self, gain: float, dead_zone: float, tau: float = 0.8) -> None:
        self.gain, self.dead_zone, self.tau, self.rpm = gain, dead_zone, tau, 0.0

    def run(self, duty: float, seconds: float) -> float:
        steady = max(0.0, self.gain * (duty - self.dead_zone))
        before = self.rpm
        self.rpm = steady + (self.rpm - steady) * math.exp(-seconds / self.tau)
        return 0.5 * (before + self.rpm)


@settings(max_examples=60)
@given(
    gain=st.floats(16.0, 40.0),
    dead=st.floats(8.0, 14.0),
    target=st.floats(200, 900),
    interval=st.sampled_from([5.0, 23.0, 60.0]),
)
def test_speed_settles_within_two_percent_in_thirty_seconds(
    gain: float, dead: float, target: float, interval: float
) -> None:
    control = SpeedControl(motor_through(500, 30), update_interval_s=interval)
    plant = Plant(gain, dead)
    duty = control.aim(target)
    plant.run(100.0, 0.5)
    plant.run(duty, 2.0)
    now, since = 2.5, 2.0
    while now < 30.0:
        plant.run(duty, 0.6)
        measured = plant.rpm
        plant.run(duty, 0.6)
        decision = control.decide(Rotation(measured, edges=10), since + 1.2)
        duty = decision.duty
        since = decision.pause_s
        now += 1.2 + min(decision.pause_s, 30.0)
        plant.run(duty, decision.pause_s)
    assert plant.rpm == pytest.approx(target, rel=0.02)
    # And it stays there.
    for _ in range(10):
        decision = control.decide(Rotation(plant.rpm, edges=10), interval)
        plant.run(decision.duty, interval)
        assert plant.rpm == pytest.approx(target, rel=0.02)
        assert decision.quality is RotationQuality.OK


def test_a_stall_is_kicked_a_few_times_and_then_reported() -> None:
    control = SpeedControl(LinearMotor(12.0, 27.8), update_interval_s=23.0)
    control.aim(500)
    decisions = [control.decide(Rotation(0.0), 2.0) for _ in range(KICKS + 2)]
    assert [d.kick for d in decisions] == [False] + [True] * KICKS + [False]
    assert decisions[-1].give_up
    assert decisions[-1].duty == 0.0
    assert decisions[-1].quality is RotationQuality.STALLED
    assert all(d.duty <= 60.0 for d in decisions)
    # Ten minutes later it tries again, and a freed stir bar is enough.
    assert control.decide(Rotation(0.0), 600.0).kick
    assert control.decide(Rotation(480.0), 3.0).quality is RotationQuality.SETTLING


def test_a_crawling_stirrer_counts_as_stalled() -> None:
    control = SpeedControl(LinearMotor(12.0, 27.8), update_interval_s=23.0)
    control.aim(500)
    assert not control.decide(Rotation(90.0), 2.0).kick  # looked at again first
    assert control.decide(Rotation(90.0), 2.0).kick
    assert not control.decide(Rotation(110.0), 2.0).kick


def test_target_zero_is_rest() -> None:
    control = SpeedControl(LinearMotor(12.0, 27.8), update_interval_s=23.0)
    control.aim(500)
    control.decide(Rotation(400.0), 2.0)
    assert control.aim(0.0) == 0.0
    assert control.decide(Rotation(0.0), 2.0).quality is RotationQuality.OFF
    # What was learned at 500 RPM still holds afterwards.
    assert control.aim(500) > LinearMotor(12.0, 27.8).duty_for(500)
