"""What a dose is planned from: amounts, calibrations, scripts; and what stops it."""

from __future__ import annotations

import math
import threading
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor import clock
from pioreactor.actions.pumping.amounts import Amount, check_amount, check_duration
from pioreactor.actions.pumping.circulating import share_on
from pioreactor.actions.pumping.flow import pace
from pioreactor.actions.pumping.lines import LINES, MEDIA, WASTE, pin_of
from pioreactor.actions.pumping.planning import check_room, check_source, plan_dose
from pioreactor.actions.pumping.rates import DEFAULT_ML_PER_S, PumpRate, rate_of
from pioreactor.actions.pumping.stop import Hearing, Stop, also_stopped_by
from pioreactor.actions.pumping.turn import turn_of
from pioreactor.actions.pumps import Step, parse_script, registered_pumps
from pioreactor.calibrations.structs import PolynomialData, RecordedData, SimplePeristalticPumpCalibration
from pioreactor.config import get_config
from pioreactor.domain.volumes import VialState
from pioreactor.exc import CalibrationError, HardwareError, PWMError, VialFullError


@pytest.fixture
def unit(make_unit):
    return make_unit(None)


def calibration(*coefficients, hz=250.0, dc=100.0, points=(1.0, 10.0)):
    return SimplePeristalticPumpCalibration(
        calibration_name="mine",
        calibrated_on_pioreactor_unit="unit1",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        curve_data_=PolynomialData(list(coefficients)),
        x="Duration",
        y="Volume",
        recorded_data=RecordedData(list(points), [0.1 * x for x in points]),
        hz=hz,
        dc=dc,
        voltage=12.0,
    )


# --- amounts


@given(st.floats(), st.sampled_from(["ml", "duration"]))
def test_an_amount_is_finite_and_not_negative_or_refused(number, name):
    given_ = {"ml": None, "duration": None, name: number}
    if math.isfinite(number) and number >= 0.0:
        amount = check_amount(given_["ml"], given_["duration"], False)
        assert amount.is_nothing == (number == 0.0)
        assert check_duration(number) == number
    else:
        with pytest.raises(ValueError, match="finite"):
            check_amount(given_["ml"], given_["duration"], False)
        with pytest.raises(ValueError, match="finite"):
            check_duration(number)


@pytest.mark.parametrize("wrong", [(None, None, False), (1.0, 1.0, False), (1.0, None, True), (0.0, 0.0, False)])
def test_exactly_one_way_to_say_it(wrong):
    with pytest.raises(ValueError, match="exactly one"):
        check_amount(*wrong)


# --- calibrations


@given(st.floats(0.03, 2.0), st.floats(-0.01, 0.02), st.floats(0.0, 500.0), st.floats(0.0, 500.0))
def test_a_calibrated_pump_never_takes_back(slope, offset, a, b):
    rate = PumpRate(calibration(slope, offset))
    assert 0.0 <= rate.ml_in(min(a, b)) <= rate.ml_in(max(a, b))
    assert rate.ml_in(0.0) == 0.0
    assert rate.ml_per_s == pytest.approx(slope)
    ml = max(0.05, rate.ml_in(a))
    assert rate.ml_in(rate.seconds_for(ml)) == pytest.approx(ml, abs=1e-6)


@pytest.mark.parametrize(
    "unusable",
    [
        calibration(0.0),
        calibration(-0.1, 0.0),
        calibration(0.0, 1.0),
        calibration(math.nan, 0.0),
        calibration(-0.01, 0.1, 0.0),
        calibration(0.1, 0.0, dc=0.0),
        calibration(0.1, 0.0, dc=101.0),
        calibration(0.1, 0.0, hz=0.0),
        calibration(0.1, 0.0, hz=math.nan),
    ],
)
def test_a_calibration_that_cannot_be_one_is_refused(unusable):
    with pytest.raises(CalibrationError, match="Calibrate the pump again"):
        PumpRate(unusable)


def test_far_from_what_was_calibrated_is_told():
    rate = PumpRate(calibration(0.1, 0.0, points=(5.0, 10.0)))
    assert rate.complaint(4.0) == rate.complaint(25.0) == ""
    assert "far from what was calibrated (5 to 10 s, mine)" in rate.complaint(31.0)
    assert rate.complaint(1.0)
    assert PumpRate(None).complaint(1e6) == ""
    assert PumpRate(calibration(0.1, 0.0, points=())).complaint(1e6) == ""


def test_which_calibration_holds(unit):
    assert rate_of(MEDIA, None).is_default
    assert rate_of(MEDIA, None).ml_in(10.0) == pytest.approx(10 * DEFAULT_ML_PER_S)
    assert rate_of(MEDIA, calibration(0.2, 0.0)).ml_per_s == pytest.approx(0.2)
    with pytest.raises(CalibrationError, match="not there"):
        rate_of(MEDIA, "lost")


# --- plans


