"""The temperature automation as a real process on a simulated vial, with broker and guardian, at 40 times real time."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.pubsub import publish
from pioreactor.runtime.alarms import get_alarm, request_reset
from pioreactor.testing.broker import free_port
from pioreactor.testing.fixtures import wait_for_guardian
from pioreactor.testing.unit import JobProcess, UnitFolder

SPEED = 40.0
STALL_S = 4.0 * SPEED  # clock seconds that a loaded computer may lose; the figures themselves are proved in tests/unit
JOB = "temperature_automation"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture
def fast_clock() -> Iterator[dict[str, str]]:
    """As the one of this folder, but faster: a vial takes ten minutes to warm up."""
    clock.configure(SPEED, (time.time(), time.monotonic()))
    yield {clock.SPEED_ENV: str(SPEED), clock.ORIGIN_ENV: clock.origin_text()}
    clock.configure(1.0)


@pytest.fixture
def vial(make_vial: Callable[..., Any], request: pytest.FixtureRequest) -> Any:
    """A nominal vial, and a guardian."""
    made = make_vial("--nominal", "--room", "22")
    request.getfixturevalue("guardian")
    return made


@pytest.fixture
def thermostat(start_job: Callable[..., JobProcess]) -> Callable[..., JobProcess]:
    def start(target: float = 37.0) -> JobProcess:
        return start_job(JOB, "--automation-name", "thermostat", "--target-temperature", str(target))

    return start


def heater_percent(vial: Any) -> float:
    return float(vial.bench.truth()["outputs"].get("heating", 0.0))


def liquid_c(vial: Any) -> float:
    return float(vial.bench.truth()["liquid_temperature_c"])


def say(unit: UnitFolder, tail: str, value: str) -> None:
    publish(f"pioreactor/{unit.name}/{unit.experiment}/{JOB}/{tail}/set", value)


def wait_for_heat(vial: Any) -> None:
    assert clock.wait_until(lambda: heater_percent(vial) > 5.0, 30), "the heater was never switched on"


def stays_off(vial: Any, wall_s: float = 1.0) -> bool:
    return not clock.wait_until(lambda: heater_percent(vial) > 0.0, wall_s)


def latched(code: str) -> bool:
    alarm = get_alarm(code)
    return alarm is not None and alarm.needs_reset


def test_warms_up_holds_pauses_and_ends_with_the_line_low(
    vial: Any, start_job: Callable[..., JobProcess], thermostat: Any, hear: Any, unit_env: UnitFolder
) -> None:
    start_job("stirring", "--target-rpm", "500")
    temperature, thermal, event = (hear(f"{JOB}/{name}") for name in ("temperature", "thermal", "latest_event"))
    states = hear(f"{JOB}/$state")
    job = thermostat(37.0)
    first = temperature.next()
    assert first["temperature"] == pytest.approx(22.0, abs=2.0), "a cold unit tells its temperature at once"
    assert thermal.until(lambda m: m["mode"] == "heat", 30)["stirring"] is True
    reached = temperature.until(lambda m: abs(m["temperature"] - 37.0) < 0.3, 60)
    minutes = (clock.from_iso(reached["timestamp"]) - clock.from_iso(first["timestamp"])).total_seconds() / 60.0
    assert minutes < 14.0
    assert liquid_c(vial) == pytest.approx(37.0, abs=0.7)
    told = event.until(lambda m: m["event_name"] == "UpdatedHeaterDC")
    assert set(told["data"]) == {"current_dc", "delta_dc", "target_temperature", "latest_temperature"}

    say(unit_env, "$state", "sleeping")
    states.until(lambda value: value == "sleeping")
    assert heater_percent(vial) == 0.0
    thermal.drain()
    assert thermal.until(lambda m: m["reason"] == "paused")["plate"] < 60.0, "the observer goes on"
    assert stays_off(vial)
    say(unit_env, "$state", "ready")
    assert clock.wait_until(lambda: heater_percent(vial) > 0.0, 10)

    say(unit_env, "target_temperature", "61")
    assert clock.wait_until(lambda: job.settings(JOB).get("target_temperature") == 50.0, 10), "kept below liquid_max"

    job.send_signal(signal.SIGINT)
    job.wait()
    assert heater_percent(vial) == 0.0

    modes = hear(f"{JOB}/thermal")
    again = thermostat(37.0)
    modes.until(lambda m: m["mode"] in ("heat", "hold"), 10)
    again.process.kill()
    assert clock.wait_until(lambda: heater_percent(vial) == 0.0, 2.0), "the guardian makes the line low"


FAULTS = {
    "tmp.lost": ("heater.sensor_lost", 14.0),
    "tmp.frozen": ("heater.sensor_frozen", 25.0),
    "tmp.offset": ("heater.sensor_jump", 8.0),
    "heater.open": ("heater.no_heat", 150.0),
    "heater.stuck_on": ("heater.stuck_on", 60.0),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_switch_the_heater_off_in_time(name: str, vial: Any, thermostat: Any, hear: Any) -> None:
    code, limit_s = FAULTS[name]
    thermal = hear(f"{JOB}/thermal")
    thermostat(37.0 if name != "heater.stuck_on" else 25.0)
    wait_for_heat(vial)
    if name == "heater.stuck_on":  # while warming up at full power nobody can tell
        thermal.until(lambda m: m["mode"] == "hold", 40)
    else:
        clock.sleep(60.0)
    begun_s = clock.monotonic()
    vial.bench.fault_add(name=name)
    assert clock.wait_until(lambda: get_alarm(code) is not None, 30), f"{code} was not raised"
    taken_s = clock.monotonic() - begun_s
    assert latched(code)
    assert heater_percent(vial) == 0.0
    assert taken_s < limit_s + STALL_S
    thermal.until(lambda m: m["mode"] == "latched")
    assert stays_off(vial)


def test_a_latch_survives_a_restart_and_goes_only_when_it_is_safe(
    vial: Any, thermostat: Any, hear: Any, unit_env: UnitFolder
) -> None:
    code = "heater.sensor_lost"
    fault = hear(f"{JOB}/thermal_fault")
    job = thermostat(30.0)
    wait_for_heat(vial)
    lost = vial.bench.fault_add(name="tmp.lost")
    assert fault.next(20)["code"] == "sensor_lost"
    request_reset(code, by="test")
    assert clock.wait_until(lambda: bool((get_alarm(code).data or {}).get("reset_refused")), 10)
    assert stays_off(vial)
    assert job.stop() is not None

    again = thermostat(30.0)
    assert stays_off(vial, 2.0), "the latch holds over a restart"
    vial.bench.fault_clear(fault_id=lost["id"] if isinstance(lost, dict) else lost)
    assert stays_off(vial, 1.0), "a sensor that is back does not reset it"
    assert clock.wait_until(lambda: vial.bench.truth()["board_temperature_c"] < 44.0, 20)
    request_reset(code, by="test")
    assert clock.wait_until(lambda: get_alarm(code) is None, 10)
    assert clock.wait_until(lambda: heater_percent(vial) > 0.0, 20), "after a look at the vial it heats again"
    assert again.settings(JOB).get("thermal_fault") is None


def test_without_a_broker(
    unit_env: UnitFolder, make_vial: Callable[..., Any], job_process: Any, fast_clock: dict[str, str]
) -> None:
    unit_env.configure("mqtt", "broker_port", str(free_port()))
    vial = make_vial("--nominal", "--room", "22")
    wait_for_guardian(job_process("monitor", **fast_clock))
    job = job_process(JOB, "--automation-name", "thermostat", "--target-temperature", "30", **fast_clock)
    job.wait_for_state(JOB)
    wait_for_heat(vial)
    assert clock.wait_until(lambda: "temperature" in job.settings(JOB), 10)
    job.send_signal(signal.SIGINT)
    job.wait()
    assert heater_percent(vial) == 0.0


PLUGIN = """
from pioreactor.automations.events import AutomationEvent
from pioreactor.background_jobs.temperature_automation import (
    TemperatureAutomationJobContrib, start_temperature_automation
)

