"""Parts of the temperature automation without processes: reading, events, memory, thermometer."""

from __future__ import annotations

import json

import msgspec
import pytest

from pioreactor import clock, structs
from pioreactor.automations.temperature import one_point
from pioreactor.automations.temperature.fault_texts import FAULT_TEXTS, WARNING_TEXTS
from pioreactor.automations.temperature.interlock import Interlock
from pioreactor.automations.temperature.memory import ThermalMemory, load_calibration, store_calibration
from pioreactor.automations.temperature.settings import model_of_unit, settings_from_config, unused_gains
from pioreactor.automations.temperature.vial_events import VialEvents
from pioreactor.domain.thermal import (
    Fault,
    FaultKind,
    ThermalCalibration,
    ThermalRegulator,
    ThermalWarning,
    VialGuard,
    holder_of,
)
from pioreactor.exc import BusError, CalibrationError
from pioreactor.hardware.board_sensor import BoardSensor
from pioreactor.runtime.alarms import end_alarm, get_alarm, raise_alarm


class Thermometer:
    def __init__(self, values):
        self.values = list(values)

    def read_once(self):
        value = self.values.pop(0)
        if isinstance(value, Exception):
            raise value
        return value


@pytest.mark.parametrize(
    ("conversions", "mean"),
    [
        ([37.0, 37.0, 37.1, 37.0, 36.9], 37.0),
        ([37.0, 99.0, 37.0, -20.0, 37.0], 37.0),
        ([BusError("no"), 37.0, 38.0, BusError("no"), 37.5], 37.5),
    ],
)
def test_the_board_is_read_five_times_and_odd_conversions_are_left_out(conversions, mean):
    sensor = BoardSensor(lambda: Thermometer(conversions))
    assert sensor.read() == pytest.approx(mean)


def test_a_board_that_does_not_answer_is_no_reading_and_no_error():
    sensor = BoardSensor(lambda: Thermometer([BusError("it does not answer")] * 5))
    assert sensor.read() is None
    assert "does not answer" in sensor.problem


class Message:
    retain = False
    qos = 1

    def __init__(self, payload):
        self.topic = ""
        self.payload = payload


class SilentClient:
    def publish(self, *arguments, **options):
        pass


@pytest.fixture
def events(make_unit):
    make_unit(None)
    return VialEvents("unit1", "exp1", lambda: True)


def handler(events, tail):
    found = [h for h, (where, _) in events.subscriptions().items() if where.endswith(tail)]
    return found[0]


def dose(ml, event="add_media", source="manual"):
    return Message(msgspec.json.encode(structs.DosingEvent(ml, event, source, clock.now())))


def test_doses_and_volume_reach_the_regulator_once(events):
    regulator = ThermalRegulator(holder_of("pioreactor_20ml", "1.5"))
    regulator.start_cold(22.0)
    regulator.observer.x[2] = 37.0
    handler(events, "current_volume_ml")(Message(b"17.0"))
    handler(events, "dosing_events")(dose(2.0))
    handler(events, "dosing_events")(dose(1.0, "remove_waste"))
    handler(events, "dosing_events")(dose(5.0, source="pump_calibration"))
    events.apply_to(regulator)
    share = 4.18 * 2.0 / (4.18 * 17.0 + 15.0)
    assert regulator.observer.x[2] == pytest.approx(37.0 - 15.0 * share)
    assert regulator.observer.volume_ml == 17.0
    events.apply_to(regulator)
    assert regulator.observer.x[2] == pytest.approx(37.0 - 15.0 * share)


