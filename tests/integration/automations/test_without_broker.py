"""Dosing needs nobody but the unit itself."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.simulation.demo.pump_calibrations import write_pump_calibrations
from pioreactor.storage.vial_state import load_vial_state
from pioreactor.testing.unit import JobProcess, UnitFolder, pio_command


@pytest.fixture
def unit_env(make_unit: Callable[..., UnitFolder]) -> UnitFolder:
    """A unit whose broker is away."""
    return make_unit(None)


@pytest.fixture
def start(unit_env: UnitFolder, fast_clock: dict[str, str]) -> Iterator[Callable[..., JobProcess]]:
    started: list[JobProcess] = []

    def begin(*words: str) -> JobProcess:
        started.append(JobProcess(unit_env, pio_command("run", *words), **fast_clock))
        return started[-1]

    yield begin
    for process in reversed(started):
        process.stop()


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_chemostat_exchanges_and_its_pump_stops_with_it(
    unit_env: UnitFolder, make_vial: Callable[..., Any], start: Callable[..., JobProcess]
) -> None:
    from pioreactor.testing.fixtures import wait_for_guardian

    vial = make_vial("--seed", "1", "--rail", "12")
    write_pump_calibrations(unit_env.name, unit_env.root / "storage", 1, 12.0)
    wait_for_guardian(start("monitor"))
    words = ("--automation-name", "chemostat", "--exchange-volume-ml", "0.6", "--duration", "2")
    job = start("dosing_automation", *words)
    assert clock.wait_until(lambda: load_vial_state("exp1").cumulative_waste_removed_ml > 1.7, 60)
    assert load_vial_state("exp1").cumulative_media_added_ml == pytest.approx(0.6, abs=0.15)
    assert clock.wait_until(lambda: vial.bench.truth()["outputs"].get("media", 0) > 0, 60, poll=0.01)
    assert job.stop(signal.SIGTERM) == 0, job.output()
    assert vial.bench.truth()["outputs"].get("media", 0) == 0
    assert load_vial_state("exp1").cumulative_media_added_ml < 1.3