class Warmer(TemperatureAutomationJobContrib):
    automation_name = "warmer"
    published_settings = {"step": {"datatype": "float", "settable": True, "unit": "%"}}

    def __init__(self, step, **kwargs):
        super().__init__(**kwargs)
        self.step = float(step)

    def execute(self):
        done = self.update_heater_with_delta(self.step)
        return AutomationEvent(f"{done}", {"temperature": self.latest_temperature, "dc": self.heater_duty_cycle})

with start_temperature_automation("warmer", step="15") as job:
    job.block_until_disconnected()
"""


def test_an_automation_of_a_plugin_sets_the_duty_at_the_old_cadence(
    vial: Any, job_process: Any, fast_clock: dict[str, str], hear: Any
) -> None:
    event = hear(f"{JOB}/latest_event")
    job = job_process(python=PLUGIN, **fast_clock)
    job.wait_for_state(JOB)
    first = event.until(lambda m: m["message"] == "True", 30)
    begun_s = clock.monotonic()
    second = event.until(lambda m: m["message"] == "True", 30)
    assert 200.0 - STALL_S < clock.monotonic() - begun_s < 200.0 + STALL_S
    assert first["data"]["temperature"] is not None
    assert second["data"]["dc"] > first["data"]["dc"] > 0.0
    assert clock.wait_until(lambda: heater_percent(vial) == pytest.approx(second["data"]["dc"], abs=1.0), 10)


def test_a_thermometer_corrects_the_running_job(
    vial: Any, start_job: Callable[..., JobProcess], job_process: Any, fast_clock: dict[str, str], hear: Any
) -> None:
    start_job("stirring", "--target-rpm", "500")
    job = start_job(JOB, "--automation-name", "only_record_temperature")
    thermal = hear(f"{JOB}/thermal")
    before = thermal.until(lambda m: m["quality"] == "uncalibrated", 30)
    asked = job_process("temperature_one_point", "--measured", str(round(before["liquid"] + 0.5, 2)), **fast_clock)
    assert asked.wait() == 0, asked.output()
    after = thermal.until(lambda m: m["quality"] == "ok", 30)
    assert after["liquid"] - before["liquid"] == pytest.approx(0.45, abs=0.15)
    refused = job_process("temperature_one_point", "--measured", "55", **fast_clock)
    assert refused.wait() == 1
    assert "no calibration" in refused.output()
    assert job.process.poll() is None
