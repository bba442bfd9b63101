"""Stop means stopped: what a job had on is off, and somebody looked."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.pubsub import create_client
from pioreactor.runtime.registry import Registry
from pioreactor.runtime.stopping import StopOutcome, stop_jobs
from pioreactor.testing.unit import JobProcess, UnitFolder, pio_command
from pioreactor.utils.pwm import PWM

Own = Callable[..., JobProcess]


def pio(unit: UnitFolder, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        pio_command(*words), env=unit.environment(), capture_output=True, text=True, timeout=60, check=False
    )


def stop(name: str) -> StopOutcome:
    [outcome] = stop_jobs(job_name=name)
    return outcome


def nothing_runs() -> bool:
    registry = Registry()
    try:
        return not registry.entered_as_running(job_name="owner")
    finally:
        registry.close()


def test_a_job_that_ends_in_order(vial: Any, own: Own) -> None:
    own(pins=[17, 18], lamps=["B"])
    outcome = stop("owner")
    assert outcome.outcome == "stopped"
    told = {output.output: (output.name, output.is_off, output.detail) for output in outcome.outputs}
    assert told == {
        "gpio17": ("stirring (GPIO17)", True, "off, confirmed"),
        "gpio18": ("heating (GPIO18)", True, "off, confirmed"),
        "led_B": ("lamp B", True, "off, confirmed"),
    }
    assert vial.is_low("stirring", "heating", "led_B")


@pytest.mark.slow
@pytest.mark.parametrize("is_guarded", [True, False])
def test_a_job_that_has_to_be_killed(vial: Any, own: Own, request: pytest.FixtureRequest, is_guarded: bool) -> None:
    if is_guarded:
        request.getfixturevalue("guardian")
    owner = own(pins=[17])
    owner.send_signal(signal.SIGSTOP)  # with a guardian, that one ends it after two seconds already
    outcome = stop("owner")
    assert outcome.outcome == ("stopped" if is_guarded else "killed")
    assert [(o.output, o.is_off) for o in outcome.outputs] == [("gpio17", True)]
    assert vial.is_low("stirring")
    assert nothing_runs()


def test_a_job_that_had_died_before(vial: Any, own: Own) -> None:
    owner = own(pins=[17], lamps=["C"])
    owner.send_signal(signal.SIGKILL)
    assert clock.wait_until(lambda: owner.process.poll() is not None, 20)
    assert vial.level("stirring") > 0.0
    outcome = stop("owner")
    assert (outcome.outcome, sorted(o.output for o in outcome.outputs)) == ("already gone", ["gpio17", "led_C"])
    assert all(output.is_off for output in outcome.outputs)
    assert vial.is_low("stirring", "led_C") and nothing_runs()


def test_an_output_that_cannot_be_looked_at_is_not_called_off(vial: Any, own: Own) -> None:
    owner = own(pins=[17])
    owner.send_signal(signal.SIGKILL)
    assert clock.wait_until(lambda: owner.process.poll() is not None, 20)
    vial.process.kill()
    vial.process.wait(20)
    [output] = stop("owner").outputs
    assert not output.is_off and "not confirmed to be off" in output.detail


def test_pio_kill_says_what_is_off(vial: Any, own: Own, unit_env: UnitFolder) -> None:
    own(pins=[17])
    said = pio(unit_env, "kill", "--job-name", "owner", "--json")
    assert said.returncode == 0
    [job] = json.loads(said.stdout)
    assert job["outputs"] == [
        {"output": "gpio17", "name": "stirring (GPIO17)", "is_off": True, "detail": "off, confirmed"}
    ]
    own(pins=[17])
    assert "owner: stirring (GPIO17) off, confirmed." in pio(unit_env, "kill", "--job-name", "owner").stdout


def test_pio_outputs(vial: Any, own: Own, unit_env: UnitFolder) -> None:
    owner = own(pins=[17], renew_within_s=30.0)
    assert pio(unit_env, "run", "led_intensity", "--D", "40").returncode == 0
    table = pio(unit_env, "outputs").stdout
    assert f"owner ({owner.pid})" in table and "renewed every 30 s" in table and "set by hand" in table
    assert "No guardian runs" in table
    told = json.loads(pio(unit_env, "outputs", "--json").stdout)
    rows = {row["output"]: row for row in told["outputs"]}
    assert not told["is_guarded"]
    assert (rows["gpio17"]["level"], rows["gpio17"]["job_name"], rows["led_D"]["level"]) == (60.0, "owner", 40.0)
    assert set(rows) == {"gpio12", "gpio13", "gpio16", "gpio17", "gpio18", "led_A", "led_B", "led_C", "led_D"}


def test_pio_outputs_off(vial: Any, own: Own, unit_env: UnitFolder) -> None:
    dead, alive = own(pins=[13], lamps=["A"], name="other"), own(pins=[17])
    assert pio(unit_env, "run", "led_intensity", "--D", "40").returncode == 0
    dead.send_signal(signal.SIGKILL)
    assert clock.wait_until(lambda: dead.process.poll() is not None, 20)
    said = pio(unit_env, "outputs", "off")
    assert said.returncode == 0, said.stderr
    assert "media (GPIO13): off, confirmed." in said.stdout
    assert f"stirring (GPIO17) stays with owner (process {alive.pid})." in said.stdout
    assert vial.is_low("media", "led_A")
    assert vial.level("stirring") == 60.0 and vial.level("led_D") == pytest.approx(40.0, abs=0.5)
    said = pio(unit_env, "outputs", "off", "--all")
    assert said.returncode == 0, said.stderr
    assert vial.is_low("media", "stirring", "led_A", "led_D") and nothing_runs()


def test_a_line_that_is_held_without_being_on_stays_with_its_holder(vial: Any, unit_env: UnitFolder) -> None:
    client = create_client()
    with PWM(17, 200, pub_client=client) as pwm:
        assert pio(unit_env, "outputs", "off").returncode == 0
        pwm.start(20.0)
        assert vial.level("stirring") == 20.0
    client.close()
