from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pioreactor.simulation.physics import growth
from pioreactor.simulation.physics.presets import ECOLI_MINIMAL, ECOLI_RICH, PRESETS, YEAST, preset


def culture_of(organism, od=0.05, volume=15.0, lag_h=0.0):
    return growth.Culture(
        live=od * organism.mass_per_od * volume,
        substrate=organism.first_substrate * volume,
        lag=growth.initial_lag(organism.mu_max, lag_h),
    )


def grow(culture, organism, hours, temperature=None, dt=10.0, volume=15.0):
    for _ in range(round(hours * 3600 / dt)):
        growth.step(culture, organism, volume, organism.t_opt if temperature is None else temperature, dt, 1.0)


@pytest.mark.parametrize("organism", [YEAST, ECOLI_MINIMAL, ECOLI_RICH], ids=lambda o: o.name)
def test_temperature_factor_is_one_at_the_optimum_and_zero_outside(organism):
    assert growth.temperature_factor(organism, organism.t_opt) == pytest.approx(1.0)
    assert growth.temperature_factor(organism, organism.t_min) == 0.0
    assert growth.temperature_factor(organism, organism.t_max + 1) == 0.0
    assert 0.0 < growth.temperature_factor(organism, organism.t_opt - 8) < 1.0


def test_exponential_growth_has_the_organisms_rate():
    culture = culture_of(ECOLI_MINIMAL, od=0.01)
    grow(culture, ECOLI_MINIMAL, 1.0)
    # 0.70/h less death and the approach to the carrying capacity
    assert culture.growth_rate == pytest.approx(0.70, rel=0.01)


def test_lag_delays_growth_by_the_hours_asked_for():
    quick, slow = culture_of(YEAST), culture_of(YEAST, lag_h=1.5)
    grow(quick, YEAST, 6.0)
    grow(slow, YEAST, 7.5)
    assert slow.live == pytest.approx(quick.live, rel=0.03)


def test_yeast_shifts_to_ethanol_after_about_fourteen_hours():
    culture = culture_of(YEAST, od=0.02, lag_h=1.5)
    grow(culture, YEAST, 13.0)
    assert culture.growth_rate > 0.25
    grow(culture, YEAST, 3.0)
    assert culture.growth_rate < 0.1
    assert culture.substrate / 15.0 < 0.1
    ethanol = culture.product
    grow(culture, YEAST, 6.0)
    assert culture.growth_rate > 0.03
    assert culture.product < ethanol


@settings(max_examples=60, deadline=None)
@given(
    organism=st.sampled_from([p.organism for p in PRESETS.values()]),
    od=st.floats(0.001, 20),
    substrate=st.floats(0.0, 20.0),
    temperature=st.floats(-5.0, 70.0),
    dt=st.floats(0.01, 10.0),
    noise=st.floats(0.9, 1.1),
)
def test_nothing_becomes_negative_and_biomass_comes_from_substrate(organism, od, substrate, temperature, dt, noise):
    culture = culture_of(organism, od=od)
    culture.substrate = substrate * 15.0
    before_cells = culture.live + culture.dead + culture.film
    before_food = culture.substrate
    for _ in range(20):
        growth.step(culture, organism, 15.0, temperature, dt, noise)
    for amount in (culture.live, culture.dead, culture.substrate, culture.product, culture.film):
        assert amount >= 0.0
    assert before_food - culture.substrate == pytest.approx(culture.consumed, rel=1e-9, abs=1e-9)
    lysed = before_cells + culture.made - (culture.live + culture.dead + culture.film)
    assert lysed >= -1e-9 * before_cells
    ethanol_made = organism.product_yield * culture.consumed
    most = organism.yield_first * culture.consumed + organism.yield_second * ethanol_made
    assert culture.made <= most + 1e-9


def test_chemostat_settles_at_monods_concentration():
    organism, volume, dilution = ECOLI_RICH, 15.0, 0.9
    culture = culture_of(organism, od=0.5)
    share = -math.expm1(-dilution * 10.0 / 3600.0)
    for _ in range(10 * 360):
        for name in ("live", "dead", "substrate"):
            setattr(culture, name, getattr(culture, name) * (1.0 - share))
        culture.substrate += share * organism.first_substrate * volume
        growth.step(culture, organism, volume, organism.t_opt, 10.0, 1.0)
    crowding = 1.0 - culture.live / volume / organism.capacity
    needed = dilution + organism.death + organism.attach
    expected = organism.half_saturation * needed / (organism.mu_max * crowding - needed)
    assert culture.substrate / volume == pytest.approx(expected, rel=0.15)
    assert culture.growth_rate == pytest.approx(needed, rel=0.01)


def test_washout_when_dilution_beats_growth():
    culture = culture_of(ECOLI_MINIMAL, od=0.5)
    for _ in range(10 * 360):
        culture.live *= math.exp(-0.9 * 10.0 / 3600.0)
        growth.step(culture, ECOLI_MINIMAL, 15.0, ECOLI_MINIMAL.t_opt, 10.0, 1.0)
    assert culture.live < 0.2 * 0.5 * ECOLI_MINIMAL.mass_per_od * 15.0


def test_short_and_long_steps_agree():
    fine, coarse = culture_of(YEAST, lag_h=1.5), culture_of(YEAST, lag_h=1.5)
    grow(fine, YEAST, 10.0, dt=1.0)
    grow(coarse, YEAST, 10.0, dt=10.0)
    assert coarse.live == pytest.approx(fine.live, rel=2e-3)


def test_unknown_preset_names_the_known_ones():
    with pytest.raises(KeyError, match="demo"):
        preset("yoghurt")


def test_clear_vial_stays_clear():
    culture = culture_of(YEAST, od=0.0)
    grow(culture, YEAST, 1.0)
    assert culture.live == 0.0
    assert culture.growth_rate == 0.0
