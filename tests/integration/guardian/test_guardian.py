"""Processes that own outputs are killed, stopped and hung; the guardian makes their outputs low."""

from __future__ import annotations

import json
import os
import queue
import signal
from collections.abc import Callable
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.exc import GuardianMissingError
from pioreactor.pubsub import create_client
from pioreactor.runtime.alarms import get_alarm
from pioreactor.runtime.leases import shared_board
from pioreactor.runtime.registry import Registry
from pioreactor.storage.caches import local_intermittent_storage
from pioreactor.testing.fixtures import wait_for_guardian
from pioreactor.testing.unit import JobProcess, UnitFolder
from pioreactor.utils.pwm import PWM

Own = Callable[..., JobProcess]


def is_signed_off(name: str) -> bool:
    registry = Registry()
    try:
        return not registry.entered_as_running(job_name=name)
    finally:
        registry.close()


def log_of(unit: UnitFolder) -> str:
    return unit.log_path.read_text() if unit.log_path.exists() else ""


def arrives(messages: Any, wanted: Callable[[bytes], bool], timeout: float = 20.0) -> bytes:
    end = clock.wall_monotonic() + timeout
    while clock.wall_monotonic() < end:
        try:
            payload = bytes(messages.get(timeout=1.0).payload)
        except queue.Empty:
            continue
        if wanted(payload):
            return payload
    raise AssertionError("the message did not arrive")


def test_a_killed_owner_leaves_nothing_on(
    guardian: JobProcess, vial: Any, own: Own, listener: Callable[..., Any], unit_env: UnitFolder
) -> None:
    states = listener(f"pioreactor/{unit_env.name}/{unit_env.experiment}/owner/$state")
    levels = listener(f"pioreactor/{unit_env.name}/{unit_env.experiment}/pwms/dc")
    owner = own(pins=[17, 18], lamps=["B"])
    assert {lease.output for lease in shared_board().leases()} == {"gpio17", "gpio18", "led_B"}
    killed_at = clock.monotonic()
    owner.send_signal(signal.SIGKILL)
    assert clock.wait_until(lambda: vial.is_low("stirring", "heating", "led_B"), 20)
    reaction_s = max(vial.went_low_at(name) for name in ("stirring", "heating", "led_B")) - killed_at
    assert reaction_s < 1.0
    assert clock.wait_until(lambda: not shared_board().leases() and is_signed_off("owner"), 20)
    assert arrives(states, lambda payload: payload == b"lost")
    assert arrives(levels, lambda payload: payload == b"{}")
    assert clock.wait_until(lambda: log_of(unit_env).count("was switched off: owner (process") == 3, 20)
    with local_intermittent_storage("pwm_dc") as duty, local_intermittent_storage("pwm_locks") as locks:
        assert (len(duty), len(locks)) == (0, 0)
    assert clock.wait_until(lambda: getattr(get_alarm("output.cut"), "state", "") == "returned", 20)
    assert getattr(get_alarm("output.cut"), "severity", "") == "warning"
    assert guardian.process.poll() is None


@pytest.mark.parametrize(
    ("wanted", "disturb", "within_s", "why"),
    [
        ({"renew_within_s": 1.0}, signal.SIGSTOP, 2.0, "gave no sign of life"),
        ({}, signal.SIGSTOP, 3.5, "was stopped for more than"),
        ({"renew_within_s": 1.0, "hangs": True}, None, 2.0, "gave no sign of life"),
        ({"on_for_s": 1.5}, None, 2.5, "past its time"),
    ],
    ids=["stopped, must renew", "stopped", "hung", "past its time"],
)
def test_an_owner_that_lives_but_does_not_answer_is_ended(
    guardian: JobProcess, vial: Any, own: Own, unit_env: UnitFolder,
    wanted: dict[str, Any], disturb: signal.Signals | None, within_s: float, why: str,
) -> None:  # fmt: skip
    owner = own(pins=[17], **wanted)
    begun_at = clock.monotonic()
    if disturb is not None:
        owner.send_signal(disturb)
    assert clock.wait_until(lambda: vial.is_low("stirring"), 20, poll=0.05)
    assert vial.went_low_at("stirring") - begun_at < within_s
    assert clock.wait_until(lambda: owner.process.poll() == -signal.SIGKILL, 20)
    assert clock.wait_until(lambda: is_signed_off("owner") and why in log_of(unit_env), 20)


