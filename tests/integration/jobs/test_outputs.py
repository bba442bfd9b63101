from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pioreactor.actions.led_intensity import (
    change_leds_intensities_temporarily,
    is_led_channel_locked,
    led_intensity,
    lock_leds_temporarily,
)
from pioreactor.exc import PWMError
from pioreactor.pubsub import create_client
from pioreactor.storage.caches import local_intermittent_storage
from pioreactor.testing.unit import UnitFolder
from pioreactor.utils.pwm import PWM


def outputs(vial: Any) -> dict[str, float]:
    return dict(vial.bench.truth()["outputs"])


def test_lamps_are_set_published_and_recorded(
    make_vial: Callable[..., Any], hear: Callable[..., Any], unit_env: UnitFolder
) -> None:
    vial = make_vial()
    levels, events = hear("leds/intensity"), hear("led_change_events")
    assert led_intensity({"B": 40.0, "C": 10}, source_of_event="test")
    assert outputs(vial)["led_B"] == pytest.approx(40, abs=0.5)
    assert levels.next() == {"A": 0.0, "B": 40.0, "C": 10.0, "D": 0.0}
    assert {events.next()["channel"], events.next()["channel"]} == {"B", "C"}
    with change_leds_intensities_temporarily({"B": 0.0}, verbose=False):
        assert outputs(vial)["led_B"] == 0
    assert outputs(vial)["led_B"] == pytest.approx(40, abs=0.5)
    with lock_leds_temporarily(["B"]):
        assert is_led_channel_locked("B")
        assert not led_intensity({"B": 80.0, "C": 20.0}, verbose=False)
    assert outputs(vial)["led_C"] == pytest.approx(20, abs=0.5)
    assert led_intensity(dict.fromkeys("ABCD", 0.0), verbose=False)  # type: ignore[arg-type]
    assert not led_intensity({"E": 1.0}, verbose=False)  # type: ignore[dict-item]
    assert not led_intensity({"A": 101.0}, verbose=False)


def test_lamps_from_the_command_line(
    make_vial: Callable[..., Any], job_process: Callable[..., Any], fast_clock: dict[str, str], unit_env: UnitFolder
) -> None:
    from pioreactor.runtime.registry import Registry

    vial = make_vial()
    assert job_process("led_intensity", "--D", "50", **fast_clock).wait() == 0
    assert outputs(vial)["led_D"] == pytest.approx(50, abs=0.5)
    registry = Registry()
    assert registry.is_running("led_intensity")
    assert job_process("led_intensity", "--D", "0", **fast_clock).wait() == 0
    assert not registry.is_running("led_intensity")
    registry.close()


def test_a_pwm_output_is_locked_published_and_low_at_the_end(
    make_vial: Callable[..., Any], hear: Callable[..., Any], unit_env: UnitFolder
) -> None:
    vial = make_vial()
    levels = hear("pwms/dc")
    client = create_client()
    with PWM(13, 250, pub_client=client) as pwm:
        assert pwm.using_hardware
        pwm.lock()
        pwm.start(12.345)
        assert outputs(vial)["media"] == pytest.approx(12.345)
        assert levels.next() == {"13": 12.345}
        with pytest.raises(PWMError, match="in use"):
            PWM(13, 250, pub_client=client)
        with pytest.raises(PWMError, match="between 0 and 100"):
            pwm.change_duty_cycle(101)
    assert outputs(vial)["media"] == 0
    assert levels.next() == {}
    pwm.cleanup()
    with local_intermittent_storage("pwm_locks") as cache:
        assert len(cache) == 0
        cache.set(13, "999999999:1")
    with PWM(13, 250, pubsub_client=client):
        pass  # the lock of a dead process holds nobody up
    client.close()
