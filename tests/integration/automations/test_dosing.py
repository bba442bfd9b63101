"""Dosing automations as real jobs, against what really is in the vial."""

from __future__ import annotations

import signal
import subprocess
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.simulation.demo.pump_calibrations import write_pump_calibrations

STEP_ML = 0.15
"""What a pump moves between two ticks at this fast clock on a busy computer."""


def test_a_chemostat_exchanges_and_books(bench: Any) -> None:
    before = bench.truth()
    job = bench.dosing("chemostat", exchange_volume_ml=0.5, duration=60)
    event = bench.wait_for("DilutionEvent")
    assert event["data"]["exchange_volume_ml"] == 0.5
    assert event["data"]["volume_actually_cycled_ml"] == pytest.approx(0.5, abs=STEP_ML)
    assert [e["event_name"] for e in bench.events()] == ["DosingStarted", "DosingStopped", "DilutionEvent"]
    assert bench.booked().cumulative_media_added_ml == pytest.approx(0.5, abs=STEP_ML)
    assert bench.booked().cumulative_waste_removed_ml == pytest.approx(1.5, abs=3 * STEP_ML)
    assert bench.booked().current_volume_ml == pytest.approx(15.0, abs=0.05)
    truth = bench.truth()
    assert truth["media_added_ml"] - before["media_added_ml"] == pytest.approx(0.5, abs=2 * STEP_ML)
    assert job.settings("dosing_automation")["automation_name"] == "chemostat"
    assert job.stop(signal.SIGTERM) == 0, job.output()


def test_a_share_of_the_inflow_is_alternative_media(bench: Any) -> None:
    job = bench.dosing("chemostat", exchange_volume_ml=1.0, duration=60, alt_media_share=0.4)
    data = bench.wait_for("DilutionEvent")["data"]
    assert data["media_ml"] == pytest.approx(0.6, abs=STEP_ML)
    assert data["alt_media_ml"] == pytest.approx(0.4, abs=STEP_ML)
    assert bench.booked().alt_media_fraction == pytest.approx(0.4 / 16.0, abs=0.01)
    assert job.stop(signal.SIGTERM) == 0, job.output()


def test_small_exchanges_are_put_together_when_the_watch_wants_to_see_whether_the_waste_works(bench: Any) -> None:
    bench.say("bioreactor/volume_check", {"wants_verification": True, "exchange_at_most_ml": 0.9}, retain=True)
    job = bench.dosing("chemostat", exchange_volume_ml=0.5, duration=1)
    held = bench.wait_for("NoEvent")
    assert held["data"]["reason"] == "verifying"
    assert held["data"]["owed_after_ml"] == pytest.approx(0.5)
    data = bench.wait_for("DilutionEvent")["data"]
    assert data["volume_actually_cycled_ml"] == pytest.approx(0.9, abs=STEP_ML)
    assert data["owed_after_ml"] == pytest.approx(0.1, abs=2 * STEP_ML)
    bench.say("bioreactor/volume_check", {"wants_verification": False, "exchange_at_most_ml": 0.0}, retain=True)
    data = bench.wait_for("DilutionEvent", count=2)["data"]
    assert data["volume_actually_cycled_ml"] > 0.5
    assert job.stop(signal.SIGTERM) == 0, job.output()


def test_no_exchange_is_larger_than_what_fits_if_the_waste_does_not_work(bench: Any) -> None:
    bench.say("bioreactor/volume_check", {"room_ml": 0.6, "wait_s": 8.0}, retain=True)
    job = bench.dosing("chemostat", exchange_volume_ml=1.0, duration=60)
    data = bench.wait_for("DilutionEvent")["data"]
    assert data["volume_actually_cycled_ml"] == pytest.approx(0.6, abs=STEP_ML)
    assert data["owed_after_ml"] == pytest.approx(0.4, abs=2 * STEP_ML)
    assert "Only 0.60 of 1.00 mL are exchanged" in bench.unit.log_path.read_text()
    assert job.stop(signal.SIGTERM) == 0, job.output()


def test_a_waste_pump_that_could_not_hold_the_level_is_refused(bench: Any) -> None:
    """With seed 3 the waste moves 0.83 of what media moves."""
    write_pump_calibrations(bench.unit.name, bench.unit.root / "storage", 3, 12.0)
    words = ("--automation-name", "chemostat", "--exchange-volume-ml", "0.5", "--duration", "60")
    job = bench.begin("dosing_automation", *words)
    assert job.wait(40) == 1
    assert "The waste pump moves 0.0823 mL/s at full drive and the media pump 0.0997 mL/s." in job.output()
    bench.unit.configure("dosing_automation.config", "slow_waste", "warn")
    bench.start("dosing_automation", *words)
    assert bench.wait_for("DilutionEvent")


