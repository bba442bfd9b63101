from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.domain.volumes import (
    MEASURED_SD_ML,
    PINNED_SD_ML,
    VialState,
    apply_dose,
    liquid_above_tube_ml,
    set_by_hand,
)

CAPACITY = 20.0
START = VialState(current_volume_ml=14.0, volume_sd_ml=0.3, efflux_tube_volume_ml=14.0)

volumes = st.floats(0.0, 30.0)
states = st.builds(
    VialState,
    current_volume_ml=st.floats(0.0, CAPACITY),
    volume_sd_ml=st.floats(0.0, CAPACITY),
    efflux_tube_volume_ml=st.floats(0.0, CAPACITY),
    alt_media_fraction=st.floats(0.0, 1.0),
    cumulative_media_added_ml=st.floats(0.0, 1e4),
    cumulative_alt_media_added_ml=st.floats(0.0, 1e4),
    cumulative_waste_removed_ml=st.floats(0.0, 1e4),
)
events = st.sampled_from(["add_media", "add_alt_media", "add_salt", "remove_waste"])
signed = st.floats(-30.0, 30.0)


@given(states, st.lists(st.tuples(events, signed), max_size=12))
def test_whatever_happens_the_books_stay_in_their_ranges(state, doses):
    for event, volume in doses:
        state = apply_dose(state, event, volume, CAPACITY)
        assert 0.0 <= state.current_volume_ml <= CAPACITY
        assert 0.0 <= state.volume_sd_ml <= CAPACITY
        assert 0.0 <= state.alt_media_fraction <= 1.0
        assert min(state[4:]) >= 0.0
        assert all(math.isfinite(value) for value in state)


@given(states, events, volumes, st.floats(0.0, 1.0))
def test_a_dose_may_be_booked_in_parts(state, event, volume, share):
    whole = apply_dose(state, event, volume, 1e9)
    first = apply_dose(state, event, share * volume, 1e9)
    parts = apply_dose(first, event, volume - share * volume, 1e9)
    assert parts == pytest.approx(whole, rel=1e-9, abs=1e-9)


@given(states, events.filter(lambda event: event != "remove_waste"), volumes, st.floats(0.0, 1.0))
def test_a_correction_takes_back_what_was_booked_ahead(state, event, volume, share):
    state = state._replace(current_volume_ml=max(0.5, state.current_volume_ml))
    ahead = apply_dose(state, event, volume, 1e9)
    corrected = apply_dose(ahead, event, -share * volume, 1e9)
    assert corrected == pytest.approx(apply_dose(state, event, volume - share * volume, 1e9), rel=1e-6, abs=1e-6)


@given(states, volumes)
def test_waste_never_takes_the_level_below_its_tube_nor_adds(state, volume):
    after = apply_dose(state, "remove_waste", volume, CAPACITY)
    assert min(state.current_volume_ml, state.efflux_tube_volume_ml) <= after.current_volume_ml
    assert after.current_volume_ml <= state.current_volume_ml
    assert after.alt_media_fraction == state.alt_media_fraction


def test_fractions_and_totals():
    state = apply_dose(START, "add_alt_media", 1.0, CAPACITY)
    assert state.alt_media_fraction == pytest.approx(1 / 15)
    assert state.cumulative_alt_media_added_ml == 1.0
    diluted = apply_dose(state, "add_media", 1.0, CAPACITY)
    assert diluted.alt_media_fraction == pytest.approx(1 / 16)
    assert diluted.cumulative_media_added_ml == 1.0
    # A pump of a plugin dilutes as well, and has no total of its own.
    salted = apply_dose(diluted, "add_salt", 1.0, CAPACITY)
    assert salted.alt_media_fraction == pytest.approx(1 / 17)
    assert salted[4:] == diluted[4:]
    assert apply_dose(state, "shaken", 3.0, CAPACITY) == state
    full = VialState(current_volume_ml=0.0, alt_media_fraction=0.25)
    assert apply_dose(full, "add_media", 0.0, CAPACITY).alt_media_fraction == 0.25


@pytest.mark.parametrize("volume", [math.nan, math.inf, -math.inf])
def test_what_is_no_volume_is_not_booked(volume):
    with pytest.raises(ValueError, match="cannot be booked"):
        apply_dose(START, "add_media", volume, CAPACITY)


def test_a_volume_that_would_spill_is_kept_at_the_rim():
    assert apply_dose(START, "add_media", 9.0, CAPACITY).current_volume_ml == CAPACITY


def test_how_well_the_volume_is_known():
    state = apply_dose(START, "add_media", 2.0, CAPACITY, 0.05)
    assert state.volume_sd_ml == pytest.approx(0.4)
    uncalibrated = apply_dose(START, "add_media", 2.0, CAPACITY, 0.12)
    assert uncalibrated.volume_sd_ml == pytest.approx(0.54)
    # Taking out as much as went in does not tell whether the surface reached the tube …
    even = apply_dose(state, "remove_waste", 2.0, CAPACITY)
    assert even.current_volume_ml == 14.0
    assert even.volume_sd_ml == pytest.approx(0.5)
    # … pumping well beyond it does.
    pinned = apply_dose(even, "remove_waste", 4.0, CAPACITY)
    assert pinned.volume_sd_ml == PINNED_SD_ML
    # Air that is sucked far above the liquid tells nothing new.
    low = START._replace(current_volume_ml=10.0, volume_sd_ml=1.0)
    assert apply_dose(low, "remove_waste", 9.0, CAPACITY).volume_sd_ml == 1.0


def test_what_a_person_says_is_true():
    state = set_by_hand(START, CAPACITY, current_volume_ml=12.5, alt_media_fraction=0.5)
    assert (state.current_volume_ml, state.volume_sd_ml, state.alt_media_fraction) == (12.5, MEASURED_SD_ML, 0.5)
    assert set_by_hand(START, CAPACITY, efflux_tube_volume_ml=12.0).volume_sd_ml == START.volume_sd_ml
    for values in (
        {"current_volume_ml": 20.1},
        {"current_volume_ml": math.nan},
        {"efflux_tube_volume_ml": -1.0},
        {"alt_media_fraction": 1.5},
        {"cumulative_media_added_ml": math.inf},
        {"cumulative_media_added_ml": -1.0},
        {"volume_sd_ml": 1.0},
        {"colour": 1.0},
    ):
        with pytest.raises(ValueError):
            set_by_hand(START, CAPACITY, **values)


def test_what_stands_above_the_tube():
    assert liquid_above_tube_ml(START._replace(current_volume_ml=15.5)) == 1.5
    assert liquid_above_tube_ml(START._replace(current_volume_ml=12.0)) == 0.0
