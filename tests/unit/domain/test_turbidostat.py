"""When a turbidostat dilutes, and by how much."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.domain.turbidostat import (
    MOST_BAND,
    Settings,
    Turbidostat,
    band_of,
    mixing_time_s,
    settling_time_s,
)

SETTINGS = Settings(target=1.0, exchange_volume_ml=0.5)


def fed(values, settings=SETTINGS, start=0.0, quality="ok"):
    control = Turbidostat(settings)
    return [control.observe(start + 5.0 * i, value, 15.0, quality) for i, value in enumerate(values)], control


def test_three_of_five_readings_decide():
    decisions, _ = fed([0.98, 1.03, 0.99, 1.03, 1.03])
    assert [d.dose_ml > 0 for d in decisions] == [False, False, False, False, True]
    assert decisions[1].reason == "voting"
    assert decisions[0].reason == "below"
    assert decisions[-1].data["votes_for"] == 3


def test_the_dose_brings_the_culture_to_the_lower_edge_and_is_at_least_a_normal_one():
    decisions, _ = fed([1.02] * 3)
    assert decisions[-1].dose_ml == pytest.approx(0.5, abs=0.1)
    decisions, _ = fed([1.06] * 3)
    dose = decisions[-1].dose_ml
    band = band_of(SETTINGS, 15.0)
    assert 1.06 * math.exp(-math.log1p(dose / 15.0)) == pytest.approx(1.0 - band, rel=0.01)
    decisions, _ = fed([3.0] * 3)
    assert decisions[-1].dose_ml == 3 * 0.5


def test_a_bubble_does_not_dilute():
    decisions, _ = fed([1.005, 1.0, 1.005, 1.003, 1.10, 1.06, 1.04, 1.02, 1.004])
    assert not any(d.dose_ml for d in decisions)
    assert "jump" in {d.reason for d in decisions}


def test_a_real_step_counts_after_a_while():
    decisions, _ = fed([0.9] * 9 + [1.2] * 9)
    assert any(d.dose_ml for d in decisions)


@pytest.mark.parametrize("quality", ["saturated", "no-light", "stale"])
def test_readings_of_bad_quality_do_not_count(quality):
    decisions, _ = fed([2.0] * 9, quality=quality)
    assert {d.reason for d in decisions} == {"quality"}
    decisions, _ = fed([math.nan] * 9)
    assert {d.reason for d in decisions} == {"quality"}


def test_nothing_is_decided_while_a_dose_mixes_in_nor_on_readings_from_before_it():
    _, control = fed([1.1] * 3)
    control.dosed(100.0, 1.0, 15.0, 500.0)
    assert control.observe(101.0, 1.5, 15.0).reason == "settling"
    assert control.observe(200.0, 1.03, 15.0).dose_ml == 0.0
    assert control.observe(205.0, 1.03, 15.0).dose_ml == 0.0
    assert control.observe(210.0, 1.03, 15.0).dose_ml > 0.0


def test_readings_far_apart_do_not_vote_together():
    control = Turbidostat(SETTINGS)
    assert not any(control.observe(400.0 * i, 1.1, 15.0).dose_ml for i in range(6))


def test_mixing_takes_longer_without_stirring():
    assert mixing_time_s(0.0) == 25.0
    assert mixing_time_s(350.0) == pytest.approx(4.0)
    assert mixing_time_s(5000.0) == 1.0
    assert settling_time_s(1.0, 15.0, 0.0, 5.0) > settling_time_s(1.0, 15.0, None, 5.0) > 10.0
    assert settling_time_s(0.0, 15.0, 0.0, 5.0) == 0.0


def test_a_fixed_settling_time_is_kept():
    _, control = fed([1.1] * 3, SETTINGS._replace(settling_s=30.0))
    control.dosed(100.0, 1.0, 15.0, 500.0)
    assert control.observe(129.0, 1.1, 15.0).reason == "settling"
    assert control.observe(131.0, 1.1, 15.0).reason != "settling"


def test_an_estimate_waits_until_it_is_sure():
    settings = SETTINGS._replace(decide_on="estimate")
    chance = random.Random(1)
    below, _ = fed([0.99 + chance.gauss(0, 0.01) for _ in range(200)], settings)
    assert not any(d.dose_ml for d in below)
    above, _ = fed([1.03 + chance.gauss(0, 0.005) for _ in range(50)], settings)
    assert any(d.dose_ml for d in above)


@given(st.floats(0.05, 5), st.floats(5, 40))
def test_the_band_is_half_a_dose_within_bounds(exchange, volume):
    band = band_of(SETTINGS._replace(exchange_volume_ml=exchange), volume)
    assert 0.005 <= band <= MOST_BAND
    assert band_of(SETTINGS._replace(band=0.1), volume) == 0.1


@given(st.lists(st.floats(-1, 100), max_size=60), st.floats(0.01, 5), st.floats(0.05, 3), st.floats(1, 40))
def test_a_dose_is_never_larger_than_allowed(values, target, exchange, volume):
    settings = Settings(target=target, exchange_volume_ml=exchange)
    control = Turbidostat(settings)
    for i, value in enumerate(values):
        decision = control.observe(5.0 * i, value, volume)
        assert decision.dose_ml == 0.0 or exchange <= decision.dose_ml <= 3 * exchange + 1e-9
        if decision.dose_ml:
            control.dosed(5.0 * i, decision.dose_ml, volume, 500.0)


def test_a_growing_culture_is_held():
    """Perfect mixing, noisy readings, growth 1 1/h: within 5 % of the target for twelve hours."""
    chance = random.Random(2)
    control = Turbidostat(SETTINGS)
    od, t, seen = 0.95, 0.0, []
    while t < 12 * 3600.0:
        t += 5.0
        od *= math.exp(5.0 / 3600.0)
        decision = control.observe(t, od * (1 + chance.gauss(0, 0.005)), 15.0)
        if decision.dose_ml:
            od *= 15.0 / (15.0 + decision.dose_ml)
            t += 40.0
            od *= math.exp(40.0 / 3600.0)
            control.dosed(t, decision.dose_ml, 15.0, 500.0)
            seen.append(od)
        if seen:
            seen.append(od)
    assert max(seen) < 1.05
    assert min(seen) > 0.95
