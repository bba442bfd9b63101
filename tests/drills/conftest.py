"""Fixtures of the drills. ``DRILL_REPEATS=50 python -m pytest tests/drills`` makes 50 passes and prints a table."""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.testing.broker import Broker
from pioreactor.testing.unit import JobProcess, UnitFolder
from tests.drills.table import Table, named, of_repeat
from tests.drills.unit import RAIL_V, SEED, SPEED, Drill

_table = Table()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each drill as often as the environment wants."""
    repeats = int(os.environ.get("DRILL_REPEATS", "1"))
    if repeats > 1:
        metafunc.fixturenames.append("repeat")
        metafunc.parametrize("repeat", range(1, repeats + 1), ids=of_repeat)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All drills are slow, and none may take minutes. One whole pass comes after the other, what takes long first.

    The rest is mixed, so that the hungry ones, which stand side by side in their files, do not run at the same time.
    """
    drills = [item for item in items if "tests/drills" in str(item.path)]
    for item in drills:
        item.add_marker(pytest.mark.slow)
        item.add_marker(pytest.mark.timeout(300))
    if len(drills) == len(items):
        items.sort(key=_order)


def _order(item: pytest.Item) -> tuple[int, bool, int]:
    repeat = _repeat_of(item)
    return repeat, "parts_that_fail" not in item.nodeid, zlib.crc32(named(item.nodeid)[0].encode())


def _repeat_of(item: pytest.Item) -> int:
    return int(item.callspec.params.get("repeat", 1)) if hasattr(item, "callspec") else 1


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count it for the table, in the process that prints it."""
    if "tests/drills" in report.nodeid:
        _table.take(report)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The table, where drills were repeated."""
    if _table.is_worth_showing:
        terminalreporter.section("drills")
        for line in _table.lines():
            terminalreporter.write_line(line)


@pytest.fixture
def unit_env(broker: Broker, make_unit: Callable[..., UnitFolder]) -> UnitFolder:
    """A unit with a name of its own, for the broker is shared. A file of drills without a broker replaces it."""
    return make_unit(broker, name=f"unit{os.urandom(3).hex()}", experiment=f"exp{os.urandom(3).hex()}")


def new_drill(
    unit: UnitFolder,
    start: Callable[..., JobProcess],
    listen: Callable[[str], Any],
    *options: str,
    note: Callable[[str, float], None],
    speed: float = SPEED,
    more_environment: Mapping[str, str] | None = None,
) -> Drill:
    """A unit with everything running; ``options`` are those of the vial. ``note``: takes reactions for the table."""
    clock.configure(speed, (time.time(), time.monotonic()))
    environment = {clock.SPEED_ENV: str(speed), clock.ORIGIN_ENV: clock.origin_text(), **(more_environment or {})}
    return Drill(unit, environment, start, listen, note, "--seed", str(SEED), "--rail", str(RAIL_V), *options)


@pytest.fixture
def make_drill(
    unit_env: UnitFolder,
    job_process: Callable[..., JobProcess],
    listener: Callable[..., Any],
    record_property: Callable[[str, Any], None],
) -> Iterator[Callable[..., Drill]]:
    """``make_drill("--od", "0.5", speed=20)``: options are those of the vial."""
    made: list[Drill] = []

    def make(*options: str, speed: float = SPEED, environment: Mapping[str, str] | None = None) -> Drill:
        note = record_property
        made.append(
            new_drill(
                *(unit_env, job_process, listener), *options, note=note, speed=speed, more_environment=environment
            )
        )
        return made[-1]

    yield make
    for drill in made:
        drill.close()
    clock.configure(1.0)


@pytest.fixture
def drill(make_drill: Callable[..., Drill]) -> Drill:
    """A unit with 15 mL in its vial, guarded."""
    return make_drill()