def test_an_owner_that_answers_goes_on_while_monitor_is_killed_and_started_again(
    guardian: JobProcess, vial: Any, own: Own, job_process: Callable[..., JobProcess], unit_env: UnitFolder
) -> None:
    owner = own(pins=[17, 18], renew_within_s=1.0, lamps=["C"])
    guardian.stop(signal.SIGKILL)
    with local_intermittent_storage("leds") as lamps:
        lamps.set("D", 20.0)  # as a command leaves it
    again = job_process("monitor")
    wait_for_guardian(again)
    again.wait_for_state("monitor")
    assert [vial.level(name) for name in ("stirring", "heating")] == [60.0, 60.0]
    assert vial.level("led_C") == pytest.approx(30.0, abs=0.5)
    assert not [c for name in ("stirring", "heating") for c in vial.bench.outputs(output=name) if c["percent"] == 0.0]
    owner.send_signal(signal.SIGKILL)  # the new guardian watches it as well
    assert clock.wait_until(lambda: vial.is_low("stirring", "heating", "led_C"), 20)


def test_monitor_and_owner_killed_together(
    guardian: JobProcess, vial: Any, own: Own, job_process: Callable[..., JobProcess], unit_env: UnitFolder
) -> None:
    owner = own(pins=[13, 17], lamps=["A"])
    for process in (guardian, owner):
        process.send_signal(signal.SIGKILL)
    assert clock.wait_until(lambda: guardian.process.poll() is not None and owner.process.poll() is not None, 20)
    assert vial.level("media") > 0.0
    wait_for_guardian(job_process("monitor"))
    assert vial.is_low("media", "stirring", "led_A")
    assert clock.wait_until(lambda: is_signed_off("owner") and not shared_board().leases(), 20)
    assert clock.wait_until(lambda: "no guardian ran when it happened" in log_of(unit_env), 20)


def test_at_its_start_monitor_makes_low_what_nobody_is_known_to_own(
    vial: Any, own: Own, job_process: Callable[..., JobProcess], unit_env: UnitFolder
) -> None:
    owner = own(pins=[18, 12], lamps=["A", "B"])
    owner.send_signal(signal.SIGKILL)
    assert clock.wait_until(lambda: owner.process.poll() is not None, 20)
    (unit_env.run / "outputs.board").unlink()
    with local_intermittent_storage("leds") as lamps:
        lamps.set("A", 0.0)
    wait_for_guardian(job_process("monitor"))
    assert vial.is_low("heating", "waste", "led_A")
    assert vial.level("led_B") > 0.0  # its table says that somebody has left it on


def test_what_could_not_be_made_low_at_the_start_is_tried_again(
    vial: Any, own: Own, job_process: Callable[..., JobProcess], unit_env: UnitFolder
) -> None:
    owner = own(lamps=["A"])
    owner.send_signal(signal.SIGKILL)
    assert clock.wait_until(lambda: owner.process.poll() is not None, 20)
    (unit_env.run / "outputs.board").unlink()
    with local_intermittent_storage("leds") as lamps:
        lamps.set("A", 0.0)
    fault = vial.bench.fault_add(name="i2c.hang")
    wait_for_guardian(job_process("monitor"))
    assert clock.wait_until(lambda: "led_A could not be made low at the start" in log_of(unit_env), 20)
    vial.bench.fault_clear(fault_id=fault["id"])
    assert clock.wait_until(lambda: vial.is_low("led_A"), 20)


def test_without_a_guardian_a_guarded_output_stays_off(vial: Any, unit_env: UnitFolder) -> None:
    client = create_client()
    with PWM(18, 16, pub_client=client, needs_guardian=True) as pwm:
        with pytest.raises(GuardianMissingError, match="pio run monitor"):
            pwm.start(50.0)
        assert vial.is_low("heating")
        assert shared_board().get("gpio18") is None
    client.close()


