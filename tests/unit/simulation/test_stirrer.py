from __future__ import annotations

import numpy as np
import pytest

from pioreactor.simulation.physics.stirrer import Stirrer


def running(duty=30.0, t=0.0, seed=1):
    stirrer = Stirrer(seed, t, spread=False)
    stirrer.set_duty(t, duty)
    return stirrer


def test_five_hundred_rpm_at_thirty_percent_and_one_edge_a_turn():
    stirrer = running()
    assert stirrer.rpm(10.0) == pytest.approx(500.0, rel=0.03)
    edges = stirrer.falling_edges(10.0, 20.0)
    rpm = 60.0 * (len(edges) - 1) / (edges[-1] - edges[0])
    assert rpm == pytest.approx(stirrer.rpm(15.0), rel=0.002)
    gaps = np.diff(edges)
    assert np.all(gaps > 0)
    assert np.std(gaps) / np.mean(gaps) == pytest.approx(0.004, rel=0.5)


def test_edges_do_not_depend_on_how_one_asks():
    stirrer = running()
    whole = stirrer.falling_edges(0.0, 12.0)
    parts = np.concatenate([stirrer.falling_edges(a / 10, (a + 1) / 10) for a in range(120)])
    assert len(parts) == len(whole)
    assert np.max(np.abs(parts - whole)) < 5e-4


def test_edges_continue_over_a_command():
    one, two = running(), running()
    two.set_duty(5.0, 30.0)
    a, b = one.falling_edges(0.0, 10.0), two.falling_edges(0.0, 10.0)
    assert len(a) == len(b)
    assert np.max(np.abs(a - b)) < 2e-3


def test_static_friction_needs_a_kick():
    stirrer = running(18.0)
    assert stirrer.rpm(5.0) == 0.0
    stirrer.set_duty(5.0, 100.0)
    stirrer.set_duty(5.5, 18.0)
    assert stirrer.rpm(10.0) > 100.0
    stirrer.set_duty(10.0, 13.0)
    assert stirrer.rpm(20.0) == 0.0


def test_stalled_motor_gives_no_edges():
    stirrer = running()
    stirrer.stalled = True
    stirrer.refresh(10.0)
    assert stirrer.rpm(20.0) == 0.0
    assert len(stirrer.falling_edges(20.0, 30.0)) == 0


def test_bar_decouples_and_comes_back():
    stirrer = running()
    stirrer.decouple(10.0)
    assert stirrer.rpm(15.0) > 400.0
    assert stirrer.fluid_rpm(15.0) < 10.0
    stirrer.couple(16.0)
    assert stirrer.fluid_rpm(20.0) == pytest.approx(stirrer.rpm(20.0))


def test_higher_rail_turns_faster():
    stirrer = running()
    stirrer.rail_v = 12.0
    stirrer.refresh(1.0)
    assert stirrer.rpm(20.0) == pytest.approx(1200.0, rel=0.03)


def test_double_edges_double_the_count():
    stirrer = running()
    normal = len(stirrer.falling_edges(10.0, 20.0))
    stirrer.double_edges = True
    assert len(stirrer.falling_edges(10.0, 20.0)) == 2 * normal
