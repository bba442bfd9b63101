from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from pioreactor import clock


def test_readings_come_on_the_grid_and_the_lamp_is_off_afterwards(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any]
) -> None:
    vial = make_vial("--nominal", "--od", "0.5")
    readings = hear("od_reading/ods")
    job = start_job("od_reading")
    stamps, values = [], []
    for _ in range(8):
        message = readings.next()
        stamps.append(clock.from_iso(message["timestamp"]).timestamp())
        reading = message["ods"]["2"]
        assert reading["quality"].get("code", "ok") == "ok"
        assert reading["quality"]["ref_ratio"] > 0.1
        values.append(reading["od"])
    # A busy machine delays single readings (50 wall ms are a clock second here); the grid does not drift.
    phases = [(stamp - stamps[1] + 2.5) % 5.0 - 2.5 for stamp in stamps[1:]]
    assert sorted(phases)[len(phases) // 2] == pytest.approx(0.0, abs=0.5)
    assert stamps[-1] - stamps[1] == pytest.approx(30.0, abs=6.0)
    # OD600 0.5 is 0.25 mg/mL, seen at 90° with 0.082 V per mg/mL.
    assert values[-1] == pytest.approx(0.25 * 0.0821, rel=0.15)
    job.send_signal(signal.SIGINT)
    job.wait()
    assert vial.bench.truth()["outputs"]["led_A"] == 0


def test_a_photodiode_that_stops_answering_is_named_and_reading_resumes(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any]
) -> None:
    vial = make_vial("--nominal", "--od", "0.5")
    readings, errors = hear("od_reading/ods"), hear("logs/app/error")
    start_job("od_reading")
    readings.next()
    vial.bench.fault_add(name="adc.nack", severity=1.0, duration_s=60)
    assert "0x49" in errors.next()["message"]
    readings.drain()
    resumed = readings.next(timeout=20)
    assert resumed["ods"]["2"]["quality"].get("code", "ok") in ("ok", "noisy")


def test_a_tenth_of_lost_transfers_loses_no_reading(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any]
) -> None:
    vial = make_vial("--nominal", "--od", "0.5")
    vial.bench.fault_add(name="i2c.nack", severity=0.1)
    readings, errors = hear("od_reading/ods"), hear("logs/app/error")
    start_job("od_reading")
    # A reading that is lost to the bus is complained about; one that a busy machine skips is not.
    found = [readings.next()["ods"]["2"]["quality"] for _ in range(10)]
    assert errors.is_empty()
    assert all(quality.get("code", "ok") in ("ok", "noisy") and quality["samples"] >= 10 for quality in found)


def test_a_converter_that_sticks_is_flagged_within_three_readings(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any]
) -> None:
    vial = make_vial("--nominal", "--od", "0.5")
    readings = hear("od_reading/ods")
    start_job("od_reading")
    readings.next()
    vial.bench.fault_add(name="adc.dropout")
    codes = [readings.next()["ods"]["2"]["quality"].get("code", "ok") for _ in range(4)]
    assert set(codes[-2:]) <= {"stale", "no-light", "saturated"}


def test_a_dead_lamp_is_no_light_and_not_a_clear_vial(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any]
) -> None:
    vial = make_vial("--nominal", "--od", "0.5")
    readings = hear("od_reading/ods")
    start_job("od_reading")
    readings.next()
    vial.bench.fault_add(name="led.dead")
    found = readings.until(lambda message: message["ods"]["2"]["quality"].get("code", "ok") == "no-light")
    assert found["ods"]["2"]["channel"] == "2"


