"""Pumps with everything under them: a simulated vial, the guardian, a broker, real processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from pioreactor import clock
from pioreactor.simulation.demo.pump_calibrations import write_pump_calibrations
from pioreactor.testing.unit import JobProcess, UnitFolder
from tests.integration.vial import hear, make_vial

__all__ = ["hear", "make_vial"]
SEED = 1
SPEED = 4.0
"""Slow enough that half a clock second is long for a loaded computer."""


@pytest.fixture
def fast_clock() -> Iterator[dict[str, str]]:
    clock.configure(SPEED, (time.time(), time.monotonic()))
    yield {clock.SPEED_ENV: str(SPEED), clock.ORIGIN_ENV: clock.origin_text()}
    clock.configure(1.0)


LATE_ML = 0.1
"""What flows in a quarter of a wall second at this speed: a loaded computer switches a pump off that late."""


class Bench:
    """What really is in the vial, and what the books say."""

    def __init__(self, unit: UnitFolder, vial: Any, start: Callable[..., JobProcess], events: Any) -> None:
        self.unit = unit
        self.vial = vial
        self.start = start
        self._events = events
        self.heard: list[dict[str, Any]] = []

    def run_python(self, code: str) -> JobProcess:
        """A piece of Python as a process of the unit."""
        return self.start(python=code)

    def truth(self) -> dict[str, Any]:
        return dict(self.vial.bench.truth())

    def assert_given(self, moved_ml: float, asked_ml: float) -> None:
        """Never less than was asked for, and not more than a loaded computer is late."""
        assert asked_ml - 0.01 <= moved_ml <= asked_ml + LATE_ML

    def volume_ml(self) -> float:
        return float(self.truth()["volume_ml"])

    def outputs(self) -> dict[str, float]:
        return dict(self.truth()["outputs"])

    def booked(self) -> Any:
        from pioreactor.storage.vial_state import load_vial_state

        return load_vial_state(self.unit.experiment)

    def events(self) -> list[dict[str, Any]]:
        """All dosing events so far."""
        while not self._events.empty():
            self.heard.append(msgspec.json.decode(self._events.get_nowait().payload))
        return self.heard

    def sum_of(self, event: str) -> float:
        return sum(e["volume_change"] for e in self.events() if e["event"] == event)

    def assert_told(self, event: str, booked_ml: float) -> None:
        """The messages add up to the books, to the last digit; a message may be under way when its process ends."""
        assert clock.wait_until(lambda: abs(self.sum_of(event) - booked_ml) <= 1e-9, 20), (self.heard, booked_ml)

    def wait_until_pumping(self, name: str = "media") -> None:
        assert clock.wait_until(lambda: self.outputs().get(name, 0.0) > 0.0, 30)

    def wait_until_off(self, name: str = "media") -> None:
        assert clock.wait_until(lambda: self.outputs().get(name, 0.0) == 0.0, 30)


@pytest.fixture
def vial(make_vial: Callable[..., Any]) -> Any:
    """15 mL, pumps at 12 V."""
    return make_vial("--seed", str(SEED), "--rail", "12")


@pytest.fixture
def bench(
    unit_env: UnitFolder,
    vial: Any,
    guardian: JobProcess,
    job_process: Callable[..., JobProcess],
    fast_clock: dict[str, str],
    listener: Callable[..., Any],
) -> Bench:
    """The vial guarded, its pumps calibrated by its own bench."""
    write_pump_calibrations(unit_env.name, unit_env.root / "storage", SEED, 12.0)
    events = listener(f"pioreactor/{unit_env.name}/{unit_env.experiment}/dosing_events")

    def start(*arguments: str, **environment: str) -> JobProcess:
        return job_process(*arguments, **fast_clock, **environment)

    return Bench(unit_env, vial, start, events)
