"""Observer and controller against a small vial: the acceptance figures with a handful of units, and start-up."""

from __future__ import annotations

import copy
import functools

import pytest

from pioreactor.domain.thermal import (
    Evidence,
    ThermalCalibration,
    ThermalMode,
    ThermalQuality,
    ThermalRegulator,
    ThermalSettings,
    ThermalWarning,
    holder_of,
    learned_from_json,
)
from pioreactor.domain.thermal.model import Deviations
from tests.unit.domain.thermal_vial import Bench, ThermalVial

V10 = holder_of("pioreactor_20ml", "1.0")
V11 = holder_of("pioreactor_20ml", "1.5")
ML40 = holder_of("pioreactor_40ml", "1.5")


def bench(holder=V11, target=37.0, settings=None, calibration=None, **vial) -> Bench:
    regulator = ThermalRegulator(holder, settings, volume_ml=vial.get("volume_ml", 15.0), calibration=calibration)
    return Bench(ThermalVial(holder, **vial), regulator, target)


@functools.cache
def _rested() -> Bench:
    b = bench().start_cold()
    b.run(3000)
    return b


def resting() -> Bench:
    """A nominal vial that has been held for a while; made once, copied for every test."""
    return copy.deepcopy(_rested())


def minutes_to_stay(b: Bench, final: float, within: float = 0.5) -> float:
    last_outside = max((k for k, value in enumerate(b.liquids) if abs(value - final) > within), default=-1)
    return (last_outside + 1) * 2.0 / 60.0


@pytest.mark.parametrize(("holder", "volume", "limit"), [(V10, 15.0, 13.0), (V11, 15.0, 11.0), (ML40, 35.0, 17.0)])
def test_warms_up_soon_without_overshoot_and_holds(holder, volume, limit):
    b = bench(holder, volume_ml=volume, gain=0.96, loss=1.08).start_cold()
    b.run(3600)
    final = sum(b.liquids[-300:]) / 300
    assert minutes_to_stay(b, final) <= limit
    assert max(b.liquids) - final <= 0.25
    assert final == pytest.approx(37.0, abs=0.3)
    assert max(b.liquids[-300:]) - min(b.liquids[-300:]) <= 0.10
    assert max(d.plate_c for d in b.decisions) < holder.reduce_c
    assert all(d.fault is None for d in b.decisions)


def test_a_nominal_unit_without_offset_is_exact():
    b = resting()
    assert b.vial.liquid_c == pytest.approx(37.0, abs=0.05)
    assert b.decisions[-1].mode in (ThermalMode.HOLD, ThermalMode.WIGGLE)
    assert b.decisions[-1].quality is ThermalQuality.UNCALIBRATED


@pytest.mark.parametrize("by", [Deviations(leak=0.25), Deviations(plate=0.08), Deviations(leak=-0.2, glass=0.15)])
def test_a_unit_that_leaks_past_the_liquid_or_holds_other_heat_is_found_out(by):
    b = bench(by=by).start_cold()
    b.run(3600)
    assert b.vial.liquid_c == pytest.approx(37.0, abs=0.25)
    n = len(b.liquids)
    before = b.decisions[-1].liquid_c - b.liquids[-1]
    give(b, 5.0)
    b.run(600)
    errors = [d.liquid_c - true - before for d, true in zip(b.decisions[n:], b.liquids[n:], strict=True)]
    assert max(map(abs, errors)) < 0.25
    assert b.decisions[-1].fault is None


def mix_in(b: Bench, volume_ml: float) -> None:
    """Add liquid of the room's temperature."""
    share = 4.18 * volume_ml / (4.18 * (b.vial.volume_ml + volume_ml) + 15.0)
    plate, glass, liquid = b.vial.nodes
    b.vial.nodes = (plate, glass, liquid + share * (b.vial.room_c - liquid))
    b.vial.volume_ml += volume_ml


def give(b: Bench, volume_ml: float) -> None:
    """Pump liquid of the room's temperature in, and say so."""
    mix_in(b, volume_ml)
    b.regulator.dose(volume_ml)


def test_a_cold_dose_is_made_good_and_the_estimate_never_lost():
    b = resting()
    before = b.vial.liquid_c
    give(b, 5.0)
    n = len(b.liquids)
    b.run(900)
    errors = [abs(d.liquid_c - true) for d, true in zip(b.decisions[n:], b.liquids[n:], strict=True)]
    assert max(errors) < 0.5
    late = [abs(value - before) for value in b.liquids[n + 180 :]]
    assert max(late) < 0.5, "back within 0.5 K after 6 min"
    assert max(b.liquids[n:]) - before < 0.3


def test_a_dose_that_nobody_announced_is_noticed():
    b = resting()
    plate, glass, liquid = b.vial.nodes
    b.vial.nodes = (plate, glass, liquid - 3.0)
    n = len(b.liquids)
    b.run(1200)
    assert all(abs(value - 37.0) < 0.5 for value in b.liquids[n + 240 :])


