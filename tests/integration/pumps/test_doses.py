"""Doses that go as they should, against what really is in the vial."""

from __future__ import annotations

import signal
import statistics
from typing import Any

import msgspec
import pytest

from pioreactor import clock
from pioreactor.pubsub import publish
from pioreactor.storage.caches import local_persistent_storage

STEP_ML = 0.05
"""What a pump moves in half a second, and a little."""


def set_topic(unit: Any, action: str) -> str:
    return f"pioreactor/{unit.name}/{unit.experiment}/{action}/$state/set"


def test_a_dose_by_volume_is_in_the_vial_the_books_and_the_record(bench: Any) -> None:
    before = bench.volume_ml()
    job = bench.start("add_media", "--ml", "1.0")
    assert job.wait() == 0, job.output()
    assert "Moved 1.0" in job.output()
    booked_ml = bench.booked().current_volume_ml - 15.0
    bench.assert_given(booked_ml, 1.0)
    assert bench.volume_ml() - before == pytest.approx(booked_ml, abs=STEP_ML)
    bench.assert_told("add_media", bench.booked().cumulative_media_added_ml)
    assert all(event["source_of_event"] == "CLI" for event in bench.events())
    assert statistics.median(event["volume_change"] for event in bench.events()) < STEP_ML
    from pioreactor.storage.journal import shared_journal

    kept = [row for row in shared_journal().read(0) if row.topic.endswith("/dosing_events")]
    assert [msgspec.json.decode(row.payload) for row in kept] == bench.events()


def test_a_dose_announces_itself_and_the_volume(bench: Any, hear: Any) -> None:
    states, volumes = hear("add_alt_media/$state"), hear("bioreactor/#")
    assert bench.start("add_alt_media", "--duration", "3", "--source-of-event", "UI").wait() == 0
    assert [states.next() for _ in range(3)] == ["init", "ready", "disconnected"]
    volumes.until(lambda value: value == pytest.approx(bench.booked().current_volume_ml))
    booked = bench.booked()
    assert booked.alt_media_fraction == pytest.approx((booked.current_volume_ml - 15.0) / booked.current_volume_ml)
    assert {event["source_of_event"] for event in bench.events()} == {"UI"}


def test_waste_goes_down_to_its_tube_and_pins_the_volume(bench: Any) -> None:
    assert bench.start("add_media", "--ml", "0.5").wait() == 0
    wide = bench.booked().volume_sd_ml
    job = bench.start("remove_waste", "--ml", "1.5")
    assert job.wait() == 0, job.output()
    booked = bench.booked()
    assert booked.current_volume_ml == 15.0
    assert booked.volume_sd_ml == 0.2 < wide
    bench.assert_given(booked.cumulative_waste_removed_ml, 1.5)
    bench.assert_told("remove_waste", booked.cumulative_waste_removed_ml)


def test_without_a_calibration_only_a_duration_will_do(bench: Any) -> None:
    with local_persistent_storage("active_calibrations") as cache:
        cache.empty()
    for option in (["--ml", "1"], ["--continuously"]):
        job = bench.start("add_media", *option)
        assert job.wait() == 1
        assert "is not calibrated" in job.output()
        assert "pio calibrations run --device media_pump" in job.output()
    assert bench.events() == []
    assert bench.start("add_media", "--duration", "5").wait() == 0
    booked_ml = bench.booked().cumulative_media_added_ml
    bench.assert_given(booked_ml, 5 * 0.0911)
    # The error of an unknown pump is larger, and the books say so.
    assert bench.booked().volume_sd_ml == pytest.approx(0.5 + 0.12 * booked_ml, abs=0.01)


@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "message"])
def test_a_dose_that_is_stopped_is_booked_as_far_as_it_went(bench: Any, how: str) -> None:
    before = bench.volume_ml()
    job = bench.start("add_media", "--ml", "2.5")
    bench.wait_until_pumping()
    assert clock.wait_until(lambda: len(bench.events()) >= 3, 30)
    asked = clock.wall_monotonic()
    if how == "message":
        publish(set_topic(bench.unit, "add_media"), "disconnected")
    else:
        job.send_signal(signal.Signals[how])
    bench.wait_until_off()
    took_s = clock.wall_monotonic() - asked
    assert job.wait() == 1
    assert "of 2.500 mL of media: it was stopped" in job.output()
    assert took_s < 2.0  # 0.1 s on an idle computer
    print(f"stopped by {how} within {took_s:.3f} s")
    booked = bench.booked()
    assert booked.cumulative_media_added_ml == pytest.approx(bench.volume_ml() - before, abs=STEP_ML)
    bench.assert_told("add_media", booked.cumulative_media_added_ml)


