from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def run(hands, pump, seconds, duty=100.0):
    hands.drive(pump, duty)
    hands.wait(seconds)
    hands.drive(pump, 0)
    hands.wait(2)
    return hands.unit.truth(hands.t)


def test_a_pump_moves_about_its_nominal_flow_with_a_small_loss_at_each_start(build):
    hands = build("clear", rail_v=12.0, spread=True)
    before = hands.unit.truth(hands.t)["volume_ml"]
    gain = hands.unit.vial.pumps["media"].gain
    once = run(hands, "media", 10.0)
    assert once["volume_ml"] - before == pytest.approx(0.0911 * gain * 10.0, rel=0.04)
    for _ in range(10):
        last = run(hands, "media", 1.0)
    ten_starts = last["volume_ml"] - once["volume_ml"]
    assert ten_starts < 0.99 * 0.0911 * gain * 10.0


def test_waste_tube_pins_the_volume(build):
    hands = build("clear", rail_v=12.0, volume_ml=15.0)
    run(hands, "media", 20.0)
    assert hands.unit.truth(hands.t)["volume_ml"] > 16.0
    level = run(hands, "waste", 120.0)["volume_ml"]
    assert level == pytest.approx(14.7, abs=0.4)
    assert run(hands, "waste", 120.0)["volume_ml"] == pytest.approx(level, abs=0.15)


def test_below_the_starting_duty_nothing_moves(build):
    hands = build("clear", rail_v=12.0)
    assert run(hands, "media", 20.0, duty=20.0)["media_added_ml"] == 0.0


def test_dilution_lowers_the_culture_by_the_volumes(build):
    hands = build("yeast", od=1.0, lag_h=90.0, rail_v=12.0)
    hands.drive("stirring", 30)
    hands.wait(5)
    before = hands.unit.truth(hands.t)
    run(hands, "media", 30.0)
    hands.wait(30)
    after = hands.unit.truth(hands.t)
    assert after["od600"] == pytest.approx(before["od600"] * before["volume_ml"] / after["volume_ml"], rel=2e-3)


def test_overflow_is_a_spill(build):
    hands = build("clear")
    hands.unit.vial.add_by_hand(hands.t, 10.0)
    truth = hands.unit.truth(hands.t)
    assert truth["volume_ml"] == pytest.approx(20.0)
    assert truth["spilled_ml"] == pytest.approx(5.0)


def test_an_empty_bottle_gives_air(build):
    hands = build("clear", rail_v=12.0)
    hands.unit.vial.liquid.feeds["media"].left_ml = 0.5
    assert run(hands, "media", 60.0)["media_added_ml"] == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(("fault", "grows"), [("pump.clog", False), ("pump.stuck_on", True)])
def test_pump_faults(build, fault, grows):
    hands = build("clear", rail_v=12.0)
    hands.unit.faults.add(fault, hands.t, target="media")
    hands.wait(1)
    truth = run(hands, "media", 20.0)
    hands.wait(20)
    later = hands.unit.truth(hands.t)
    assert (later["media_added_ml"] > truth["media_added_ml"]) is grows
    assert (truth["media_added_ml"] > 0.5) is grows


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["media", "alt_media", "waste", "stirring"]), st.floats(0, 100), st.floats(0.01, 40)),
        max_size=12,
    ),
    st.integers(0, 5),
)
def test_volume_and_mass_balance(build, commands, seed):
    hands = build("ecoli", od=1.0, lag_h=0.0, rail_v=12.0, seed=seed)
    liquid = hands.unit.vial.liquid
    food, cells = liquid.culture.substrate, liquid.culture.live
    for output, duty, seconds in commands:
        hands.drive(output, duty)
        hands.wait(seconds)
    truth = hands.unit.truth(hands.t)
    hands.unit.vial.change(hands.t)
    liquid = hands.unit.vial.liquid
    tally, culture = liquid.tally, liquid.culture
    expected = 15.0 + tally.media_ml + tally.alt_media_ml - tally.waste_ml - tally.evaporated_ml - tally.spilled_ml
    assert truth["volume_ml"] == pytest.approx(expected, rel=1e-6)
    left = culture.substrate + liquid.plume_substrate + culture.consumed + tally.substrate_out_mg
    assert left == pytest.approx(food + tally.substrate_in_mg, rel=1e-6)
    biomass = culture.live + culture.dead + culture.film + tally.biomass_out_mg
    # Lysis dissolves a little of what has died; in minutes it is far below the balance's limit of a thousandth.
    assert biomass == pytest.approx(cells + culture.made, rel=1e-3)
    assert min(liquid.bulk_ml, liquid.plume_ml, culture.live, culture.substrate) >= 0.0
