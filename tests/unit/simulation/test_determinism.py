from __future__ import annotations

import time

import pytest


def course(hands, looks):
    """The same commands at the same instants, with more or fewer looks in between."""
    seen = []
    start = hands.t
    hands.drive("stirring", 30)
    for k in range(24):
        hands.t = start + 5.0 + 75.0 * k
        if k == 5:
            hands.drive("media", 80)
        if k == 6:
            hands.drive("media", 0)
        if k == 10:
            hands.drive("heating", 50)
        hands.led(80)
        for look in range(looks):
            hands.t += 0.5 / looks
            hands.adc_volts(0x4A)
            hands.read(0x4F, 0)
            if looks > 5 and look % 4 == 0:
                hands.unit.truth(hands.t)
        hands.t = start + 5.0 + 75.0 * k + 0.6
        seen.append((hands.read(0x4A, 0), hands.read(0x49, 0), hands.read(0x4F, 0)))
        hands.led(0)
    return seen, hands.unit.truth(hands.t)


def test_same_seed_and_commands_give_the_same_course_whoever_looks(build):
    few, truth_few = course(build("yeast", od=0.5, lag_h=0.0, rail_v=12.0), 2)
    many, truth_many = course(build("yeast", od=0.5, lag_h=0.0, rail_v=12.0), 40)
    for name in ("od600", "volume_ml", "liquid_temperature_c", "substrate_g_per_l"):
        assert truth_few[name] == truth_many[name]
    assert [t for _, _, t in few] == [t for _, _, t in many]
    for (a, b, _), (c, d, _) in zip(few, many, strict=True):
        for one, two in ((a, c), (b, d)):
            assert abs(int.from_bytes(one, "big") - int.from_bytes(two, "big")) <= 1


def test_the_same_again_is_identical(build):
    first = course(build("yeast", od=0.5), 10)
    assert course(build("yeast", od=0.5), 10) == first


def test_another_seed_is_another_unit(build):
    assert course(build("yeast", od=0.5, seed=2), 2) != course(build("yeast", od=0.5), 2)


def test_a_fault_does_not_move_the_biology(build):
    calm, troubled = build("yeast", od=0.5), build("yeast", od=0.5)
    troubled.unit.faults.add("i2c.bitflip", troubled.t + 10.0, severity=0.5)
    _, one = course(calm, 5)
    _, two = course(troubled, 5)
    assert one["od600"] == two["od600"]


def test_an_hour_of_readings_takes_seconds(build):
    hands = build("yeast", od=0.2, lag_h=0.0)
    hands.drive("stirring", 30)
    hands.drive("heating", 30)
    start = time.process_time()
    for _ in range(720):
        hands.snapshot()
        hands.wait(5.0 - 1.04)
    assert time.process_time() - start < 5.0


def test_noise_free_unit_grows_at_the_rate_it_says(build):
    hands = build("yeast", od=0.05, lag_h=0.0, noise=False)
    hands.drive("stirring", 30)
    a = hands.unit.truth(hands.t)["od600"]
    hands.wait(3600)
    truth = hands.unit.truth(hands.t)
    assert truth["od600"] / a == pytest.approx(2.718281828 ** truth["growth_rate_per_h"], rel=0.03)
