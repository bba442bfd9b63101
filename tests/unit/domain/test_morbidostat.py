"""The drug controller and the decision around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.domain.light_cycle import phase
from pioreactor.domain.morbidostat import DrugController, Settings, allowance_ml, decide

SETTINGS = Settings(target_normalized_od=1.0, target_growth_rate_per_h=0.2)


def decision(od=1.1, growth=0.6, controller=None, allowed=20.0, settings=SETTINGS):
    return decide(
        settings, controller or DrugController(1, 0, 0), normalized_od=od, growth_rate_per_h=growth, volume_ml=15.0,
        dt_h=1.0, allowed_ml=allowed,
    )  # fmt: skip


def test_growth_above_the_target_is_answered_with_the_drug():
    found = decision()
    assert found.data["fraction_of_alt_media_to_add"] == pytest.approx(0.4)
    assert found.alt_media_ml == pytest.approx(0.4 * 3.0)
    assert found.volume_ml == pytest.approx(3.0)
    assert decision(growth=0.1).alt_media_ml == 0.0
    assert decision(growth=5.0).media_ml == 0.0


def test_a_thin_culture_is_left_alone_and_a_dense_one_diluted_faster():
    assert decision(od=0.7).reason == "too_thin"
    assert decision(od=1.3).volume_ml == pytest.approx(2.5 * 3.0)


def test_parts_too_small_to_pump_are_left_out():
    found = decision(growth=0.22)
    assert found.alt_media_ml == 0.0
    assert found.media_ml == pytest.approx(0.98 * 3.0)
    tiny = decision(settings=SETTINGS._replace(target_growth_rate_per_h=0.001), growth=0.5)
    assert tiny.reason == "too_little"


def test_the_hourly_limit_holds():
    assert decision(allowed=1.0).volume_ml == pytest.approx(1.0)
    assert decision(allowed=0.0).reason == "hourly_limit"
    assert allowance_ml([(0.0, 5.0), (3000.0, 4.0)], 3700.0, 10.0) == 6.0
    assert allowance_ml([(3000.0, 40.0)], 3700.0, 10.0) == 0.0


def test_the_sum_does_not_wind_up_and_comes_back_at_once():
    controller = DrugController(kp=1.0, ki=0.5, kd=0.0)
    for _ in range(200):
        assert controller.update(3.0, 0.2, 1.0) == 1.0
    assert controller.error_sum == 0.0
    for _ in range(200):
        controller.update(0.1, 0.2, 1.0)
    assert controller.update(0.35, 0.2, 1.0) > 0.1


def test_the_sum_raises_the_share_as_well_as_lowering_it():
    controller = DrugController(kp=0.0, ki=0.5, kd=0.0)
    shares = [controller.update(0.4, 0.2, 1.0) for _ in range(5)]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(0.5)
    assert controller.update(0.1, 0.2, 1.0) < shares[-1]


def test_a_restart_goes_on_with_the_sum():
    controller = DrugController(0.0, 0.5, 0.1, error_sum=0.4, latest=0.3)
    assert controller.update(0.2, 0.2, 1.0) == pytest.approx(0.2 - 0.01)
    with pytest.raises(ValueError, match="positive"):
        controller.update(0.2, 0.2, 0.0)


@given(st.lists(st.floats(-5, 5), max_size=50), st.floats(0, 5), st.floats(0, 5), st.floats(0, 5))
def test_the_share_stays_between_nothing_and_all(rates, kp, ki, kd):
    controller = DrugController(kp, ki, kd)
    assert all(0.0 <= controller.update(rate, 0.2, 0.5) <= 1.0 for rate in rates)


@given(st.floats(0, 1e7), st.floats(0.1, 1e5), st.floats(0.1, 1e5))
def test_light_and_dark_take_turns(elapsed, light, dark):
    now = phase(elapsed, light, dark)
    assert 0.0 <= now.left_s <= max(light, dark) * (1 + 1e-9)
    within = elapsed % (light + dark)
    assert now.is_light == (within < light)


def test_a_half_that_never_comes():
    assert phase(100.0, 0.0, 5.0) == (False, float("inf"))
    assert phase(100.0, 5.0, 0.0) == (True, float("inf"))
    assert phase(0.0, 5.0, 5.0) == (True, 5.0)
