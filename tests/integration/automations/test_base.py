"""The base class in this process: readings, schedule, history, and automations of plugins."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.automations import events
from pioreactor.automations.base import AutomationJob
from pioreactor.exc import JobRequiredError, UnusableReadingError
from pioreactor.pubsub import publish
from pioreactor.pubsub.topics import topic
from pioreactor.testing.unit import UnitFolder


class Counter(AutomationJob):
    """As a plugin writes it: keywords as text, the schedule left to the base class."""

    job_name = "counter_automation"
    automation_name = "counter"
    published_settings = {  # noqa: RUF012
        "duration": {"datatype": "float", "settable": True, "unit": "min"},
        "level": {"datatype": "float", "settable": True, "unit": "AU"},
    }

    def __init__(self, level: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.level = float(level)
        self.ran: list[float] = []
        self.fails: Exception | None = None

    def execute(self) -> events.AutomationEvent:
        self.ran.append(clock.monotonic())
        if self.fails:
            raise self.fails
        return events.NoEvent("did nothing", {"count": len(self.ran)})


@pytest.fixture(autouse=True)
def fast() -> Iterator[None]:
    clock.configure(60.0)
    yield
    clock.configure(1.0)


@pytest.fixture
def where(unit_env: UnitFolder) -> dict[str, str]:
    return {"unit": unit_env.name, "experiment": unit_env.experiment, "automation_name": "counter"}


def say(unit_env: UnitFolder, *levels: str, value: Any, retain: bool = False) -> None:
    payload = value if isinstance(value, str) else json.dumps(value)
    publish(topic(unit_env.name, unit_env.experiment, *levels), payload, qos=1, retain=retain)


@pytest.mark.slow
def test_duration_alone_makes_a_schedule_that_can_be_changed_and_paused(unit_env: UnitFolder, where: Any) -> None:
    with Counter("3.5", duration="1", bogus="x", **where) as job:
        assert clock.wait_until(lambda: len(job.ran) >= 2, 30)
        assert job.ran[1] - job.ran[0] == pytest.approx(60.0, abs=20.0)
        say(unit_env, "counter_automation", "duration", "set", value="2")
        assert clock.wait_until(lambda: job.duration == 2.0, 30)
        count = len(job.ran)
        assert clock.wait_until(lambda: len(job.ran) > count, 30)
        assert job.ran[count] - job.ran[count - 1] == pytest.approx(120.0, abs=30.0)
        phase = job.ran[-1] % 120.0
        job.set_state("sleeping")
        count = len(job.ran)
        clock.sleep(400.0)
        assert len(job.ran) == count
        job.set_state("ready")
        assert clock.wait_until(lambda: len(job.ran) > count, 30)
        assert job.ran[-1] % 120.0 == pytest.approx(phase, abs=65.0)
    left = Counter("1", duration="100", skip_first_run="1", **where)
    assert 5000.0 < (left.seconds_to_next_run() or 0.0) <= 6000.0
    left.clean_up()


def test_a_failing_execution_is_an_event_and_the_next_one_comes(
    unit_env: UnitFolder, where: Any, listener: Any
) -> None:
    seen = listener(topic(unit_env.name, unit_env.experiment, "counter_automation", "latest_event"))
    with Counter("1", duration="100", skip_first_run=True, **where) as job:
        for failure in (RuntimeError("broken"), JobRequiredError("No readings.")):
            job.fails = failure
            assert isinstance(job.run_once(), events.ErrorOccurred)
        job.fails = None
        assert isinstance(job.run(), events.NoEvent)
        assert job.run_once(wait_for_ready=False, allowed_states=("init",)) is None
    names: list[str] = []
    while len(names) < 3:  # the broker may still have some of them
        payload = seen.get(timeout=20).payload
        if payload:
            names.append(json.loads(payload)["event_name"])
    assert names == ["ErrorOccurred", "ErrorOccurred", "NoEvent"]


def test_settings_make_a_history(unit_env: UnitFolder, where: Any, listener: Any) -> None:
    seen = listener(topic(unit_env.name, unit_env.experiment, "counter_automation", "counter_automation_settings"))
    with Counter("1.5", **where) as job:
        job.level = 2.5
    records = [json.loads(seen.get(timeout=20).payload) for _ in range(4)]
    levels = [json.loads(base64.b64decode(record["settings"]))["level"] for record in records]
    assert levels == [1.5, 1.5, 2.5, 2.5]
    assert [record["ended_at"] is None for record in records] == [True, False, True, False]
    assert records[0]["started_at"] == records[1]["started_at"] < records[2]["started_at"]
    assert records[0]["automation_name"] == "counter"


def test_readings_have_ages_and_bad_ones_are_refused(unit_env: UnitFolder, where: Any) -> None:
    def ods(quality: str, od: float) -> dict[str, Any]:
        reading = {
            **{"calibrated": 0, "timestamp": clock.timestamp(), "angle": "90", "od": od, "channel": "2"},
            **{"ir_led_intensity": 80.0, "quality": {"code": quality}},
        }
        return {"timestamp": clock.timestamp(), "ods": {"2": reading}}

    with Counter("1", **where) as job:
        with pytest.raises(JobRequiredError, match="does not run"):
            _ = job.latest_od
        with pytest.raises(JobRequiredError):
            _ = job.most_stale_time
        say(unit_env, "od_reading", "ods", value=ods("ok", 0.5))
        assert clock.wait_until(lambda: job.latest_od_at is not None, 20)
        assert job.latest_od == {"2": 0.5}
        say(unit_env, "od_reading", "ods", value=ods("noisy", -0.1))
        assert clock.wait_until(lambda: job.previous_od == {"2": 0.5}, 20)
        assert job.latest_biomass_value("od") == job.latest_biomass_value("od", "2") == -0.1
        filtered = {"od_filtered": 1.2, "timestamp": clock.timestamp()}
        say(unit_env, "growth_rate_calculating", "od_filtered", value=filtered)
        assert clock.wait_until(lambda: job.latest_normalized_od_at is not None, 20)
        assert job.latest_biomass_value("normalized_od") == job.latest_normalized_od == 1.2
        for bad in ("saturated", "no-light", "stale"):
            say(unit_env, "od_reading", "ods", value=ods(bad, 0.7))
            assert clock.wait_until(lambda: job.readings.at("ods") is not None and _refuses(job), 20)
            with pytest.raises(UnusableReadingError):
                _ = job.latest_normalized_od  # a prediction that rests on nothing
            say(unit_env, "od_reading", "ods", value=ods("ok", 0.6))
            assert clock.wait_until(lambda: not _refuses(job), 20)
        clock.sleep(310.0)
        with pytest.raises(JobRequiredError, match="min old"):
            _ = job.latest_od
        with pytest.raises(ValueError, match="no biomass signal"):
            job.latest_biomass_value("colour")


def _refuses(job: Counter) -> bool:
    try:
        return not job.latest_od
    except UnusableReadingError:
        return True


def test_a_retained_reading_is_as_old_as_its_stamp(unit_env: UnitFolder, where: Any) -> None:
    old = clock.to_iso(clock.now().replace(year=2020))
    say(unit_env, "growth_rate_calculating", "growth_rate", value={"growth_rate": 0.2, "timestamp": old}, retain=True)
    with Counter("1", **where) as job:
        assert clock.wait_until(lambda: job.latest_growth_rate_at is not None, 20)
        with pytest.raises(JobRequiredError, match="min old"):
            _ = job.latest_growth_rate
    publish(topic(unit_env.name, unit_env.experiment, "growth_rate_calculating", "growth_rate"), "", retain=True)


class OnData(Counter):
    automation_name = "on_data"
    is_data_driven = True

    def start_passive_listeners(self) -> None:
        self.subscribe_and_callback(
            lambda message: self.trigger_run_once_from_event(),
            topic(self.unit, self.experiment, "od_reading", "ods"),
            allow_retained=False,
        )

    def execute(self) -> events.AutomationEvent:
        super().execute()
        return events.NoEvent("below", {"reason": "below"})


def test_data_trigger_executions_that_do_not_flood(unit_env: UnitFolder, where: Any, listener: Any) -> None:
    seen = listener(topic(unit_env.name, unit_env.experiment, "counter_automation", "latest_event"))
    with OnData("1", duration="0.1", **where) as job:
        clock.sleep(60.0)
        assert job.ran == []  # a class that listens is not executed on time
        for _ in range(20):
            count = len(job.ran)
            say(unit_env, "od_reading", "ods", value="{}")
            assert clock.wait_until(lambda count=count: len(job.ran) > count, 20)
    told = []
    while not seen.empty():
        told.append(seen.get().payload)
    assert 1 <= len([payload for payload in told if payload]) <= 3


def test_a_name_that_would_clash_with_the_configuration_is_refused() -> None:
    with pytest.raises(NameError, match="config"):
        type("Bad", (AutomationJob,), {"automation_name": "config"})
