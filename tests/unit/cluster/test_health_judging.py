"""What counts as ready again, and as worse than before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from pioreactor import clock
from pioreactor.cluster.health import judging
from pioreactor.cluster.health.gate import Verdict, wait_for_health
from pioreactor.cluster.health.series import SeriesWatch, is_series
from pioreactor.cluster.health.structs import Health, JobHealth, SeriesHealth
from pioreactor.storage.journal import Journal

OD = "pioreactor/unit1/exp/od_reading/od1"


def job(name: str, state: str = "ready", job_id: int | None = 1, **more: Any) -> JobHealth:
    return JobHealth(name=name, state=state, told_state=state, job_id=job_id, **more)


def unit(taken_s: float = 1000.0, **changes: Any) -> Health:
    about: dict[str, Any] = {
        "unit": "unit1",
        "version": "1.0.0",
        "taken_s": taken_s,
        "is_leader": False,
        "jobs": {"monitor": job("monitor"), "od_reading": job("od_reading", is_wanted=True)},
        "series": {OD: SeriesHealth(last_s=taken_s - 3.0, interval_s=5.0)},
        "services": ["pioreactor-web.service"],
        "web_answers": True,
        "broker_answers": True,
        "free_bytes": 10**10,
        "clock_offset_s": 0.01,
        **changes,
    }
    return Health(**about)


def test_a_well_unit_has_no_problems() -> None:
    assert judging.problems(unit()) == []
    assert judging.not_ready(unit(), unit(1100.0), since_s=1050.0) == []
    assert judging.worse(unit(), unit(1100.0), unit(1110.0)) == []


PROBLEMS = [
    ({"jobs": {"od_reading": job("od_reading")}}, "monitor should run"),
    ({"jobs": {"monitor": job("monitor"), "x": JobHealth(name="x", is_wanted=True)}}, "x does not run"),
    ({"jobs": {"monitor": job("monitor"), "x": job("x", "init", is_wanted=True)}}, "x is init"),
    ({"series": {OD: SeriesHealth(last_s=900.0, interval_s=5.0)}}, "od1 is late"),
    ({"web_answers": False}, "web server does not answer"),
    ({"broker_answers": False}, "broker does not answer"),
    ({"free_bytes": 1000}, "disk is nearly full"),
    ({"clock_offset_s": -7.5}, "clock is off by -7.5 s"),
    ({"alarms": {"heater.no_heat": "alarm"}}, "alarm heater.no_heat"),
]


@pytest.mark.parametrize(("changes", "words"), PROBLEMS)
def test_each_problem_is_named(changes: dict[str, Any], words: str) -> None:
    found = judging.problems(unit(**changes))
    assert len(found) == 1 and words in found[0]


@pytest.mark.parametrize("reader", [{}, {"od_reading": job("od_reading", "sleeping")}], ids=["ended", "paused"])
def test_readings_of_a_job_that_was_stopped_on_purpose_are_not_late(reader: dict[str, JobHealth]) -> None:
    stopped = unit(jobs={"monitor": job("monitor"), **reader}, series={OD: SeriesHealth(last_s=900.0, interval_s=5.0)})
    assert judging.problems(stopped) == []


NOT_READY = [
    ({"jobs": {"monitor": job("monitor")}}, "od_reading does not run"),
    ({"jobs": {"monitor": job("monitor", "init"), "od_reading": job("od_reading")}}, "monitor is init"),
    ({"series": {OD: SeriesHealth(last_s=1040.0, interval_s=5.0)}}, "no new reading of od_reading/od1"),
    ({"series": {}}, "no new reading of od_reading/od1"),
    ({"services": []}, "pioreactor-web.service does not run"),
    ({"web_answers": False}, "the web server does not answer"),
]


@pytest.mark.parametrize(("changes", "words"), NOT_READY)
def test_what_is_missing_after_a_change_is_named(changes: dict[str, Any], words: str) -> None:
    assert judging.not_ready(unit(), unit(1100.0, **changes), since_s=1050.0) == [words]


def test_a_paused_job_must_be_paused_again() -> None:
    paused = {"monitor": job("monitor"), "stirring": job("stirring", "sleeping", is_wanted=True)}
    awake = {**paused, "stirring": job("stirring", "ready", is_wanted=True)}
    assert judging.not_ready(unit(jobs=paused, series={}), unit(jobs=awake), 0.0) == ["stirring is ready"]


def test_a_state_that_the_broker_was_not_told_does_not_count() -> None:
    told = job("monitor")
    told.told_state = "lost"
    now = unit(1100.0, jobs={"monitor": told, "od_reading": job("od_reading")})
    assert judging.not_ready(unit(), now, 1050.0) == ["monitor is ready, but the broker was told lost"]


def test_the_leader_must_store_again() -> None:
    jobs = {"monitor": job("monitor"), "mqtt_to_db_streaming": job("mqtt_to_db_streaming")}
    before = unit(is_leader=True, jobs=jobs, series={}, received_s=995.0)
    now = unit(1100.0, is_leader=True, jobs=jobs, series={}, received_s=1040.0)
    assert judging.not_ready(before, now, since_s=1050.0) == ["nothing new in the database"]
    assert judging.not_ready(unit(is_leader=True, jobs=jobs, series={}, received_s=100.0), now, 1050.0) == []


WORSE = [
    ({"jobs": {"monitor": job("monitor"), "od_reading": job("od_reading", job_id=9)}}, "od_reading has started again"),
    ({"series": {OD: SeriesHealth(last_s=1050.0, interval_s=5.0)}}, "od_reading/od1 is late"),
    ({"alarms": {"volume.full": "warning"}}, "new warning volume.full"),
    ({"free_bytes": 1000}, "the disk is nearly full (0 MB free)"),
    ({"clock_offset_s": 5.0}, "the clock is off by +5.0 s"),
]


@pytest.mark.parametrize(("changes", "words"), WORSE)
def test_what_got_worse_is_named(changes: dict[str, Any], words: str) -> None:
    assert judging.worse(unit(), unit(1060.0), unit(1100.0, **changes)) == [words]


def test_a_series_that_comes_in_bursts_is_not_late_between_them() -> None:
    bursts = {OD: SeriesHealth(last_s=1074.0, interval_s=2.5, longest_s=24.5)}
    assert judging.worse(unit(), unit(1060.0), unit(1100.0, series=bursts)) == []
    assert judging.worse(unit(), unit(1060.0), unit(1130.0, series=bursts)) == ["od_reading/od1 is late"]


def test_an_alarm_of_before_is_not_held_against_it_unless_it_got_worse() -> None:
    before = unit(alarms={"volume.full": "warning"})
    assert judging.worse(before, unit(1060.0), unit(1100.0, alarms={"volume.full": "warning"})) == []
    found = judging.worse(before, unit(1060.0), unit(1100.0, alarms={"volume.full": "alarm"}))
    assert found == ["new alarm volume.full"]


def run_gate(looks: list[Health], **limits: float) -> Verdict:
    """The gate over looks that are given; the last one is repeated."""
    waiting = list(looks)

    def look() -> Health:
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    return wait_for_health(unit(), look, since_s=1050.0, **limits)


@pytest.fixture
def _fast() -> Iterator[None]:
    clock.configure(1000.0)
    yield
    clock.configure(1.0)


ABSENT = {"monitor": job("monitor")}


def test_the_gate_passes_when_all_came_back_and_stayed(_fast: None) -> None:
    verdict = run_gate([unit(1060.0, jobs=ABSENT), unit(1100.0)], ready_within_s=150, stable_for_s=60)
    assert (verdict.passed, verdict.phase, verdict.reasons) == (True, "stable", [])
    assert verdict.ready_after_s is not None and verdict.took_s >= verdict.ready_after_s + 60


def test_the_gate_says_what_never_came_back(_fast: None) -> None:
    verdict = run_gate([unit(1100.0, jobs=ABSENT)], ready_within_s=150, stable_for_s=60)
    assert (verdict.passed, verdict.phase) == (False, "ready")
    assert verdict.reasons == ["od_reading does not run"]
    assert verdict.took_s >= 150


def test_the_gate_says_what_did_not_last(_fast: None) -> None:
    looks = [unit(1100.0), unit(1102.0, jobs=ABSENT)]
    verdict = run_gate(looks, ready_within_s=150, stable_for_s=60)
    assert (verdict.passed, verdict.phase) == (False, "stable")
    assert verdict.reasons == ["od_reading does not run"]


def test_one_trouble_begins_the_second_phase_anew(_fast: None) -> None:
    looks = [unit(1100.0), unit(1102.0, alarms={"x": "alarm"}), unit(1104.0)]
    verdict = run_gate(looks, ready_within_s=150, stable_for_s=60)
    assert verdict.passed and verdict.took_s > 60


def test_trouble_that_comes_and_goes_is_named(_fast: None) -> None:
    looks = [unit(1100.0), *[unit(1102.0, jobs=ABSENT), unit(1104.0)] * 200]
    verdict = run_gate(looks, ready_within_s=150, stable_for_s=60)
    assert (verdict.passed, verdict.reasons) == (False, ["od_reading does not run"])


@pytest.mark.parametrize(
    ("topic", "is_one"),
    [
        (OD, True),
        ("pioreactor/u/e/temperature_automation/temperature", True),
        ("pioreactor/u/e/growth_rate_calculating/growth_rate", True),
        ("pioreactor/u/e/dosing_events", False),
        ("pioreactor/u/e/logs/app/info", False),
        ("pioreactor/u/e/dosing_automation/latest_event", False),
        ("pioreactor/u/e/dosing_automation/dosing_automation_settings", False),
        ("pioreactor/u/e/bioreactor/current_volume_ml", False),
    ],
)
def test_events_are_no_series(topic: str, is_one: bool) -> None:
    assert is_series(topic) == is_one


def test_series_are_followed_while_the_leader_collects_them(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    watch = SeriesWatch(journal)
    last = [journal.append(OD, b"1") for _ in range(3)][-1]
    before = watch.look()[OD]
    journal.acknowledge(last)
    journal.append(OD, b"2")
    after = watch.look()[OD]
    assert after.last_s >= before.last_s and msgspec.to_builtins(after)["interval_s"] >= 0.0
    journal.close()
