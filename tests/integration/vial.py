"""A simulated vial as a process beside the jobs under test, and what is heard: fixtures that conftests take over."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from pioreactor import clock
from pioreactor.exc import HardwareError
from pioreactor.simulation.bench import BenchClient
from pioreactor.testing.unit import UnitFolder


class Vial:
    """The simulator's process and its bench."""

    def __init__(self, unit: UnitFolder, clock_environment: dict[str, str], *options: str) -> None:
        command = [sys.executable, "-c", "from pioreactor.simulation.cli import simulate; simulate()"]
        self.clock_environment = clock_environment
        self.process = subprocess.Popen(
            [*command, "--no-truth", "--socket", str(unit.vial_socket), *options],
            env=unit.environment(**clock_environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        found: list[BenchClient] = []
        assert clock.wait_until(lambda: self._bench_answers(unit, found), 20)
        self.bench = found[0]

    @staticmethod
    def _bench_answers(unit: UnitFolder, found: list[BenchClient]) -> bool:
        try:
            found.append(BenchClient(unit.vial_socket))
        except HardwareError:
            return False
        return True

    def stop(self) -> None:
        self.bench.close()
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def make_vial(unit_env: UnitFolder, fast_clock: dict[str, str]) -> Iterator[Callable[..., Vial]]:
    made: list[Vial] = []

    def make(*options: str) -> Vial:
        made.append(Vial(unit_env, fast_clock, *options))
        return made[-1]

    yield make
    for vial in made:
        vial.stop()


class Arrivals:
    """Decoded messages of one topic."""

    def __init__(self, queue: Any) -> None:
        self._queue = queue

    def next(self, timeout: float = 15.0) -> Any:
        """The next message that has content, as Python objects; ``timeout`` in wall seconds."""
        while True:
            payload = self._queue.get(timeout=timeout).payload
            if payload:
                try:
                    return msgspec.json.decode(payload)
                except msgspec.DecodeError:
                    return payload.decode()

    def until(self, condition: Callable[[Any], bool], timeout: float = 20.0) -> Any:
        """The first message from now on that fulfils the condition."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            value = self.next(max(0.1, deadline - time.monotonic()))
            if condition(value):
                return value
        raise AssertionError("No message fulfilled the condition.")

    def is_empty(self) -> bool:
        """Whether nothing is waiting."""
        return bool(self._queue.empty())

    def drain(self) -> None:
        """Forget what has arrived."""
        while not self._queue.empty():
            self._queue.get_nowait()


@pytest.fixture
def hear(listener: Callable[..., Any], unit_env: UnitFolder) -> Callable[[str], Arrivals]:
    """``hear("od_reading/ods")``: the messages of this unit and experiment below that topic."""
    return lambda tail: Arrivals(listener(f"pioreactor/{unit_env.name}/{unit_env.experiment}/{tail}"))
