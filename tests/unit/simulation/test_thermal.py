from __future__ import annotations

import math

import numpy as np
import pytest

from pioreactor.simulation.physics.thermal import HOLDER_1_0, HOLDER_1_1, Thermal

STIRRING_W = 0.03 * 0.5**3


def velocity_thermostat(holder, target, *, period, off, hours=6.0, seen_at=None):
    """A cycle of heating and pausing whose duty moves by 2.6 per kelvin of error, at most 25 % a cycle.

    Returns minutes until the liquid is at ``seen_at`` (default ``target``), the board's peak, and the final duty and
    temperature.
    """
    thermal = Thermal(1, holder, spread=False)
    thermal.configure(15.0, True)
    duty, before, t, reached, peak = 0.0, None, 0.0, math.inf, 0.0
    while t < hours * 3600:
        for length, now in ((period - off, duty), (off, 0.0)):
            for _ in range(20):
                thermal.state = thermal.ahead(length / 20, thermal.power_w(now, 5.0), STIRRING_W)
                t += length / 20
                peak = max(peak, 22.0 + float(thermal.state[0]))
                if 22.0 + thermal.state[2] >= (seen_at or target):
                    reached = min(reached, t / 60)
        liquid = 22.0 + float(thermal.state[2])
        move = 2.6 * (target - liquid) - (4.6 * (liquid - before) if before is not None else 0.0)
        duty = min(100.0, max(0.0, duty + min(25.0, max(-25.0, move))))
        before = liquid
    return reached, peak, duty, liquid


def test_v1_1_behaves_like_the_published_units():
    minutes, peak, duty, _ = velocity_thermostat(HOLDER_1_1, 37.0, period=200, off=105, seen_at=36.5)
    assert minutes == pytest.approx(27.0, rel=0.1)
    assert duty == pytest.approx(41.0, rel=0.1)
    minutes, hotter, _, _ = velocity_thermostat(HOLDER_1_1, 45.0, period=200, off=105)
    assert minutes == pytest.approx(43.0, rel=0.1)
    assert (peak, hotter) == (pytest.approx(57.0, rel=0.1), pytest.approx(66.0, rel=0.1))


def test_v1_0_is_slow_and_saturates():
    minutes, _, _, _ = velocity_thermostat(HOLDER_1_0, 37.0, period=225, off=145)
    assert minutes == pytest.approx(64.0, rel=0.1)
    _, _, duty, highest = velocity_thermostat(HOLDER_1_0, 45.0, period=225, off=145, hours=10)
    assert duty == 100.0
    assert highest == pytest.approx(38.6, rel=0.02)


def test_steps_compose():
    thermal = Thermal(3, HOLDER_1_1)
    thermal.configure(15.0, True)
    whole = thermal.ahead(10.0, 3.0, 0.0)
    for _ in range(10):
        thermal.state = thermal.ahead(1.0, 3.0, 0.0)
    assert thermal.state == pytest.approx(whole, rel=1e-10)


def test_energy_is_conserved():
    thermal = Thermal(3, HOLDER_1_1)
    thermal.configure(15.0, True)
    lost, dt = 0.0, 0.05
    for _ in range(20_000):
        before = thermal.losses_w(thermal.state)
        middle = thermal.losses_w(thermal.ahead(dt / 2, 3.0, 0.1))
        thermal.state = thermal.ahead(dt, 3.0, 0.1)
        lost += dt / 6 * (before + 4 * middle + thermal.losses_w(thermal.state))
    assert thermal.stored_j() + lost == pytest.approx(3.1 * 20_000 * dt, rel=1e-6)


def test_cold_medium_cools_at_once():
    thermal = Thermal(1, HOLDER_1_1, spread=False)
    thermal.configure(14.0, True)
    thermal.state = np.array([16.0, 15.0, 15.0])
    thermal.mix_in(14.0, 1.0, 0.0)
    assert thermal.state[2] == pytest.approx(15.0 * (14 * 4.18 + 15) / (15 * 4.18 + 15))


def test_heating_a_unit_warms_board_before_liquid(build):
    hands = build()
    start = hands.unit.truth(hands.t)
    hands.drive("heating", 40)
    hands.wait(60)
    soon = hands.unit.truth(hands.t)
    assert soon["board_temperature_c"] - start["board_temperature_c"] > 5.0
    assert soon["liquid_temperature_c"] - start["liquid_temperature_c"] < 2.0
    hands.wait(3600)
    assert hands.unit.truth(hands.t)["liquid_temperature_c"] > 30.0


def test_heater_stuck_on_heats_without_a_command(build):
    hands = build()
    hands.unit.faults.add("heater.stuck_on", hands.t)
    hands.wait(300)
    assert hands.unit.truth(hands.t)["board_temperature_c"] > 45.0