def test_a_pump_serves_one_dose_at_a_time(bench: Any) -> None:
    first = bench.start("add_media", "--ml", "1.5")
    bench.wait_until_pumping()
    second = bench.start("add_media", "--ml", "0.5")
    assert second.wait() == 1
    assert "media pump is in use by another dose" in second.output()
    assert first.wait() == 0
    bench.assert_given(bench.sum_of("add_media"), 1.5)


def test_of_many_starts_at_once_one_gets_the_pump(bench: Any) -> None:
    jobs = [bench.start("add_media", "--ml", "0.5") for _ in range(4)]
    ended = sorted(job.wait(60) for job in jobs)
    assert ended[0] == 0
    moved = bench.sum_of("add_media")
    assert moved == pytest.approx(0.5 * ended.count(0), abs=0.02)
    assert bench.volume_ml() - 15.0 == pytest.approx(moved, abs=STEP_ML)


def test_a_script_of_doses(bench: Any) -> None:
    job = bench.start("pumps", "--media", "0.3", "--sleep", "1", "--waste", "0.5", "--media_", "0.2")
    assert job.wait() == 0, job.output()
    names = [event["event"] for event in bench.events()]
    assert list(dict.fromkeys(names)) == ["add_media", "remove_waste"]
    assert names[-1] == "add_media"
    # On a busy computer the fast clock runs on before a pump is stopped. Never less flows than was asked for, and what
    # flowed meanwhile is booked: that is what must agree, to the 5 % by which a pump differs from its calibration.
    moved = bench.sum_of("add_media")
    assert moved >= 0.5 - 0.01
    assert bench.truth()["media_added_ml"] == pytest.approx(moved, rel=0.05)
    assert bench.booked().cumulative_media_added_ml == pytest.approx(moved, abs=1e-6)


def test_a_script_that_is_stopped_ends_as_a_whole(bench: Any) -> None:
    job = bench.start("pumps", "--media", "1.5", "--alt_media", "1.0")
    bench.wait_until_pumping()
    publish(set_topic(bench.unit, "pumps"), "disconnected")
    assert job.wait() == 1
    assert not bench.outputs().get("media")
    assert bench.sum_of("add_alt_media") == 0.0
    assert "Step 1 (media) moved" in job.output()


def test_circulation_books_both_directions(bench: Any) -> None:
    job = bench.start("circulate_media", "--duration", "8")
    assert job.wait() == 0, job.output()
    booked = bench.booked()
    assert 0.15 < booked.cumulative_media_added_ml < 0.75  # fewer pulses on a busy computer
    assert booked.cumulative_waste_removed_ml == pytest.approx(booked.cumulative_media_added_ml, abs=0.06)
    assert booked.current_volume_ml == pytest.approx(15.0, abs=0.06)
    bench.assert_told("remove_waste", booked.cumulative_waste_removed_ml)
    bench.assert_told("add_media", booked.cumulative_media_added_ml)
    assert bench.truth()["media_added_ml"] == pytest.approx(booked.cumulative_media_added_ml, abs=0.15)
    assert not any(bench.outputs().get(name) for name in ("media", "waste"))


def test_a_pump_without_a_guardian_stays_off(bench: Any, guardian: Any) -> None:
    guardian.send_signal(signal.SIGKILL)
    guardian.wait()
    job = bench.start("add_media", "--ml", "0.5")
    assert job.wait() == 1
    assert "pio run monitor" in job.output()
    assert not bench.outputs().get("media")
    assert bench.events() == []


def test_usage(bench: Any) -> None:
    for words in (
        [],
        ["--ml", "1", "--duration", "2"],
        ["--ml", "nan"],
        ["--ml", "-1"],
        ["--duration", "inf"],
        ["--ml", "1", "--source-of-event", "pump_calibration"],
        ["--duration", "100000"],
    ):
        job = bench.start("add_media", *words)
        assert job.wait() == 2, (words, job.output())
    for words in (["--petrol", "1"], ["--media", "much"], ["--media"], [], ["--media", "-1"]):
        job = bench.start("pumps", *words)
        assert job.wait() == 2, (words, job.output())
    assert bench.start("add_media", "--ml", "0").wait() == 0
    assert bench.events() == []