def test_settings_pause_and_resume(
    make_vial: Callable[..., Any],
    start_job: Callable[..., Any],
    hear: Callable[..., Any],
    unit_env: Any,
) -> None:
    from pioreactor.pubsub import publish

    make_vial("--nominal", "--od", "0.5")
    readings, intervals, states = hear("od_reading/ods"), hear("od_reading/interval"), hear("od_reading/$state")
    origins = hear("od_reading/reading_grid_origin")
    start_job("od_reading")
    readings.next()
    first_origin = origins.next()
    prefix = f"pioreactor/{unit_env.name}/{unit_env.experiment}/od_reading"
    publish(f"{prefix}/interval/set", "10")
    intervals.until(lambda value: value == 10.0)
    publish(f"{prefix}/interval/set", "-1")
    publish(f"{prefix}/$state/set", "sleeping")
    states.until(lambda value: value == "sleeping")
    clock.wall_sleep(0.2)
    readings.drain()
    publish(f"{prefix}/$state/set", "ready")
    states.until(lambda value: value == "ready")
    stamps = [clock.from_iso(readings.next()["timestamp"]).timestamp() for _ in range(3)]
    # Jobs that are quiet during readings hear of the grid that began anew.
    assert origins.until(lambda value: value > first_origin) > first_origin
    # A reading that a busy computer takes late is late by less than another interval.
    assert stamps[2] - stamps[1] == pytest.approx(10.0, abs=3.0)


def test_snapshot_prints_one_reading_and_ends(
    make_vial: Callable[..., Any], job_process: Callable[..., Any], fast_clock: dict[str, str]
) -> None:
    make_vial("--nominal", "--od", "0.5")
    job = job_process("od_reading", "--snapshot", **fast_clock)
    assert job.wait() == 0
    line = next(line for line in job.output().splitlines() if line.startswith("{"))
    assert msgspec.json.decode(line)["ods"]["2"]["angle"] == "90"


def test_fake_data_needs_no_vial(start_job: Callable[..., Any], hear: Callable[..., Any]) -> None:
    readings = hear("od_reading/ods")
    start_job("od_reading", "--fake-data")
    assert readings.next()["ods"]["2"]["od"] == pytest.approx(0.02, rel=0.2)


def test_a_vial_that_is_taken_out_is_told_and_steers_nothing(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any]
) -> None:
    vial = make_vial("--nominal", "--od", "0.5")
    readings, present = hear("od_reading/ods"), hear("od_reading/vial_present")
    start_job("od_reading")
    assert present.next() == "True"
    vial.bench.fault_add(name="user.vial_removed")
    # A reading that is under way while the vial is taken out may still be half of it.
    present.until(lambda value: value == "False")
    readings.drain()
    assert readings.next()["ods"]["2"]["quality"]["code"] == "stale"
    vial.bench.fault_clear()
    present.until(lambda value: value == "True")
    readings.drain()
    assert readings.next()["ods"]["2"]["quality"].get("code", "ok") == "ok"


def test_a_converter_stuck_at_full_scale_does_not_end_the_job(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any]
) -> None:
    vial = make_vial("--nominal", "--od", "0.5")
    readings = hear("od_reading/ods")
    job = start_job("od_reading")
    readings.next()
    vial.bench.fault_add(name="adc.dropout", target="full")
    codes = [readings.next()["ods"]["2"]["quality"].get("code", "ok") for _ in range(8)]
    assert set(codes[2:]) <= {"stale", "saturated", "no-light"}
    assert job.process.poll() is None
    vial.bench.fault_clear()
    readings.until(lambda message: message["ods"]["2"]["quality"].get("code", "ok") == "ok")


def test_causes_of_trouble_do_not_hide_each_other(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any]
) -> None:
    vial = make_vial("--nominal", "--od", "0.5")
    readings, errors = hear("od_reading/ods"), hear("logs/app/error")
    start_job("od_reading")
    readings.next()
    vial.bench.fault_add(name="pd.unplugged", target="2")
    errors.until(lambda line: "Photodiode 2 sees no light" in line["message"])
    vial.bench.fault_add(name="led.dead")
    errors.until(lambda line: "reference photodiode sees no light" in line["message"])