@functools.cache
def _rested_unlike(unit: int) -> Bench:
    """A v1.0 that differs from the nominal one in what is learned while it warms up, held for half an hour."""
    vials = (
        {"by": Deviations(leak=0.25), "seed": 2},
        {"by": Deviations(-0.1, 0.1, -0.1, 0.0, 0.1), "gain": 0.92, "offset": 0.3, "seed": 5},
    )
    b = bench(V10, **vials[unit]).start_cold()
    b.run(2700)
    return b


@pytest.mark.parametrize("unit", [0, 1])
def test_what_nobody_announced_is_made_good(unit):
    """A dose by hand, an opened window: neither is taken for a leak that has changed."""
    dosed = copy.deepcopy(_rested_unlike(unit))
    held = dosed.vial.liquid_c
    mix_in(dosed, 5.0)
    n = len(dosed.liquids)
    dosed.run(1500)
    assert min(dosed.liquids[n:]) < held - 2.5
    assert all(abs(value - held) < 0.5 for value in dosed.liquids[n + 300 :]), "back within 0.5 K after 10 min"

    cooled = copy.deepcopy(_rested_unlike(unit))
    cooled.vial.room_c -= 5.0
    cooled.run(1500)
    assert max(abs(value - held) for value in cooled.liquids[n:]) < 0.6
    for b in (dosed, cooled):
        assert all(d.fault is None for d in b.decisions)


def test_stirring_off_and_on_again_does_not_disturb():
    b = resting()
    b.vial.is_stirred = False
    b.regulator.set_stirring(False)
    n = len(b.liquids)
    decision = b.run(1200)
    assert decision.quality is ThermalQuality.NOT_STIRRED
    assert ThermalWarning.NOT_STIRRED in decision.warnings
    b.vial.is_stirred = True
    b.regulator.set_stirring(True)
    b.run(900)
    assert max(abs(value - 37.0) for value in b.liquids[n:]) < 0.3
    assert b.decisions[-1].fault is None


@pytest.mark.parametrize("target_c", [30.0, 37.0, 45.0])
def test_without_stirring_the_plate_stays_within_25_degrees_of_the_target(target_c):
    """Little heat gets into the liquid then, and the layer at the bottom would be cooked; 74 °C is the usual limit."""
    b = bench(target=target_c).start_cold()
    b.vial.is_stirred = False
    b.regulator.set_stirring(False)
    b.run(2400)
    assert max(decision.plate_c for decision in b.decisions) == pytest.approx(target_c + 25.0, abs=0.1)
    assert b.liquids[-1] == pytest.approx(target_c, abs=0.3)
    assert b.decisions[-1].fault is None


def test_new_targets_are_followed_and_kept_within_the_limits():
    b = bench(target=30.0).start_cold()
    b.run(1200)
    b.regulator.target_c = 37.0
    n = len(b.liquids)
    b.run(1200)
    assert all(abs(value - 37.0) < 0.5 for value in b.liquids[n + 300 :]), "10 min later it is there to stay"
    b.regulator.target_c = 90.0
    assert b.regulator.target_c == 50.0
    b.regulator.target_c = -3.0
    assert b.regulator.target_c == 0.0


def test_a_target_beyond_the_plate_cap_is_saturated_and_says_what_can_be_held():
    b = bench(V10, target=48.0, room_c=20.0).start_cold()
    decision = b.run(4800)
    assert decision.mode is ThermalMode.SATURATED
    assert ThermalWarning.SATURATED in decision.warnings
    assert 43.0 < b.regulator.reachable_c < 48.0
    assert b.vial.liquid_c == pytest.approx(b.regulator.reachable_c, abs=0.7)
    assert max(d.plate_c for d in b.decisions) < V10.reduce_c


def test_a_ramp_shapes_the_target():
    b = bench(target=32.0, settings=ThermalSettings(ramp_c_per_min=0.25)).start_cold()
    b.run(1200)
    assert b.vial.liquid_c < 22.0 + 0.25 * 20.0 + 0.6
    b.run(2400)
    assert b.vial.liquid_c == pytest.approx(32.0, abs=0.2)


def test_a_user_may_cap_the_plate():
    b = bench(target=37.0, settings=ThermalSettings(plate_cap_c=50.0)).start_cold()
    b.run(1500)
    assert max(d.plate_c for d in b.decisions) < 51.0
    assert b.vial.liquid_c == pytest.approx(37.0, abs=0.3)


def test_only_recording_and_constant_duty():
    b = bench(target=None).start_cold()
    assert b.run(120).duty == 0.0
    b.regulator.constant_duty = 0.2
    assert b.run(600).duty in (pytest.approx(0.2), 0.0, pytest.approx(0.4))
    assert b.run(1200).fault is None
    assert b.decisions[-1].liquid_c == pytest.approx(b.vial.liquid_c, abs=0.3)


