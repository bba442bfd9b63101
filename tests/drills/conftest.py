"""Fixtures of the drills. ``DRILL_REPEATS=50 python -m pytest tests/drills`` repeats each drill."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.testing.broker import Broker
from pioreactor.testing.unit import JobProcess, UnitFolder
from tests.drills.unit import RAIL_V, SEED, SPEED, Drill


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each drill as often as the environment wants."""
    repeats = int(os.environ.get("DRILL_REPEATS", "1"))
    if repeats > 1:
        metafunc.fixturenames.append("repeat")
        metafunc.parametrize("repeat", range(1, repeats + 1))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All drills are slow, and none may take minutes."""
    for item in items:
        if "tests/drills" in str(item.path):
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(150))


@pytest.fixture
def unit_env(broker: Broker, make_unit: Callable[..., UnitFolder]) -> UnitFolder:
    """A unit with a name of its own, for the broker is shared. A file of drills without a broker replaces it."""
    return make_unit(broker, name=f"unit{os.urandom(3).hex()}", experiment=f"exp{os.urandom(3).hex()}")


def new_drill(
    unit: UnitFolder,
    start: Callable[..., JobProcess],
    listen: Callable[[str], Any],
    *options: str,
    speed: float = SPEED,
) -> Drill:
    """A unit with everything running; ``options`` are those of the vial."""
    clock.configure(speed, (time.time(), time.monotonic()))
    environment = {clock.SPEED_ENV: str(speed), clock.ORIGIN_ENV: clock.origin_text()}
    return Drill(unit, environment, start, listen, "--seed", str(SEED), "--rail", str(RAIL_V), *options)


@pytest.fixture
def make_drill(
    unit_env: UnitFolder, job_process: Callable[..., JobProcess], listener: Callable[..., Any]
) -> Iterator[Callable[..., Drill]]:
    """``make_drill("--od", "0.5", speed=20)``: options are those of the vial."""
    made: list[Drill] = []

    def make(*options: str, speed: float = SPEED) -> Drill:
        made.append(new_drill(unit_env, job_process, listener, *options, speed=speed))
        return made[-1]

    yield make
    for drill in made:
        drill.close()
    clock.configure(1.0)


@pytest.fixture
def drill(make_drill: Callable[..., Drill]) -> Drill:
    """A unit with 15 mL in its vial, guarded."""
    return make_drill()
