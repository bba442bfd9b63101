"""Automations with everything under them: a simulated vial, the guardian, a broker, real processes, a fast clock."""

from __future__ import annotations

import json
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
SPEED = 20.0


@pytest.fixture
def fast_clock() -> Iterator[dict[str, str]]:
    clock.configure(SPEED, (time.time(), time.monotonic()))
    yield {clock.SPEED_ENV: str(SPEED), clock.ORIGIN_ENV: clock.origin_text()}
    clock.configure(1.0)


@pytest.fixture
def unit_env(unit_env: UnitFolder) -> UnitFolder:
    """As everywhere; what these tests kill, they start again themselves."""
    unit_env.configure("resume.config", "enabled", "0")
    return unit_env


class Bench:
    """A unit with a vial, calibrated pumps and a guardian."""

    def __init__(
        self, unit: UnitFolder, vial: Any, job_process: Callable[..., JobProcess], environment: dict[str, str], ear: Any
    ) -> None:
        self.unit, self.vial = unit, vial
        self._job_process, self._environment = job_process, environment
        self._ear = ear
        self._events: list[dict[str, Any]] = []

    def begin(self, *words: str, **environment: str) -> JobProcess:
        """Start ``pio run …`` without waiting."""
        return self._job_process(*words, **self._environment, **environment)

    def start(self, *words: str, **environment: str) -> JobProcess:
        """Start ``pio run …`` and wait until the job is ready."""
        process = self.begin(*words, **environment)
        process.wait_for_state(words[0])
        return process

    def dosing(self, name: str, **options: Any) -> JobProcess:
        """Start a dosing automation."""
        words = [word for key, value in options.items() for word in (f"--{key.replace('_', '-')}", str(value))]
        return self.start("dosing_automation", "--automation-name", name, *words)

    def truth(self) -> dict[str, Any]:
        return dict(self.vial.bench.truth())

    def booked(self) -> Any:
        from pioreactor.storage.vial_state import load_vial_state

        return load_vial_state(self.unit.experiment)

    def events(self) -> list[dict[str, Any]]:
        """What the dosing automation has reported so far."""
        while not self._ear.empty():
            payload = self._ear.get_nowait().payload
            if payload:
                self._events.append(json.loads(payload))
        return self._events

    def wait_for(self, name: str, timeout: float = 60.0, count: int = 1) -> dict[str, Any]:
        """The ``count``-th event of this name since the beginning."""

        def found() -> list[dict[str, Any]]:
            return [event for event in self.events() if event["event_name"] == name]

        assert clock.wait_until(lambda: len(found()) >= count, timeout), f"no {name}; there were {self.events()}"
        return found()[count - 1]

    def topic(self, *levels: str) -> str:
        return "/".join(("pioreactor", self.unit.name, self.unit.experiment, *levels))

    def say(self, tail: str, payload: Any, retain: bool = False) -> None:
        """Publish below this unit and experiment."""
        from pioreactor.pubsub import publish

        data = payload if isinstance(payload, str | bytes) else msgspec.json.encode(payload)
        publish(self.topic(*tail.split("/")), data, qos=1, retain=retain)


@pytest.fixture
def make_bench(
    unit_env: UnitFolder,
    make_vial: Callable[..., Any],
    guardian: JobProcess,
    job_process: Callable[..., JobProcess],
    fast_clock: dict[str, str],
    listener: Callable[..., Any],
) -> Callable[..., Bench]:
    """``make_bench("--od", "0.5")``: options are those of the vial."""
    unit_env.configure("dosing_automation.config", "pause_between_subdoses_seconds", "2")

    def make(*options: str) -> Bench:
        vial = make_vial("--seed", str(SEED), "--rail", "12", *options)
        write_pump_calibrations(unit_env.name, unit_env.root / "storage", SEED, 12.0)
        ear = listener(f"pioreactor/{unit_env.name}/{unit_env.experiment}/dosing_automation/latest_event")
        return Bench(unit_env, vial, job_process, fast_clock, ear)

    return make


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    """15 mL, pumps at 12 V."""
    return make_bench()
