"""Exchanges in parts, dilution, and what is owed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.domain.exchange import (
    SMALLEST_PART_ML,
    carry_after,
    check_request,
    dilution_of,
    plan_exchange,
    volume_after_waste_ml,
    volume_for_dilution,
    with_carry,
)
from pioreactor.domain.headroom import fill_limit_ml
from pioreactor.domain.volumes import VialState, apply_dose
from pioreactor.exc import VialFullError

VIAL = VialState(current_volume_ml=15.0, volume_sd_ml=0.2, efflux_tube_volume_ml=15.0)
LIMITS = {"max_fill_ml": 18.0, "capacity_ml": 20.0}


def test_a_small_exchange_is_one_part():
    assert plan_exchange(0.5, {"media": 0.5}, max_subdose_ml=1.0, state=VIAL, **LIMITS) == [({"media": 0.5}, 0.5)]


def test_a_large_one_is_halved_until_every_part_is_small_enough():
    parts = plan_exchange(3.0, {"media": 2.0, "alt_media": 1.0}, max_subdose_ml=1.0, state=VIAL, **LIMITS)
    assert len(parts) == 4
    assert parts[0] == ({"media": 0.5, "alt_media": 0.25}, 0.75)


def test_a_vial_with_little_room_gets_smaller_parts_and_a_full_one_none():
    tight = VIAL._replace(current_volume_ml=17.7)
    assert len(plan_exchange(1.0, {"media": 1.0}, max_subdose_ml=1.0, state=tight, **LIMITS)) == 4
    with pytest.raises(VialFullError):
        plan_exchange(1.0, {"media": 1.0}, max_subdose_ml=1.0, state=VIAL._replace(current_volume_ml=17.99), **LIMITS)
    unsure = VIAL._replace(volume_sd_ml=2.6)
    with pytest.raises(VialFullError, match="known to"):
        plan_exchange(1.0, {"media": 1.0}, max_subdose_ml=1.0, state=unsure, **LIMITS)


@pytest.mark.parametrize(
    ("waste", "additions"), [(1.0, {"media": 1.1}), (-1.0, {}), (1.0, {"media": -0.1}), (math.nan, {"media": 0.0})]
)
def test_what_cannot_be_meant_is_refused(waste, additions):
    with pytest.raises(ValueError, match=r"mL"):
        check_request(waste, additions)


@given(
    st.dictionaries(st.sampled_from(["media", "alt_media", "salt"]), st.floats(0, 20), min_size=1),
    st.floats(0, 5),
    st.floats(0.05, 5),
    st.floats(5, 18),
    st.floats(0, 2),
)
def test_no_plan_ever_fills_the_vial_too_far(additions, more_waste, subdose, volume, sd):
    """The parts add up, none is too large, and the books stay under the limit at every step."""
    state = VialState(current_volume_ml=volume, volume_sd_ml=sd, efflux_tube_volume_ml=min(volume, 15.0))
    waste = sum(additions.values()) + more_waste
    try:
        parts = plan_exchange(waste, additions, max_subdose_ml=subdose, state=state, **LIMITS)
    except VialFullError:
        return
    except ValueError:
        assert sum(additions.values()) / subdose > 512
        return
    assert sum(part.waste_ml for part in parts) == pytest.approx(waste)
    for name, wanted in additions.items():
        assert sum(part.additions[name] for part in parts) == pytest.approx(wanted)
    limit = fill_limit_ml(state, **LIMITS)
    for part in parts:
        assert part.inflow_ml <= subdose + 1e-6
        for name, ml in part.additions.items():
            state = apply_dose(state, f"add_{name}", ml, 20.0)
            assert state.current_volume_ml <= limit + 1e-5
        state = apply_dose(state, "remove_waste", 3.0 * part.waste_ml, 20.0)


@given(st.floats(1e-4, 1), st.floats(10, 40), st.floats(0.1, 1))
def test_dilution_and_volume_are_inverse(dilution, volume, subdose):
    """But for the step where an exchange begins to be made in more parts."""
    inflow = volume_for_dilution(dilution, volume, subdose)
    assert dilution_of(inflow, volume, subdose) == pytest.approx(dilution, rel=0.3 * subdose / volume + 1e-6)
    assert volume_for_dilution(0.0, volume, subdose) == 0.0


@given(st.lists(st.floats(0, 1.5), max_size=40), st.floats(0.1, 5))
def test_what_is_owed_stays_bounded_and_is_given(shares, nominal):
    """Whatever the pumps deliver, the debt is at most one exchange; once they work it is paid off."""
    carry = 0.0
    for share in shares:
        wanted = with_carry(nominal, carry)
        assert 0.0 <= wanted <= 2 * nominal
        carry = carry_after(nominal + carry, share * wanted, nominal)
        assert abs(carry) <= nominal
    for _ in range(3):
        wanted = with_carry(nominal, carry)
        carry = carry_after(nominal + carry, wanted, nominal)
    assert carry == pytest.approx(0.0, abs=1e-9)


def test_nothing_is_owed_to_an_exchange_that_was_complete():
    assert carry_after(0.5, 0.5, 0.5) == 0.0
    assert carry_after(0.5, 0.2, 0.5) == pytest.approx(0.3)
    assert SMALLEST_PART_ML > 0


def test_stirring_lowers_what_stays_in_the_vial():
    assert volume_after_waste_ml(VIAL, 0.0) > volume_after_waste_ml(VIAL, 500.0) > volume_after_waste_ml(VIAL, 1000.0)
    assert volume_after_waste_ml(VIAL, None) == volume_after_waste_ml(VIAL, 500.0)
    assert volume_after_waste_ml(VIAL._replace(current_volume_ml=10.0), 500.0) == 10.0
