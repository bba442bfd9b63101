"""What is left in a bottle, and for how long."""

from __future__ import annotations

import pytest

from pioreactor.domain.bottles import BottleState, after_moving, look_at, new_state, with_content

HOUR = 3600.0


def at(state, name, now_h, capacity=500.0, low_ml=20.0, low_hours=6.0):
    return look_at(state, name, capacity, now_h * HOUR, low_ml=low_ml, low_hours=low_hours)


def dosed(name, ml_per_dose, every_h, hours, capacity=500.0):
    state = new_state(name, capacity, 0.0)
    for k in range(1, round(hours / every_h) + 1):
        state = after_moving(state, name, ml_per_dose, k * every_h * HOUR)
    return state


@pytest.mark.parametrize("hours", [2.0, 24.0, 96.0])
def test_the_rate_is_that_of_the_doses_from_the_first_hours_on(hours):
    bottle = at(dosed("media", 1.0, 1 / 3, hours), "media", hours)
    assert bottle.content_ml == pytest.approx(500.0 - 3.0 * hours, abs=1.1)
    assert bottle.rate_ml_per_h == pytest.approx(3.0, rel=0.12)
    assert bottle.hours_left == pytest.approx(bottle.left_ml / bottle.rate_ml_per_h)
    assert bottle.status == "ok"


def test_a_bottle_is_low_by_volume_or_by_time_and_then_empty():
    state = BottleState(100.0, 0.0, 0.0, 0.0)
    assert at(state, "media", 1.0).hours_left is None
    assert at(state._replace(content_ml=20.0), "media", 1.0).status == "low"
    assert at(dosed("media", 4.0, 0.25, 10.0)._replace(content_ml=80.0), "media", 10.0).status == "low", "5 h"
    assert at(dosed("media", 4.0, 0.25, 10.0)._replace(content_ml=200.0), "media", 10.0).status == "ok"
    assert at(state._replace(content_ml=0.9), "media", 1.0).status == "out"


def test_the_waste_bottle_fills_and_is_full_before_it_runs_over():
    state = dosed("waste", 10.0, 1.0, 20.0, capacity=250.0)
    bottle = at(state, "waste", 20.0, capacity=250.0)
    assert (bottle.content_ml, bottle.left_ml, bottle.status) == (200.0, 50.0, "low")
    assert at(state._replace(content_ml=246.0), "waste", 20.0, capacity=250.0).status == "out"
    assert at(state._replace(content_ml=300.0), "waste", 20.0, capacity=250.0).left_ml == 0.0


def test_the_rate_fades_when_nothing_moves_and_a_clock_that_steps_back_does_no_harm():
    state = dosed("media", 1.0, 1 / 3, 24.0)
    assert at(state, "media", 24.0 + 48.0).hours_left is None
    back = after_moving(state, "media", 1.0, 2.0 * HOUR)
    assert at(back, "media", 2.0).rate_ml_per_h < 15.0
    assert back.content_ml == state.content_ml - 1.0


def test_corrections_go_back_and_nothing_goes_below_zero():
    state = new_state("media", 500.0, 0.0)
    assert after_moving(after_moving(state, "media", 2.0, 1.0), "media", -0.5, 2.0).content_ml == 498.5
    assert after_moving(state, "media", 600.0, 1.0).content_ml == 0.0


def test_a_person_says_what_is_in_it():
    state = dosed("media", 1.0, 1.0, 10.0)
    again = with_content(state, 500.0, 500.0)
    assert again.content_ml == 500.0
    assert again.flow_ml_per_h == state.flow_ml_per_h
    for wrong in (-1.0, 501.0, float("nan")):
        with pytest.raises(ValueError, match="0 to 500 mL"):
            with_content(state, wrong, 500.0)
