"""The guard against overfilling."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.domain.headroom import check_inflow, fill_limit_ml, headroom_ml
from pioreactor.domain.volumes import INITIAL_SD_ML, VialState, apply_dose
from pioreactor.exc import VialFullError

CAPACITY = 20.0
START = VialState(current_volume_ml=14.0, volume_sd_ml=0.3, efflux_tube_volume_ml=14.0)

volumes = st.floats(0.0, 30.0)
states = st.builds(VialState, current_volume_ml=st.floats(0.0, CAPACITY), volume_sd_ml=st.floats(0.0, CAPACITY))


def test_what_fits_is_permitted_and_what_does_not_is_refused_with_numbers():
    state = START._replace(current_volume_ml=17.2)
    assert headroom_ml(state, 18.0, 20.0) == pytest.approx(0.8)
    check_inflow(state, 0.8, 18.0, 20.0)
    check_inflow(state, 0.0, 18.0, 20.0)
    with pytest.raises(VialFullError, match=r"holds 17\.2 mL, the limit is 18\.0 mL, so at most 0\.[78]\d mL"):
        check_inflow(state, 0.81, 18.0, 20.0)


@pytest.mark.parametrize("volume", [math.nan, math.inf, -math.inf, -0.1, 1e300])
def test_what_is_no_amount_is_refused(volume):
    with pytest.raises(VialFullError, match="the limit is 18"):
        check_inflow(START, volume, 18.0, 20.0)


def test_a_full_vial_takes_nothing():
    for held in (18.0, 18.5, 20.0):
        state = START._replace(current_volume_ml=held)
        assert headroom_ml(state, 18.0, 20.0) == 0.0
        with pytest.raises(VialFullError, match="nothing can be added"):
            check_inflow(state, 0.01, 18.0, 20.0)


def test_a_volume_that_is_hardly_known_lowers_the_limit():
    unsure = START._replace(volume_sd_ml=2.0)
    assert fill_limit_ml(unsure, 18.0, 20.0) == 16.0
    with pytest.raises(VialFullError, match=r"known to ±4\.0 mL only"):
        check_inflow(unsure, 2.5, 18.0, 20.0)
    assert fill_limit_ml(START._replace(volume_sd_ml=INITIAL_SD_ML), 18.0, 20.0) == 18.0


@pytest.mark.parametrize("limits", [(math.nan, 20.0), (math.inf, math.inf), (18.0, math.nan)])
def test_limits_that_are_not_known_allow_nothing(limits):
    assert headroom_ml(START, *limits) == 0.0


@given(states, volumes, volumes)
def test_no_series_of_permitted_doses_gets_above_the_limit(state, first, second):
    for volume in (first, second, *[0.5] * 10):
        try:
            check_inflow(state, volume, 18.0, CAPACITY)
        except VialFullError:
            continue
        before = state
        state = apply_dose(state, "add_media", volume, CAPACITY)
        assert state.current_volume_ml <= max(18.0 + 1e-5, before.current_volume_ml)
