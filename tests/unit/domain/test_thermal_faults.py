"""Faults: found in time, kept, and not found where there are none."""

from __future__ import annotations

import copy
import functools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pioreactor.domain.thermal import (
    Fault,
    FaultKind,
    ThermalCalibration,
    ThermalMode,
    ThermalRegulator,
    ThermalSettings,
    VialGuard,
    holder_of,
    with_point,
)
from pioreactor.domain.thermal.energy_bound import EnergyBound
from tests.unit.domain.thermal_vial import Bench, ThermalVial

V10 = holder_of("pioreactor_20ml", "1.0")
V11 = holder_of("pioreactor_20ml", "1.5")
ML40 = holder_of("pioreactor_40ml", "1.5")
HOLDERS = {"v1.0": V10, "v1.1": V11, "40 mL": ML40}


@functools.cache
def _rested(holder, options) -> Bench:
    b = Bench(ThermalVial(holder), ThermalRegulator(holder, options)).start_cold()
    b.run(2400)
    assert b.decisions[-1].fault is None
    return b


def resting(holder=V11, options: ThermalSettings | None = None) -> Bench:
    """A vial that has been held for a while; made once, copied for every test."""
    return copy.deepcopy(_rested(holder, options))


def warming_up(holder, seconds: float) -> Bench:
    b = Bench(ThermalVial(holder), ThermalRegulator(holder)).start_cold()
    b.run(seconds)
    return b


def assert_off(b: Bench, kind: FaultKind) -> None:
    assert b.decisions[-1].fault is not None
    assert b.decisions[-1].fault.kind is kind
    assert b.duty == 0.0
    n = len(b.duties)
    b.run(120)
    assert set(b.duties[n:]) == {0.0}
    assert b.decisions[-1].mode is ThermalMode.LATCHED


def test_sensor_lost():
    b = resting()
    b.sensor = lambda reading: None
    assert b.seconds_to_fault(60) <= 14
    assert_off(b, FaultKind.SENSOR_LOST)
    assert not b.decisions[-1].has_estimate


def test_sensor_that_is_lost_from_the_start():
    b = Bench(ThermalVial(V11), ThermalRegulator(V11))
    b.sensor = lambda reading: None
    assert b.seconds_to_fault(60) <= 14
    assert_off(b, FaultKind.SENSOR_LOST)


def test_sensor_jump():
    b = resting()
    b.sensor = lambda reading: reading + 10.0
    assert b.seconds_to_fault(60) <= 8
    assert_off(b, FaultKind.SENSOR_JUMP)


@pytest.mark.parametrize(("is_resting", "limit_s"), [(False, 25), (True, 360)])
@pytest.mark.parametrize("holder", HOLDERS.values(), ids=HOLDERS)
def test_sensor_frozen(holder, is_resting, limit_s):
    b = resting(holder) if is_resting else warming_up(holder, 120)
    held = b.vial.read()
    b.sensor = lambda reading: held
    assert b.seconds_to_fault(600) <= limit_s
    assert_off(b, FaultKind.SENSOR_FROZEN)


@pytest.mark.parametrize("warm_up_s", [2, 120, None])
@pytest.mark.parametrize("holder", HOLDERS.values(), ids=HOLDERS)
def test_open_heater(holder, warm_up_s):
    b = resting(holder) if warm_up_s is None else warming_up(holder, warm_up_s)
    b.vial.heater = "open"
    assert b.seconds_to_fault(300) <= 150
    assert b.decisions[-1].fault.kind in (FaultKind.NO_HEAT, FaultKind.MODEL_MISFIT)
    assert b.duty == 0.0