def test_short_pauses_of_the_stirrer_do_not_count(events, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(clock, "monotonic", lambda: now[0])
    regulator = ThermalRegulator(holder_of("pioreactor_20ml", "1.5"))
    regulator.start_cold(22.0)
    rpm = handler(events, "measured_rpm")

    def is_stirred(after_s, speed=None):
        now[0] += after_s
        if speed is not None:
            rpm(Message(msgspec.json.encode(structs.MeasuredRPM(measured_rpm=speed, timestamp=clock.now()))))
        events.apply_to(regulator)
        return regulator.observer.is_stirred

    assert is_stirred(0, 500.0)
    assert is_stirred(1, 0.0)
    assert is_stirred(3)
    assert not is_stirred(3)
    assert is_stirred(1, 480.0)
    handler(events, "stirring/$state")(Message(b"disconnected"))
    assert is_stirred(1)
    assert not is_stirred(6)


def test_a_stirrer_known_to_be_stalled_does_not_stir_whatever_was_last_heard(events, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(clock, "monotonic", lambda: now[0])
    regulator = ThermalRegulator(holder_of("pioreactor_20ml", "1.5"))
    regulator.start_cold(22.0)
    turning = structs.MeasuredRPM(measured_rpm=500.0, timestamp=clock.now())
    handler(events, "measured_rpm")(Message(msgspec.json.encode(turning)))

    def is_stirred_after(seconds):
        for _ in range(seconds):
            now[0] += 1.0
            events.apply_to(regulator)
        return regulator.observer.is_stirred

    assert is_stirred_after(20)
    client = SilentClient()  # the broker may be away: the disk says it
    raise_alarm("stirring.stalled", severity="alarm", title="It does not turn.", text="", client=client)
    assert not is_stirred_after(20)
    end_alarm("stirring.stalled", client=client)
    assert is_stirred_after(20)


def test_a_vial_that_od_reading_misses_is_not_heated(events):
    regulator = ThermalRegulator(holder_of("pioreactor_20ml", "1.5"))
    regulator.start_cold(22.0)
    for payload, is_out in ((b"True", False), (b"False", True), (b"", False)):
        handler(events, "vial_present")(Message(payload))
        events.apply_to(regulator)
        assert regulator.is_vial_out is is_out


def test_what_the_next_start_knows(make_unit):
    make_unit(None)
    memory = ThermalMemory("pioreactor_20ml/1.5", "exp1")
    fresh = memory.evidence(21.0)
    assert (fresh.heater_off_s, fresh.state, fresh.room_c) == (float("inf"), None, 21.0)
    memory.note_heating(23.5, again_within_s=300.0)
    assert memory.evidence(21.0).heater_off_s is None, "it may have been on just now"
    memory.note_heating(23.5, again_within_s=0.0)
    memory.note_estimate({"x": [30.0] * 8})
    known = memory.evidence(21.0)
    assert known.heater_off_s < 5.0
    assert known.ambient_c == 23.5
    assert known.state == {"x": [30.0] * 8}
    assert 0.0 <= known.gap_s < 5.0
    assert ThermalMemory("pioreactor_20ml/1.5", "another").evidence(21.0).state is None
    memory.note_estimate(None)
    assert memory.evidence(21.0).state is None


def test_configuration_and_model(make_unit):
    unit = make_unit(None)
    unit.configure("temperature_automation.config", "vial_guard", "retry")
    unit.configure("temperature_automation.config", "plate_cap", "55")
    unit.configure("temperature_automation.thermostat", "Kp", "3.1")
    settings = settings_from_config()
    assert settings.thermal.vial_guard is VialGuard.RETRY
    assert settings.thermal.plate_cap_c == 55.0
    assert settings.thermal.media_c is None
    assert settings.publish_interval_s == 30.0
    assert unused_gains() == "Kp = 3.1"
    model = model_of_unit()
    assert (model.key, model.period_s, model.samples) == ("pioreactor_20ml/1.5", 200.0, 21)
    assert model.holder.disable_c == 80.0


def test_faults_latch_as_alarms_and_warnings_come_and_go(make_unit):
    make_unit(None)
    said = []
    interlock = Interlock("temperature_automation", "exp1", None, said.append)
    assert interlock.latched() is None
    fault = Fault(FaultKind.NO_HEAT, 12.0, {"rms": 3.2})
    published = interlock.raise_fault(fault, is_latched=True, wants_power_off=False)
    assert (published.code, published.latched) == ("no_heat", True)
    alarm = get_alarm("heater.no_heat")
    assert alarm.needs_reset
    assert alarm.severity == "alarm"
    assert "1. " in alarm.remedy
    found, _ = Interlock("temperature_automation", "exp1", None, said.append).latched()
    assert found.kind is FaultKind.NO_HEAT
    assert found.evidence == {"rms": 3.2}
    assert interlock.follow_warnings((ThermalWarning.LOW_VOLUME,)) == [ThermalWarning.LOW_VOLUME]
    assert interlock.follow_warnings((ThermalWarning.LOW_VOLUME,)) == []
    assert get_alarm("temperature.low_volume").severity == "warning"
    interlock.end_warnings()
    assert get_alarm("temperature.low_volume").state == "returned"
    assert not said


def test_every_fault_and_warning_has_words():
    assert set(FAULT_TEXTS) == set(FaultKind)
    assert set(WARNING_TEXTS) == set(ThermalWarning)


def thermal(**changes):
    plain = structs.Thermal(
        liquid=37.0, liquid_sd=0.4, liquid_lag_free=37.0, plate=42.0, glass=39.0, ambient=22.0, power_w=0.9, gain=1.0,
        resistance_ratio=1.0, unexplained_w=0.0, volume_ml=15.0, stirring=True, mode="hold", quality="uncalibrated",
        reason="", timestamp=clock.now(),
    )  # fmt: skip
    return msgspec.structs.replace(plain, **changes)


def test_one_point_is_stored_for_this_model(make_unit, monkeypatch):
    make_unit(None)
    monkeypatch.setattr(one_point, "_thermal_of_running_job", thermal)
    before, after = one_point.take_point(37.5)
    assert not before.is_calibrated
    assert load_calibration("pioreactor_20ml/1.5") == after
    assert load_calibration("pioreactor_40ml/1.5") is None
    shift = after.published_c(37.0 - after.sensor_offset_k, 22.0 - after.sensor_offset_k)
    assert shift == pytest.approx(37.5, abs=0.06)
    with pytest.raises(CalibrationError, match="no calibration"):
        one_point.take_point(41.0)
    one_point.forget_point()
    assert load_calibration("pioreactor_20ml/1.5") is None
    store_calibration("x/1", ThermalCalibration(0.1, 0.01, True, True), 37.0)
    assert load_calibration("x/1") == ThermalCalibration(0.1, 0.01, True, True)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"quality": "stale"}, "well enough"),
        ({"stirring": False}, "not stirred"),
        ({"liquid_lag_free": 37.6}, "still changes"),
    ],
)
def test_one_point_refuses_a_vial_that_is_not_at_rest(make_unit, monkeypatch, changes, why):
    make_unit(None)
    monkeypatch.setattr(one_point, "_thermal_of_running_job", lambda: thermal(**changes))
    with pytest.raises(CalibrationError, match=why):
        one_point.take_point(37.5)


def test_a_damaged_memory_is_no_memory(make_unit):
    from pioreactor.automations.temperature import memory as module
    from pioreactor.storage.caches import local_persistent_storage

    make_unit(None)
    with local_persistent_storage(module.TABLE) as cache:
        cache.set("heating", "{not json")
        cache.set("estimate", json.dumps({"model": "pioreactor_20ml/1.5", "at": "yesterday"}))
        cache.set("learned/pioreactor_20ml/1.5", json.dumps({"values": "?"}))
    memory = ThermalMemory("pioreactor_20ml/1.5", "exp1")
    assert memory.evidence(22.0).state is None
    assert memory.learned() is None
    assert memory.calibration() is None
