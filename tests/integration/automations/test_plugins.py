"""Automations of others, written as the ecosystem writes them."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.automations import events
from pioreactor.automations.dosing.base import available_dosing_automations
from pioreactor.background_jobs.dosing_automation import DosingAutomationJobContrib, start_dosing_automation
from pioreactor.exc import AutomationError
from pioreactor.pubsub.topics import topic
from pioreactor.testing.unit import UnitFolder

CALLS: list[tuple[str, float]] = []


class NaiveTurbidostat(DosingAutomationJobContrib):
    """Keywords arrive as text; `duration` is left to the base class; inflows of its own."""

    automation_name = "naive_turbidostat"
    published_settings = {  # noqa: RUF012
        "target_od": {"datatype": "float", "settable": True, "unit": "AU"},
        "duration": {"datatype": "float", "settable": True, "unit": "min"},
    }

    def __init__(self, target_od: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.target_od = float(target_od)

    def execute(self) -> events.AutomationEvent | None:
        if self.latest_normalized_od <= self.target_od:
            return None
        moved = self.execute_io_action(salt_media_ml=1.5, media_ml=0.5, waste_ml=2.0)
        total = moved + {"media_ml": 1.0}
        return events.DilutionEvent("diluted", {**moved, "sum": total["media_ml"], "nothing": moved["other_ml"]})

    def add_salt_media_to_bioreactor(
        self, unit: str, experiment: str, ml: float, source_of_event: str, mqtt_client: Any, logger: Any
    ) -> float:
        CALLS.append(("salt_media", ml))
        return ml

    def add_media_to_bioreactor(self, unit: str, experiment: str, ml: float, **options: Any) -> float:
        CALLS.append(("media", ml))
        return ml

    def remove_waste_from_bioreactor(self, unit: str, experiment: str, ml: float, **options: Any) -> float:
        CALLS.append(("waste", ml))
        return ml


@pytest.fixture(autouse=True)
def fast(unit_env: UnitFolder) -> Iterator[None]:
    unit_env.configure("dosing_automation.config", "pause_between_subdoses_seconds", "0.1")
    CALLS.clear()
    clock.configure(60.0)
    yield
    clock.configure(1.0)


@pytest.fixture
def job(unit_env: UnitFolder, listener: Callable[..., Any]) -> Iterator[DosingAutomationJobContrib]:
    started = start_dosing_automation(
        "naive_turbidostat", unit_env.name, unit_env.experiment, target_od="1.5", duration="5", skip_first_run="1",
        current_volume_ml="14.5", alt_media_fraction="0.25",
    )  # fmt: skip
    with started:
        yield started  # type: ignore[misc]


def feed(job: Any, od: float) -> None:
    where = topic(job.unit, job.experiment, "growth_rate_calculating", "od_filtered")
    job.publish(where, {"od_filtered": od, "timestamp": clock.timestamp()})
    assert clock.wait_until(lambda: job.latest_normalized_od_at is not None and job.latest_normalized_od == od, 20)


def test_a_plugin_doses_with_pumps_of_its_own(job: Any) -> None:
    assert available_dosing_automations["naive_turbidostat"] is NaiveTurbidostat
    assert job.target_od == 1.5
    assert (job.current_volume_ml, job.alt_media_fraction) == (14.5, 0.25)
    assert pytest.approx(18.0) == job.MAX_VIAL_VOLUME_TO_STOP
    assert job.MAX_SUBDOSE == 1.0
    feed(job, 1.4)
    assert job.run() is None
    feed(job, 1.6)
    event = job.run()
    assert isinstance(event, events.DilutionEvent)
    assert event.data == {"salt_media_ml": 1.5, "media_ml": 0.5, "waste_ml": 2.0, "sum": 1.5, "nothing": 0.0}
    one_part = [("salt_media", 0.75), ("media", 0.25), ("waste", 1.0), ("waste", 2.0)]
    assert one_part * 2 == CALLS


def test_mistakes_of_a_plugin_move_nothing(job: Any) -> None:
    with pytest.raises(AttributeError, match="add_sugar_to_bioreactor"):
        job.execute_io_action(media_ml=0.1, sugar_ml=0.1, waste_ml=0.2)
    with pytest.raises(ValueError, match="fills the vial"):
        job.execute_io_action(media_ml=1.0, waste_ml=0.5)
    with pytest.raises(ValueError, match="name it"):
        job.execute_io_action(media=1.0, waste_ml=2.0)
    assert CALLS == []


def test_the_schedule_is_ours_and_a_full_vial_makes_it_sleep(job: Any) -> None:
    feed(job, 2.0)
    assert job.seconds_to_next_run() is not None
    job.publish(topic(job.unit, job.experiment, "dosing_automation", "duration", "set"), "0.05")
    assert clock.wait_until(lambda: len(CALLS) >= 8, 30)
    job.publish(topic(job.unit, job.experiment, "bioreactor", "current_volume_ml"), "18.2", retain=True)
    assert clock.wait_until(lambda: job.state == job.SLEEPING, 30)
    count = len(CALLS)
    clock.sleep(60.0)
    assert len(CALLS) <= count + 1
    job.publish(topic(job.unit, job.experiment, "bioreactor", "current_volume_ml"), "", retain=True)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(AutomationError, match="Did you mean naive_turbidostat"):
        start_dosing_automation("naive_turbidosta", target_od=1)


PLUGIN = """
from pioreactor.automations import events
from pioreactor.automations.led.base import LEDAutomationJobContrib

__plugin_name__ = "dusk"


class Dusk(LEDAutomationJobContrib):
    automation_name = "dusk"
    published_settings = {"depth": {"datatype": "float", "settable": True, "unit": "%"}}

    def __init__(self, depth, **kwargs):
        super().__init__(**kwargs)
        self.depth = float(depth)

    def execute(self):
        return events.ChangedLedIntensity(f"dusk of {self.depth:g} %")
"""


def test_a_file_in_the_plugin_folder_is_an_automation_of_the_command_line(
    unit_env: UnitFolder, job_process: Any, listener: Any
) -> None:
    folder = unit_env.root / "plugins"
    folder.mkdir()
    (folder / "dusk.py").write_text(PLUGIN)
    seen = listener(topic(unit_env.name, unit_env.experiment, "led_automation", "latest_event"))
    job = job_process(
        "led_automation", "--automation-name", "dusk", "--depth", "12.5", "--duration", "100", "--any", "x"
    )
    job.wait_for_state("led_automation")
    events_told: list[dict[str, Any]] = []

    def arrived() -> bool:
        while not seen.empty():
            payload = seen.get().payload
            events_told.extend([json.loads(payload)] if payload else [])
        return bool(events_told)

    assert clock.wait_until(arrived, 30)
    assert events_told[0] == {"event_name": "ChangedLedIntensity", "message": "dusk of 12.5 %", "data": None}
    assert job.settings("led_automation")["automation_name"] == "dusk"
    assert job.stop(signal.SIGTERM) == 0, job.output()
    unknown = job_process("led_automation", "--automation-name", "dusky")
    assert unknown.wait(40) == 1
    assert "Did you mean dusk?" in unknown.output()