def exchanged_at(bench: Any) -> list[dict[str, Any]]:
    return [event for event in bench.events() if event["event_name"] == "DilutionEvent"]


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_killed_chemostat_neither_doubles_nor_forgets(bench: Any) -> None:
    """Killed between two doses it waits for the next one; killed in a dose it owes the rest and removes the waste."""
    job = bench.dosing("chemostat", exchange_volume_ml=0.5, duration=5)
    bench.wait_for("DilutionEvent")
    done_ml = bench.booked().cumulative_media_added_ml
    began = clock.monotonic()
    job.stop(signal.SIGKILL)
    job = bench.dosing("chemostat", exchange_volume_ml=0.5, duration=5)
    clock.sleep(60.0)
    assert bench.booked().cumulative_media_added_ml == pytest.approx(done_ml, abs=0.01)
    # the second dose comes on its own time, and is cut off in the middle
    assert clock.wait_until(lambda: bench.truth()["outputs"].get("media", 0) > 0, 60, poll=0.01)
    assert clock.monotonic() - began > 200.0
    job.stop(signal.SIGKILL)
    assert clock.wait_until(lambda: bench.truth()["outputs"].get("media", 0) == 0, 20)
    part_ml = bench.booked().cumulative_media_added_ml - done_ml
    assert 0.0 < part_ml < 0.5
    waste_before = bench.booked().cumulative_waste_removed_ml
    job = bench.dosing("chemostat", exchange_volume_ml=0.5, duration=5)
    assert clock.wait_until(lambda: bench.booked().cumulative_waste_removed_ml > waste_before + 1.0, 60)
    event = bench.wait_for("DilutionEvent", count=2, timeout=90)
    assert event["data"]["owed_before_ml"] == pytest.approx(0.5 - part_ml, abs=STEP_ML)
    total = bench.booked().cumulative_media_added_ml
    assert total == pytest.approx(3 * 0.5, abs=STEP_ML)
    assert job.stop(signal.SIGTERM) == 0, job.output()
    assert "cut off" in job.output()


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_pause_stops_the_pumps_and_keeps_the_grid(bench: Any) -> None:
    job = bench.dosing("chemostat", exchange_volume_ml=1.0, duration=10)
    assert clock.wait_until(lambda: bench.truth()["outputs"].get("media", 0) > 0, 60, poll=0.01)
    due = clock.monotonic()
    bench.say("dosing_automation/$state/set", "sleeping")
    assert clock.wait_until(lambda: bench.truth()["outputs"].get("media", 0) == 0, 20, poll=0.01)
    job.wait_for_state("dosing_automation", "sleeping")
    clock.sleep(20.0)  # the account of the dose is settled after the pump is off
    part = bench.booked().cumulative_media_added_ml
    assert part < 1.0
    clock.sleep(60.0)
    assert bench.booked().cumulative_media_added_ml == part
    bench.say("dosing_automation/$state/set", "ready")
    event = bench.wait_for("DilutionEvent", timeout=60)
    assert event["data"]["media_ml"] == pytest.approx(1.0, abs=STEP_ML)
    bench.wait_for("DilutionEvent", count=2, timeout=90)
    behind = (clock.monotonic() - due) - 600.0
    assert 0.0 < behind < 200.0
    assert job.stop(signal.SIGTERM) == 0, job.output()