@pytest.mark.parametrize("holder", HOLDERS.values(), ids=HOLDERS)
def test_heater_stuck_on_even_while_another_fault_is_latched(holder):
    b = resting(holder)
    b.vial.heater = "stuck"
    assert b.seconds_to_fault(120) <= 60
    assert_off(b, FaultKind.STUCK_ON)
    assert b.decisions[-1].wants_power_off

    b = resting(holder)
    b.regulator.latch(Fault(FaultKind.VIAL_MISSING, 0.0, {}))
    b.vial.heater = "stuck"
    assert b.seconds_to_fault(120) <= 60
    assert b.decisions[-1].fault.kind is FaultKind.STUCK_ON


def test_plate_over_the_limit_needs_two_readings():
    b = resting()
    b.sensor = lambda reading: V11.disable_c + 3.0 if b.time_s == 2400 else reading
    b.run(4)
    assert 0.0 in b.duties[-2:], "one reading cuts the heater for its step"
    assert b.run(60).fault is None
    b.sensor = lambda reading: V11.shutdown_c + 3.0
    b.run(4)
    assert_off(b, FaultKind.OVER_LIMIT)
    assert b.decisions[-1].wants_power_off


def test_a_hundred_odd_readings_do_nothing():
    b = resting()
    chance = random.Random(5)
    b.sensor = lambda reading: chance.uniform(-20.0, 125.0) if b.time_s % 18.0 < 2.0 else reading
    b.run(1800)
    assert b.decisions[-1].fault is None
    assert b.vial.liquid_c == pytest.approx(37.0, abs=0.3)


@pytest.mark.parametrize("spike", [-60.0, -2.99, -2.5, 2.5, 2.99, 60.0])
def test_a_spike_of_any_size_is_no_rise(spike):
    bound = EnergyBound(V11)
    for k in range(60):
        assert not bound.is_broken(37.0 + (spike if k == 20 else 0.0), 0.2, 2.0)


def test_a_very_quiet_sensor_is_no_frozen_one():
    b = Bench(ThermalVial(V11, noise=0.0), ThermalRegulator(V11)).start_cold()
    b.sensor = lambda reading: round(reading / 0.0625) * 0.0625
    b.run(4000)
    assert b.decisions[-1].fault is None


def test_a_latch_lets_go_only_when_it_is_safe():
    b = resting()
    b.sensor = lambda reading: None
    b.seconds_to_fault(60)
    assert "no valid reading" in b.regulator.reset()
    b.sensor = lambda reading: 50.0
    b.run(4)
    assert "must be below 45" in b.regulator.reset()
    b.sensor = lambda reading: reading
    b.run(4)
    assert b.regulator.is_latched
    assert b.regulator.reset() == ""
    assert not b.regulator.is_latched
    assert b.run(60).duty == 0.0, "the vial is observed first"
    b.run(1500)
    assert b.vial.liquid_c == pytest.approx(37.0, abs=0.5)


def test_retry_waits_twice_and_latches_the_third_time():
    b = resting(options=ThermalSettings(vial_guard=VialGuard.RETRY))
    found = Fault(FaultKind.VIAL_MISSING, 0.0, {})
    watch = b.regulator.faults
    for k in range(3):
        usual, watch.step = watch.step, lambda facts, *, is_latched: found
        assert b.run(2).new_fault
        watch.step = usual
        assert b.regulator.is_latched is (k == 2)
        assert b.run(170).duty == 0.0
        if k < 2:
            b.run(240)
            assert b.decisions[-1].fault is None
            assert any(duty > 0.0 for duty in b.duties[-100:]) or b.vial.liquid_c > 36.5


def test_a_vial_that_is_taken_out_is_heater_off_and_one_that_is_back_is_looked_at():
    b = resting()
    b.regulator.set_vial_out(True)
    assert b.run(20).duty == 0.0
    assert b.decisions[-1].reason == "vial removed"
    b.regulator.set_vial_out(False)
    assert b.run(80).duty == 0.0
    assert "observing" in b.decisions[-1].reason
    assert b.run(60).fault is None
    b.run(1200)
    assert b.vial.liquid_c == pytest.approx(37.0, abs=0.5)


readings = st.one_of(st.none(), st.floats(-20.0, 125.0))


