from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import pytest

from pioreactor.storage.caches import local_persistent_storage

MEDIUM = ("--nominal", "--preset", "clear")


def blank_of(experiment: str) -> dict[str, float]:
    with local_persistent_storage("od_blank") as cache:
        found: dict[str, float] = cache.getjson(experiment, {})
    return found


def keep_blank(experiment: str, text: str) -> None:
    with local_persistent_storage("od_blank") as cache:
        cache.set(experiment, text)


def test_a_blank_is_kept_told_and_taken_off_the_readings(
    make_vial: Callable[..., Any],
    job_process: Callable[..., Any],
    start_job: Callable[..., Any],
    hear: Callable[..., Any],
    fast_clock: dict[str, str],
    unit_env: Any,
) -> None:
    vial = make_vial(*MEDIUM)
    means, stored = hear("od_blank/means"), hear("od_blank/mean/2")
    job = job_process("od_blank", "--n-samples", "10", **fast_clock)
    assert job.wait(60) == 0, job.output()
    told = means.next()
    assert told == blank_of(unit_env.experiment)
    record = stored.next()  # what the leader writes into the table od_blanks
    assert (record["od"], record["angle"], record["ir_led_intensity"]) == (told["2"], "90", 80.0)
    # Clear medium gives 0.4 mV at 90°.
    assert told["2"] == pytest.approx(0.0004, rel=0.3)
    outputs = vial.bench.truth()["outputs"]
    assert outputs["led_A"] == 0
    assert outputs["stirring"] == 0
    # The trial left no reference behind.
    with local_persistent_storage("ir_led_reference_normalization") as cache:
        assert len(cache) == 0

    readings = hear("od_reading/ods")
    start_job("od_reading")
    found = [readings.next()["ods"]["2"]["od"] for _ in range(4)]
    assert sorted(found)[2] == pytest.approx(0.0, abs=0.0001)


def test_a_reading_below_the_blank_is_negative(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any], unit_env: Any
) -> None:
    make_vial(*MEDIUM)
    keep_blank(unit_env.experiment, '{"2": 0.01}')
    readings = hear("od_reading/ods")
    start_job("od_reading")
    assert readings.next()["ods"]["2"]["od"] == pytest.approx(0.0004 - 0.01, abs=0.0003)


def test_a_blank_and_a_calibration_exclude_each_other(
    make_vial: Callable[..., Any], job_process: Callable[..., Any], fast_clock: dict[str, str], unit_env: Any
) -> None:
    make_vial(*MEDIUM)
    with local_persistent_storage("active_calibrations") as cache:
        cache.set("od90", "mine")
    blank = job_process("od_blank", "--n-samples", "6", **fast_clock)
    assert blank.wait() == 1
    assert "calibration mine of od90" in blank.output()
    with local_persistent_storage("active_calibrations") as cache:
        cache.empty()
    with local_persistent_storage("active_estimators") as cache:
        cache.set("od_fused", "fuse")
    keep_blank(unit_env.experiment, '{"2": 0.01}')
    reading = job_process("od_reading", **fast_clock)
    assert reading.wait() == 1
    assert "estimator fuse" in reading.output()
    assert "od_blank delete" in reading.output()


def test_delete_forgets_the_blank_and_what_was_told(
    job_process: Callable[..., Any], hear: Callable[..., Any], unit_env: Any
) -> None:
    from pioreactor.pubsub import create_client

    keep_blank(unit_env.experiment, '{"2": 0.01}')
    client = create_client()
    assert client.connected_once.wait(10)
    client.publish(f"pioreactor/{unit_env.name}/{unit_env.experiment}/od_blank/means", "{}", 1, True)
    client.close()
    means = hear("od_blank/means")
    assert means.next() == {}
    job = job_process("od_blank", "delete")
    assert job.wait() == 0
    assert "deleted" in job.output()
    assert not blank_of(unit_env.experiment)
    later = hear("od_blank/means")
    with pytest.raises(Exception):  # noqa: B017 - nothing is retained any more
        later.next(timeout=1.0)
    again = job_process("od_blank", "delete", "--experiment", "other")
    assert again.wait() == 0
    assert "no blank" in again.output()


def test_refuses_beside_od_reading_and_stops_when_asked(
    make_vial: Callable[..., Any],
    job_process: Callable[..., Any],
    start_job: Callable[..., Any],
    fast_clock: dict[str, str],
    unit_env: Any,
) -> None:
    vial = make_vial(*MEDIUM)
    reading = start_job("od_reading", "--fake-data")
    refused = job_process("od_blank", **fast_clock)
    assert refused.wait() == 1
    assert "pio kill --job-name od_reading" in refused.output()
    reading.stop()
    blank = job_process("od_blank", "--n-samples", "500", **fast_clock)
    blank.wait_for_state("od_reading")
    blank.send_signal(signal.SIGINT)
    assert blank.wait() != 0
    assert not blank_of(unit_env.experiment)
    outputs = vial.bench.truth()["outputs"]
    assert outputs.get("led_A", 0) == outputs.get("stirring", 0) == 0