def test_plans(unit):
    timed = plan_dose(MEDIA, Amount(seconds=10.0))
    assert (timed.seconds, timed.ml, timed.is_endless) == (10.0, pytest.approx(0.911), False)
    by_volume = plan_dose(MEDIA, Amount(ml=2.0), calibration(0.1, 0.0))
    assert by_volume.seconds == pytest.approx(20.0)
    assert plan_dose(WASTE, Amount(until_told=True)).is_endless
    assert plan_dose(MEDIA, Amount(until_told=True), calibration(0.1, 0.0)).is_endless
    for amount in (Amount(ml=1.0), Amount(until_told=True)):
        with pytest.raises(CalibrationError, match="--device media_pump"):
            plan_dose(MEDIA, amount)
    with pytest.raises(ValueError, match="longest_dose_s"):
        plan_dose(WASTE, Amount(seconds=601.0))
    get_config().set_override("pumps", "longest_dose_s", "700")
    assert plan_dose(WASTE, Amount(seconds=601.0)).seconds == 601.0


def test_room(unit):
    check_room(plan_dose(MEDIA, Amount(seconds=10.0)), VialState(current_volume_ml=17.0))
    check_room(plan_dose(WASTE, Amount(seconds=600.0)), VialState(current_volume_ml=20.0))
    with pytest.raises(VialFullError):
        check_room(plan_dose(MEDIA, Amount(seconds=10.0)), VialState(current_volume_ml=17.5))
    endless = plan_dose(MEDIA, Amount(until_told=True), calibration(0.1, 0.0))
    check_room(endless, VialState(current_volume_ml=17.5))
    with pytest.raises(VialFullError, match="nothing can be added"):
        check_room(endless, VialState(current_volume_ml=18.0))


def test_only_the_assistant_pumps_past_the_vial():
    check_source("pump_calibration", "_testing_a")
    check_source("CLI", "a")
    check_source(None, "a")
    with pytest.raises(ValueError, match="no vial is filled"):
        check_source("pump_calibration", "a")


def test_the_pumps_hang_where_the_configuration_says(unit, monkeypatch):
    monkeypatch.setenv("HARDWARE", "1.2")
    assert {event: pin_of(line) for event, line in LINES.items()} == {
        "add_media": 13,
        "add_alt_media": 16,
        "remove_waste": 12,
    }
    get_config().set_override("PWM", "4", "bubbler")
    with pytest.raises(HardwareError, match="assigned to waste"):
        pin_of(WASTE)


def test_the_waste_pump_keeps_up():
    slow, fast = PumpRate(calibration(0.05, 0.0)), PumpRate(calibration(0.1, 0.0))
    assert share_on(slow, fast) == 0.85
    assert share_on(fast, slow) == pytest.approx(0.5)


# --- scripts


def test_a_script_is_read_in_order():
    words = ["--media", "2", "--sleep", "1", "--waste=1.5", "--media_", "1", "--alt_media__", "0"]
    steps = [("media", 2.0), ("sleep", 1.0), ("waste", 1.5), ("media", 1.0), ("alt_media", 0.0)]
    assert parse_script(words) == [Step(*step) for step in steps]
    assert parse_script(["--alt-media", "1"]) == [Step("alt_media", 1.0)]
    assert parse_script([]) == []


@pytest.mark.parametrize(
    "words",
    [["--oil", "1"], ["media", "1"], ["--media"], ["--media", "x"], ["--media", "-1"], ["--media", "nan"], ["5"]],
)
def test_a_script_with_a_slip_is_refused_as_a_whole(words):
    with pytest.raises(ValueError, match=r"There is no pump|needs a"):
        parse_script(["--media", "1", *words])


def test_a_plugin_may_register_a_pump(monkeypatch):
    monkeypatch.setitem(registered_pumps, "salt", lambda **options: 0.0)
    assert parse_script(["--salt_", "1"]) == [Step("salt", 1.0)]


# --- stopping


def test_a_run_ends_with_the_script_around_it():
    own, around = threading.Event(), threading.Event()
    with also_stopped_by(around):
        stop = Stop(own)
    outside = Stop(own)
    assert not stop.wait(0.01)
    around.set()
    assert stop.wait(5.0)
    assert not outside.is_set()
    own.set()
    assert outside.is_set()


class FakeClient:
    is_there = True

    def is_connected(self):
        return self.is_there


def test_nobody_hears_when_the_broker_is_away_for_long(monkeypatch):
    client = FakeClient()
    monkeypatch.setattr("pioreactor.actions.pumping.stop.UNHEARD_FOR_WALL_S", 0.2)
    monkeypatch.setattr("sys.stdin", None)
    hearing = Hearing(client)
    assert hearing.is_there()
    assert not hearing.is_lost()
    client.is_there = False
    assert not hearing.is_lost()
    assert clock.wait_until(hearing.is_lost, 5)
    assert Stop(threading.Event(), hearing).is_set()
    client.is_there = True
    assert not hearing.is_lost()


def test_a_pump_is_held_by_one_run_at_a_time(unit):
    with turn_of(13, "media"):
        with pytest.raises(PWMError, match="in use"), turn_of(13, "media"):
            pass
        with turn_of(12, "waste"):
            pass
    with turn_of(13, "media"):
        pass


def test_steps_are_half_a_second_and_longer_on_a_clock_that_runs_ahead():
    assert pace() == (0.5, 0.1)
    clock.configure(60.0)
    try:
        assert pace() == pytest.approx((3.6, 1.2))
    finally:
        clock.configure(1.0)
