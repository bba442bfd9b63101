"""Calibrating the stirrer of a simulated vial from the command line, and what stirring makes of it."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.calibrations import load_active_calibration
from pioreactor.simulation.physics.stirrer import Stirrer
from pioreactor.testing.unit import UnitFolder, pio_command

pytestmark = pytest.mark.timeout(180)
SEED = 1
SPEED = 6.0
"""Two clock seconds are long enough for a command to reach the motor, and for it to follow."""


@pytest.fixture
def fast_clock() -> Iterator[dict[str, str]]:
    clock.configure(SPEED, (time.time(), time.monotonic()))
    yield {clock.SPEED_ENV: str(SPEED), clock.ORIGIN_ENV: clock.origin_text()}
    clock.configure(1.0)


@pytest.fixture
def run(unit_env: UnitFolder, fast_clock: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run_it(*words: str, typed: str = "\n" * 10, **environment: str) -> subprocess.CompletedProcess[str]:
        command = pio_command("calibrations", "run", "--device", "stirring", *words)
        return subprocess.run(
            command,
            env=unit_env.environment(**fast_clock, **environment),
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run_it


def test_a_minute_of_measuring(run: Any, make_vial: Any, guardian: Any) -> None:
    vial = make_vial("--seed", str(SEED))
    done = run("-y")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is the active calibration of stirring" in done.stdout and "Duty cycle (%)" in done.stdout
    assert vial.bench.truth()["outputs"].get("stirring", 0.0) == 0.0
    calibration = load_active_calibration("stirring")
    assert calibration is not None and calibration.y == "RPM"
    assert len(calibration.recorded_data.x) > 8
    truth = 27.8 * Stirrer(SEED, 0.0).gain * (30.0 - 12.0)  # between the ways up and down, at 5 V
    print(f"at 30 %: {calibration.x_to_y(30.0):.0f} RPM by the calibration, {truth:.0f} RPM in truth")
    assert calibration.x_to_y(30.0) == pytest.approx(truth, rel=0.02)
    assert calibration.voltage == pytest.approx(5.0, abs=0.2)  # type: ignore[union-attr]


def test_a_stirrer_that_does_not_turn(run: Any, make_vial: Any, guardian: Any) -> None:
    vial = make_vial("--seed", str(SEED))
    vial.bench.fault_add(name="stir.stall")
    done = run("--min-dc", "20", "--max-dc", "40", typed="\nn\n")
    assert done.returncode == 1
    assert "The stirrer turned at 0 of 15 duty cycles" in done.stderr
    assert load_active_calibration("stirring") is None


def test_beside_stirring_it_is_refused(run: Any, make_vial: Any, start_job: Any) -> None:
    make_vial("--seed", str(SEED))
    start_job("stirring", "--target-rpm", "400")
    done = run("-y")
    assert done.returncode == 1 and "pio kill --job-name stirring" in done.stderr


def test_what_is_asked_in_the_wrong_way(run: Any) -> None:
    for words, code, expected in (
        (("--min-dcc", "2"), 2, "Did you mean '--min-dc'?"),
        (("--min-dc",), 2, "needs a value"),
        (("--protocol", "dc_based"), 2, "--protocol-name"),
        (("--protocol-name", "dc_basd"), 1, "Did you mean 'dc_based'?"),
        (("--min-dc", "many", "--max-dc", "3"), 2, "must be a number"),
    ):
        done = run(*words, HARDWARE="1.2")
        assert done.returncode == code and expected in done.stderr, done.stderr