def test_ending_in_the_middle_of_a_dose_stops_the_pump_at_once(bench: Any) -> None:
    job = bench.dosing("chemostat", exchange_volume_ml=1.0, duration=10)
    assert clock.wait_until(lambda: bench.truth()["outputs"].get("media", 0) > 0, 60, poll=0.01)
    begun = clock.wall_monotonic()
    assert job.stop(signal.SIGTERM) == 0, job.output()
    took = clock.wall_monotonic() - begun
    assert bench.truth()["outputs"].get("media", 0) == 0
    assert took < 8.0
    assert bench.booked().cumulative_media_added_ml < 1.0


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_fed_batch_stops_before_the_vial_is_too_full(bench: Any) -> None:
    job = bench.dosing("fed_batch", dosing_volume_ml=1.2, duration=1.5, current_volume_ml=15.0)
    bench.wait_for("AddMediaEvent", count=2)
    event = bench.wait_for("NoEvent", timeout=60)
    assert event["data"]["reason"] == "full"
    job.wait_for_state("dosing_automation", "sleeping")
    assert bench.booked().current_volume_ml == pytest.approx(17.4, abs=STEP_ML)
    from pioreactor.runtime.alarms import get_alarm

    alarm = get_alarm("volume.full")
    assert alarm is not None and alarm.severity == "alarm"
    # somebody takes liquid out: the alarm ends, and dosing may go on
    assert bench.begin("remove_waste", "--ml", "4").wait(60) == 0
    assert clock.wait_until(lambda: (found := get_alarm("volume.full")) is None or found.state == "returned", 30)
    bench.say("dosing_automation/$state/set", "ready")
    bench.wait_for("AddMediaEvent", count=3, timeout=60)
    assert job.stop(signal.SIGTERM) == 0, job.output()
    assert "nearly full" in job.output()


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_turbidostat_dilutes_on_readings_of_a_real_od_reading(make_bench: Any, hear: Any) -> None:
    bench = make_bench("--preset", "ecoli", "--od", "0.8")
    readings = hear("od_reading/ods")
    reader = bench.start("od_reading", "--interval", "5")
    stirrer = bench.start("stirring", "--target-rpm", "500")
    level = [next(iter(readings.next(30)["ods"].values()))["od"] for _ in range(4)][-1]
    above = bench.dosing("turbidostat", target_biomass=level * 2.0, exchange_volume_ml=0.8, biomass_signal="od")
    nothing = bench.wait_for("NoEvent")
    assert nothing["data"]["reason"] == "below"
    assert nothing["data"]["resolved_biomass_signal"] == "od"
    bench.say("dosing_automation/target_biomass/set", str(level * 0.9))
    event = bench.wait_for("DilutionEvent", timeout=90)
    data = event["data"]
    assert data["votes_for"] >= 3
    assert data["latest_biomass"] > data["upper"]
    assert data["dose_ml"] >= 0.8
    assert data["volume_actually_moved_ml"] == pytest.approx(data["dose_ml"], abs=STEP_ML)
    for job in (above, stirrer, reader):
        assert job.stop(signal.SIGTERM) == 0, job.output()


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_morbidostat_doses_by_growth(bench: Any) -> None:
    stamp = lambda: clock.to_iso(clock.now())  # noqa: E731
    job = bench.dosing(
        "pid_morbidostat", target_normalized_od=1.0, target_growth_rate=0.3, duration=30, skip_first_run=1
    )
    bench.say("dosing_automation/duration/set", "0.5")
    assert clock.wait_until(lambda: job.settings("dosing_automation").get("duration") == 0.5, 20)
    error = bench.wait_for("ErrorOccurred", timeout=60)
    assert "growth_rate_calculating" in error["message"]
    bench.say("dosing_automation/duration/set", "30")
    bench.say("growth_rate_calculating/growth_rate", {"growth_rate": 0.8, "timestamp": stamp()})
    bench.say("growth_rate_calculating/od_filtered", {"od_filtered": 1.1, "timestamp": stamp()})
    bench.say("dosing_automation/duration/set", "4")
    event = bench.wait_for("AddAltMediaEvent", timeout=60)
    data = event["data"]
    assert data["fraction_of_alt_media_to_add"] == pytest.approx(0.5)
    assert data["media_ml"] + data["alt_media_ml"] == pytest.approx(0.3 * 15 * 4 / 60, abs=0.01)
    assert bench.booked().alt_media_fraction == pytest.approx(data["alt_media_fraction"])
    assert job.stop(signal.SIGTERM) == 0, job.output()


def test_settings_of_an_earlier_run_are_taken_over(bench: Any) -> None:
    """What monitor passes on when it starts a job again that had died."""
    earlier = '{"duration": "33", "dilution_rate_per_h": "0.4", "$state": "sleeping"}'
    words = ("--automation-name", "chemostat", "--exchange-volume-ml", "0.5", "--skip-first-run", "1")
    job = bench.begin("dosing_automation", *words, PIO_RESUMED_SETTINGS=earlier)
    job.wait_for_state("dosing_automation", "sleeping")

    def settings() -> dict[str, Any]:
        found = job.settings("dosing_automation")
        return {name: found.get(name) for name in ("duration", "dilution_rate_per_h", "exchange_volume_ml")}

    wanted = {"duration": 33.0, "dilution_rate_per_h": 0.4, "exchange_volume_ml": None}
    assert clock.wait_until(lambda: settings() == wanted, 20), settings()
    bench.say("dosing_automation/$state/set", "ready")
    job.wait_for_state("dosing_automation")
    clock.sleep(30.0)
    assert bench.events() == []
    assert job.stop(signal.SIGTERM) == 0, job.output()