@settings(max_examples=25, deadline=None)
@given(
    steps=st.lists(
        st.tuples(
            readings,
            st.floats(0.1, 700.0) | st.just(2.0),
            st.sampled_from(["", "dose", "still", "stirred", "volume", "target", "pause", "go", "latch", "calibrate"]),
            st.floats(0.0, 60.0),
        ),
        max_size=40,
    ),
    holder=st.sampled_from(list(HOLDERS.values())),
)
def test_whatever_happens_duty_is_sane_and_equal_inputs_give_equal_outputs(steps, holder):
    runs = []
    for _ in range(2):
        regulator = ThermalRegulator(holder)
        regulator.start_cold(22.0)
        regulator.target_c = 37.0
        duty, told = 0.0, []
        for reading, dt_s, event, amount in steps:
            match event:
                case "dose":
                    regulator.dose(amount)
                case "still" | "stirred":
                    regulator.set_stirring(event == "stirred")
                case "volume":
                    regulator.set_volume(amount)
                case "target":
                    regulator.target_c = amount
                case "pause" | "go":
                    regulator.is_paused = event == "pause"
                case "latch":
                    regulator.latch(Fault(FaultKind.NO_HEAT, 0.0, {}))
                case "calibrate":
                    regulator.calibrate(ThermalCalibration(amount / 60.0, amount / 2000.0, has_warm_point=True))
            decision = regulator.step(dt_s, reading, duty)
            duty = decision.duty
            assert 0.0 <= duty <= 1.0
            if decision.fault is not None or regulator.is_paused:
                assert duty == 0.0
            numbers = decision[4:14]
            assert all(value == value and abs(value) < 1e6 for value in numbers if isinstance(value, float))
            told.append(decision)
        runs.append(told)
    assert runs[0] == runs[1]


@given(st.floats(20.0, 50.0), st.floats(-2.9, 2.9), st.floats(10.0, 30.0), st.booleans(), st.floats(-0.5, 0.5))
def test_a_thermometer_never_makes_it_worse(liquid, difference, ambient, has_cold, offset):
    before = ThermalCalibration(offset, 0.0, has_cold_point=has_cold)
    published = before.published_c(liquid, ambient)
    measured = published + difference
    after = with_point(before, measured, published, liquid, ambient)
    shift = before.sensor_offset_k - after.sensor_offset_k
    now = after.published_c(liquid + shift, ambient + shift)
    assert abs(measured - now) <= abs(difference) + 1e-9
    assert after.is_calibrated


def test_a_computer_that_is_too_busy_to_read_often_still_finds_a_frozen_sensor():
    b = warming_up(V11, 120)
    held = b.vial.read()
    taken_s = 0.0
    while taken_s < 120.0:
        taken_s += 6.0
        b.vial.advance(b.duty, 6.0)
        decision = b.regulator.step(6.0, held, b.duty)
        b.duty = decision.duty
        if decision.fault is not None:
            break
    assert decision.fault.kind is FaultKind.SENSOR_FROZEN
    assert taken_s <= 80.0


@pytest.mark.parametrize("seed", range(8))
def test_a_sensor_that_freezes_is_no_weak_heater_however_unevenly_it_is_read(seed):
    """A busy computer reads late now and then; the observer must not explain the rest by a heater that does nothing."""
    rand = random.Random(seed)
    b = warming_up((V10, V11)[seed % 2], rand.choice([40, 60, 80, 120, 200]))
    held = b.vial.read()
    taken_s, longest = 0.0, rand.choice([1, 2, 4, 8])
    while taken_s < 100.0:
        step_s = 2.0 * rand.choice([1, 1, 1, 1, 2, longest])
        taken_s += step_s
        b.vial.advance(b.duty, step_s)
        decision = b.regulator.step(step_s, held, b.duty)
        b.duty = decision.duty
        if decision.fault is not None:
            break
    assert decision.fault is not None and decision.fault.kind is FaultKind.SENSOR_FROZEN
    assert b.duty == 0.0