def test_paused_means_off_while_the_observer_goes_on():
    b = resting()
    b.regulator.is_paused = True
    n = len(b.duties)
    decision = b.run(1200)
    assert set(b.duties[n:]) == {0.0}
    assert decision.reason == "paused"
    assert decision.liquid_c == pytest.approx(b.vial.liquid_c, abs=0.3)


def test_an_unknown_vial_is_observed_before_it_is_heated():
    b = bench()
    b.vial.nodes = (30.0, 31.0, 31.5)
    b.regulator.begin(Evidence(heater_off_s=300.0))
    n = len(b.duties)
    first = b.run(88)
    assert set(b.duties[n:]) == {0.0}
    assert first.quality is ThermalQuality.LEARNING
    assert not first.has_estimate
    b.run(120)
    assert max(b.duties) > 0.0
    assert abs(b.decisions[-1].liquid_c - b.vial.liquid_c) < 1.5
    b.run(1200)
    assert b.vial.liquid_c == pytest.approx(37.0, abs=0.6)
    assert b.decisions[-1].fault is None


def test_a_cold_unit_tells_its_temperature_at_once_and_heats_after_a_minute():
    b = bench()
    b.regulator.begin(Evidence(heater_off_s=7200.0))
    assert b.run(2).has_estimate
    b.run(56)
    assert set(b.duties) == {0.0}
    assert b.run(10).duty == 1.0


def test_a_fridge_cold_vial_in_a_cold_unit_is_not_taken_for_cold_throughout():
    b = bench()
    b.vial.nodes = (22.0, 22.0, 8.0)
    b.regulator.begin(Evidence(heater_off_s=7200.0))
    assert b.run(62).quality is ThermalQuality.LEARNING
    b.run(120)
    assert abs(b.decisions[-1].liquid_c - b.vial.liquid_c) < 2.5
    b.run(2400)
    assert b.vial.liquid_c == pytest.approx(37.0, abs=0.7)
    assert b.decisions[-1].fault is None


def test_a_short_break_goes_on_with_the_earlier_estimate():
    b = resting()
    state = b.regulator.state()
    for _ in range(60):
        b.vial.advance(0.0)
    again = Bench(b.vial, ThermalRegulator(V11, volume_ml=15.0))
    again.regulator.begin(Evidence(heater_off_s=120.0, state=state, gap_s=120.0))
    first = again.run(2)
    assert first.has_estimate
    assert first.liquid_c == pytest.approx(b.vial.liquid_c, abs=0.3)
    assert again.run(4).duty > 0.0
    assert again.decisions[-1].liquid_sd_k >= b.decisions[-1].liquid_sd_k
    assert again.regulator.observer.learned == b.regulator.observer.learned, "known stays known"


@pytest.mark.parametrize(
    "state",
    [{}, {"x": [1.0] * 11}, {"x": ["a"] * 11, "covariance": [0.0] * 66}, {"x": [30.0] * 11, "covariance": [1.0]}],
)
def test_a_broken_state_means_an_unknown_start(state):
    b = bench()
    b.regulator.begin(Evidence(heater_off_s=120.0, state=state, gap_s=120.0))
    assert not b.run(2).has_estimate


def test_what_was_learned_is_used_again():
    b = bench(gain=0.9).start_cold()
    b.run(2400)
    learned = b.regulator.learned()
    assert learned is not None
    assert learned.values[0] == pytest.approx(-0.105, abs=0.06)
    assert learned_from_json(learned.as_json()) == learned
    again = bench(gain=0.9)
    again.regulator.start_cold(again.vial.read(), learned)
    assert again.run(2).gain == pytest.approx(0.9, abs=0.06)
    assert learned_from_json({"values": [0.0, 0.0], "block": []}) is None
    assert learned_from_json({"values": [9.0] + [0.0] * 5, "block": [[1.0] * 6] * 6}) is None
    assert learned_from_json({"values": [0.0] * 3, "block": [[1.0] * 3] * 3}) is None, "of an earlier release"


def test_one_point_removes_an_offset_and_targets_are_met_afterwards():
    b = bench(offset=0.6).start_cold()
    b.run(2400)
    assert b.vial.liquid_c == pytest.approx(36.4, abs=0.1)
    b.regulator.calibrate_with(b.vial.liquid_c)
    b.run(1200)
    assert b.vial.liquid_c == pytest.approx(37.0, abs=0.12)
    assert b.decisions[-1].quality is ThermalQuality.OK
    assert b.decisions[-1].fault is None
    with pytest.raises(ValueError, match="no calibration"):
        b.regulator.calibrate_with(41.0)


def test_a_calibration_of_the_leak_aims_higher_inside():
    calibration = ThermalCalibration(0.0, 0.02, has_warm_point=True)
    assert calibration.published_c(36.0, 22.0) == pytest.approx(36.28)
    assert calibration.internal_target_c(36.28, 22.0) == pytest.approx(36.0)
    assert calibration.published_sd_k(0.0, 37.0, 22.0) < ThermalCalibration().published_sd_k(0.0, 37.0, 22.0)