def test_an_open_alarm_keeps_from_dosing_until_somebody_has_seen_it(bench: Any) -> None:
    from pioreactor.runtime.alarms import acknowledge_alarm, raise_alarm

    raise_alarm("dose.not_delivered", severity="alarm", title="A dose did not arrive.", text="The signal did not fall.")
    job = bench.dosing("chemostat", exchange_volume_ml=0.3, duration=1)
    event = bench.wait_for("NoEvent")
    assert event["data"]["reason"] == "alarm:dose.not_delivered"
    assert "acknowledge" in event["message"]
    assert bench.booked().cumulative_media_added_ml == 0.0
    acknowledge_alarm("dose.not_delivered", "a test")
    bench.wait_for("DilutionEvent", timeout=60)
    assert job.stop(signal.SIGTERM) == 0, job.output()
    assert "stirrer is off" in job.output()


def test_a_stirrer_that_is_off_keeps_from_dosing_where_that_is_wanted(bench: Any) -> None:
    bench.unit.configure("dosing_automation.config", "stirring_off", "refuse")
    job = bench.dosing("chemostat", exchange_volume_ml=0.3, duration=1)
    assert bench.wait_for("NoEvent")["data"]["reason"] == "stirring"
    stirrer = bench.start("stirring", "--target-rpm", "400")
    bench.wait_for("DilutionEvent")
    for process in (job, stirrer):
        assert process.stop(signal.SIGTERM) == 0, process.output()


def test_a_stirrer_that_is_stalled_keeps_from_dosing_until_it_turns_also_when_somebody_has_seen_it(bench: Any) -> None:
    from pioreactor.runtime.alarms import acknowledge_alarm, get_alarm

    bench.vial.bench.fault_add(name="stir.stall")
    stirrer = bench.start("stirring", "--target-rpm", "400")
    assert clock.wait_until(lambda: get_alarm("stirring.stalled") is not None, 30), stirrer.output()
    acknowledge_alarm("stirring.stalled", "a test")
    job = bench.dosing("chemostat", exchange_volume_ml=0.3, duration=1)
    event = bench.wait_for("NoEvent")
    assert event["data"]["reason"] == "stalled"
    assert "stopped on purpose" in event["message"]
    assert bench.truth()["media_added_ml"] == 0.0
    bench.vial.bench.fault_clear()
    bench.say("stirring/target_rpm/set", 450.0)
    bench.wait_for("DilutionEvent", timeout=60)
    assert get_alarm("stirring.stalled") is None, "it was seen, and is over"
    for process in (job, stirrer):
        assert process.stop(signal.SIGTERM) == 0, process.output()


def test_a_bottle_that_is_empty_by_the_books_holds_the_chemostat_until_it_is_refilled(bench: Any) -> None:
    """The doses themselves empty it; a process of its own says that it was refilled."""
    from pioreactor.testing.unit import pio_command

    bench.unit.configure("bottles", "media_ml", "10")

    def refill(ml: str) -> None:
        words = pio_command("vial", "refill", "media", ml)
        subprocess.run(words, env=bench.unit.environment(), check=True, capture_output=True, timeout=30)

    refill("1.5")
    job = bench.dosing("chemostat", exchange_volume_ml=0.3, duration=0.5)
    event = bench.wait_for("NoEvent")
    assert event["data"]["reason"] == "bottle:media"
    assert "pio vial refill media" in event["message"]
    given_ml = bench.booked().cumulative_media_added_ml
    assert 0.5 < given_ml < 1.2, "about two doses, until less than 1 mL was left"
    done = len([found for found in bench.events() if found["event_name"] == "DilutionEvent"])
    refill("10")
    bench.wait_for("DilutionEvent", count=done + 1)
    assert job.stop(signal.SIGTERM) == 0, job.output()


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (["--automation-name", "chemostatt"], "Did you mean chemostat?", 1),
        (["--automation-name", "chemostat", "--exchange-volume-m", "1"], "Did you mean --exchange-volume-ml?", 1),
        (["--automation-name", "chemostat"], "exchange_volume_ml or dilution_rate_per_h", 1),
        (["--automation-name", "turbidostat", "--target-biomass", "1"], "needs --exchange-volume-ml", 1),
        (["--automation-name", "chemostat", "--exchange-volume-ml"], "needs a value", 2),
        ([], "--automation-name", 2),
    ],
)
def test_what_cannot_be_meant_is_said_in_one_sentence(job_process: Any, words: Any, said: str, code: int) -> None:
    job = job_process("dosing_automation", *words)
    assert job.wait(40) == code
    assert said in job.output()
    assert "Traceback" not in job.output()


def test_pumps_that_are_not_calibrated_are_named(job_process: Any) -> None:
    job = job_process("dosing_automation", "--automation-name", "chemostat", "--exchange-volume-ml", "1")
    assert job.wait(40) == 1
    assert "media pump is not calibrated" in job.output()
