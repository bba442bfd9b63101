"""LED automations as real jobs."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.testing.unit import UnitFolder


@pytest.fixture
def lamps(make_vial: Callable[..., Any], guardian: Any) -> Callable[[], tuple[float, float]]:
    """(C, D) in percent, as the vial sees them."""
    vial = make_vial()

    def look() -> tuple[float, float]:
        outputs = vial.bench.truth()["outputs"]
        return round(outputs.get("led_C", 0.0)), round(outputs.get("led_D", 0.0))

    return look


@pytest.fixture
def start(job_process: Any, fast_clock: dict[str, str]) -> Callable[..., Any]:
    def begin(light: float, dark: float, intensity: float = 20.0) -> Any:
        process = job_process(
            *("led_automation", "--automation-name", "light_dark_cycle", "--light-intensity", str(intensity)),
            *("--light-duration-minutes", str(light), "--dark-duration-minutes", str(dark)),
            **fast_clock,
        )
        process.wait_for_state("led_automation")
        return process

    return begin


def lit(lamps: Any, wanted: tuple[float, float]) -> bool:
    return clock.wait_until(lambda: lamps() == wanted, 30)


@pytest.mark.slow
def test_day_and_night(lamps: Any, start: Any, hear: Any, unit_env: UnitFolder) -> None:
    from pioreactor.pubsub import publish

    events = hear("led_automation/latest_event")
    job = start(light=2.0, dark=1.0)
    assert lit(lamps, (20, 20))
    on = clock.monotonic()
    assert lit(lamps, (0, 0))
    off = clock.monotonic()
    assert 100.0 < off - on < 160.0
    assert lit(lamps, (20, 20))
    assert 40.0 < clock.monotonic() - off < 100.0
    assert events.until(lambda event: "turned on" in event["message"])["event_name"] == "ChangedLedIntensity"
    where = f"pioreactor/unit1/{unit_env.experiment}/led_automation"
    publish(f"{where}/light_intensity/set", "35", qos=1)
    assert lit(lamps, (35, 35))
    publish(f"{where}/light_duration_minutes/set", "0", qos=1)
    assert lit(lamps, (0, 0))
    publish(f"{where}/light_duration_minutes/set", "1000", qos=1)
    assert lit(lamps, (35, 35))
    assert job.stop(signal.SIGTERM) == 0, job.output()
    assert lamps() == (0, 0)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_the_phase_survives_a_killed_job_and_its_lamps_do_not(lamps: Any, start: Any) -> None:
    job = start(light=5.0, dark=100.0)
    assert lit(lamps, (20, 20))
    began = clock.monotonic()
    job.stop(signal.SIGKILL)
    assert lit(lamps, (0, 0))
    job = start(light=5.0, dark=100.0)
    assert lit(lamps, (20, 20))
    assert lit(lamps, (0, 0))
    assert clock.monotonic() - began < 400.0
    job.stop(signal.SIGTERM)
    job = start(light=5.0, dark=100.0)
    clock.wait_until(lambda: False, 2.0)
    assert lamps() == (0, 0)
    assert job.stop(signal.SIGTERM) == 0


def test_a_lamp_that_a_reading_holds_is_set_when_it_is_free(lamps: Any, start: Any) -> None:
    from pioreactor.actions.led_intensity import lock_leds_temporarily

    with lock_leds_temporarily(["C"]):
        job = start(light=100.0, dark=1.0)
        assert lit(lamps, (0, 20))
    assert lit(lamps, (20, 20))
    assert job.stop(signal.SIGTERM) == 0
    assert lamps() == (0, 0)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_pause_over_a_boundary_is_caught_up(lamps: Any, start: Any, unit_env: UnitFolder) -> None:
    from pioreactor.pubsub import publish

    job = start(light=4.0, dark=100.0)
    state = f"pioreactor/unit1/{unit_env.experiment}/led_automation/$state/set"
    publish(state, "sleeping", qos=1)
    job.wait_for_state("led_automation", "sleeping")
    assert lit(lamps, (20, 20))
    clock.sleep(320.0)
    publish(state, "ready", qos=1)
    assert lit(lamps, (0, 0))
    assert job.stop(signal.SIGTERM) == 0