def test_with_a_guardian_it_is_leased_while_it_is_on(guardian: JobProcess, vial: Any) -> None:
    client = create_client()
    with PWM(18, 16, pub_client=client, needs_guardian=True) as pwm:
        pwm.start(50.0)
        lease = shared_board().get("gpio18")
        assert lease is not None and lease.is_mine and lease.level == 50.0
        pwm.change_duty_cycle(0.0)
        assert shared_board().get("gpio18") is None
    client.close()


def test_what_a_cut_pump_moved_is_booked(guardian: JobProcess, vial: Any, own: Own, unit_env: UnitFolder) -> None:
    from pioreactor.storage.vial_state import load_vial_state

    before = load_vial_state(unit_env.experiment).current_volume_ml
    owner = own(pins=[13], flow=0.5, event="add_media", duty=100.0)
    assert clock.wait_until(lambda: clock.wall_monotonic() - owner.started_at > 3.0, 20)
    lease = shared_board().get("gpio13")
    assert lease is not None and lease.event == "add_media"
    owner.send_signal(signal.SIGKILL)
    assert clock.wait_until(lambda: load_vial_state(unit_env.experiment).current_volume_ml > before, 20)
    ran_s = vial.went_low_at("media") - lease.booked_until_s
    moved_ml = load_vial_state(unit_env.experiment).current_volume_ml - before
    assert moved_ml == pytest.approx(0.5 * ran_s, rel=0.05, abs=0.02)
    assert clock.wait_until(lambda: "mL were booked" in log_of(unit_env), 20)


def test_a_board_that_is_overwritten_or_removed_protects_again(
    guardian: JobProcess, vial: Any, own: Own, unit_env: UnitFolder
) -> None:
    path = unit_env.run / "outputs.board"
    for damage in (lambda: path.write_bytes(os.urandom(77)), path.unlink):
        owner = own(pins=[17])
        assert clock.wait_until(lambda: shared_board().is_guarded(), 20)
        damage()
        assert clock.wait_until(lambda: path.exists() and shared_board().get("gpio17") is not None, 20)
        owner.send_signal(signal.SIGKILL)
        assert clock.wait_until(lambda: vial.is_low("stirring"), 20)
        assert clock.wait_until(lambda: is_signed_off("owner"), 20)


def test_a_line_that_is_held_for_a_moment_is_made_low(guardian: JobProcess, vial: Any, own: Own) -> None:
    """The line of a dead owner passes to another process that is slow: the guardian insists until it is free."""
    owner = own(pins=[17])
    lease = shared_board().get("gpio17")
    assert lease is not None
    owner.send_signal(signal.SIGKILL)
    assert clock.wait_until(lambda: vial.is_low("stirring"), 20)
    client = create_client()
    with PWM(17, 200, pub_client=client):
        shared_board().restore(lease)  # as if it had died while this process holds the line
        assert clock.wait_until(lambda: get_alarm("output.cut") is not None, 20)
        assert clock.wait_until(lambda: getattr(get_alarm("output.cut"), "severity", "") == "alarm", 20)
        alarm = get_alarm("output.cut")
        assert alarm is not None and "Pull the plug" in alarm.remedy
    assert clock.wait_until(lambda: shared_board().get("gpio17") is None, 20)
    assert clock.wait_until(lambda: getattr(get_alarm("output.cut"), "state", "") == "returned", 20)
    client.close()


def test_the_report_can_be_read(guardian: JobProcess, vial: Any, own: Own) -> None:
    owner = own(pins=[17])
    owner.send_signal(signal.SIGKILL)
    assert clock.wait_until(lambda: get_alarm("output.cut") is not None, 20)
    alarm = get_alarm("output.cut")
    assert alarm is not None and alarm.data is not None
    assert alarm.title == "stirring (GPIO17) was switched off because owner died without switching it off."
    assert (alarm.data["outputs"], alarm.data["why"]) == (["gpio17"], "dead")
    assert json.dumps(alarm.data)
