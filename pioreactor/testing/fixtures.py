"""Fixtures: ``broker``, ``own_broker``, ``unit_env``, ``make_unit``, ``job_process``, ``guardian`` and ``listener``."""

from __future__ import annotations

import os
import queue
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.testing.broker import Broker
from pioreactor.testing.unit import JobProcess, UnitFolder, pio_command
from pioreactor.types import MQTTMessage

_IDENTITY = ("EXPERIMENT", "ACTIVE", "MODEL_NAME", "MODEL_VERSION", "JOB_SOURCE", "GLOBAL_CONFIG", "LOCAL_CONFIG")


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A running Mosquitto for all tests of this worker. Do not stop it; ``own_broker`` is for that."""
    running = Broker(tmp_path_factory.mktemp("broker"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[Broker]:
    """A running Mosquitto for one test, to be stopped, frozen and restarted."""
    folder = tmp_path / "own broker"
    folder.mkdir()
    running = Broker(folder)
    running.start()
    yield running
    running.thaw()
    running.stop()


@pytest.fixture
def make_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., UnitFolder]]:
    """Make a unit's folder and let this process be that unit: ``make_unit(broker, name=…, experiment=…)``."""
    from pioreactor.config import forget_config

    def make(broker: Broker | None, *, name: str = "unit1", experiment: str = "exp1") -> UnitFolder:
        unit = UnitFolder(tmp_path, broker, name=name, experiment=experiment)
        become(unit, monkeypatch)
        return unit

    yield make
    _let_go()
    forget_config()


@pytest.fixture
def unit_env(broker: Broker, make_unit: Callable[..., UnitFolder]) -> UnitFolder:
    """A unit ``unit1``, its own leader, assigned to ``exp1``, on the shared broker; this process is that unit.

    Topics of different tests must differ, for the broker is shared: the experiment is named after the test's folder.
    """
    return make_unit(broker, experiment=f"exp{os.urandom(3).hex()}")


@pytest.fixture
def job_process(unit_env: UnitFolder) -> Iterator[Callable[..., JobProcess]]:
    """Start ``pio run <job> …`` of ``unit_env`` for real: ``job_process("stirring", "--target-rpm", "400")``.

    ``python=`` runs a piece of Python instead; further keywords are environment variables. All end with the test.
    """
    started: list[JobProcess] = []

    def start(
        *arguments: str, unit: UnitFolder | None = None, python: str | None = None, **environment: str
    ) -> JobProcess:
        command = [sys.executable, "-c", python, *arguments] if python else pio_command("run", *arguments)
        started.append(JobProcess(unit or unit_env, command, **environment))
        return started[-1]

    yield start
    for process in reversed(started):
        process.stop()


@pytest.fixture
def guardian(request: pytest.FixtureRequest, job_process: Callable[..., JobProcess]) -> JobProcess:
    """A running `monitor` of ``unit_env``, at the clock of this process: outputs that need a guardian can be used.

    It ends processes that do not renew their leases, this one as well.
    """
    if "fast_clock" in request.fixturenames:
        request.getfixturevalue("fast_clock")
    process = job_process("monitor", **clock_environment())
    wait_for_guardian(process)
    return process


def wait_for_guardian(process: JobProcess) -> None:
    """Wait until the guardian of this process's unit lives. Raises AssertionError with what ``process`` said."""
    from pioreactor.runtime.leases import shared_board

    is_there = clock.wait_until(lambda: shared_board().is_guarded() or process.process.poll() is not None, 20.0)
    if not is_there or not shared_board().is_guarded():
        raise AssertionError(f"No guardian came up:\n{process.output()}")


def clock_environment() -> dict[str, str]:
    """What gives another process the clock of this one; nothing where that is the computer's own."""
    return {} if clock.speed() == 1.0 else {clock.SPEED_ENV: str(clock.speed()), clock.ORIGIN_ENV: clock.origin_text()}


@pytest.fixture
def listener(unit_env: UnitFolder) -> Iterator[Callable[..., queue.SimpleQueue[MQTTMessage]]]:
    """``listener("pioreactor/unit1/+/stirring/#")``: a queue of the messages that arrive, retained ones too.

    What is published after it returns is heard: the broker has confirmed the subscription.
    """
    from pioreactor.pubsub import create_client

    client = create_client()
    assert client.connected_once.wait(10)

    def listen(pattern: str, **options: Any) -> queue.SimpleQueue[MQTTMessage]:
        arrived: queue.SimpleQueue[MQTTMessage] = queue.SimpleQueue()
        client.listen(pattern, arrived.put, **options)
        assert client.settle(20), f"the broker did not confirm the subscription to {pattern}"
        return arrived

    yield listen
    client.close()


def become(unit: UnitFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give this process the environment of a unit for the time of a test."""
    from pioreactor.config import forget_config

    for name in _IDENTITY:
        monkeypatch.delenv(name, raising=False)
    for name, value in unit.environment().items():
        if name not in ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH"):
            monkeypatch.setenv(name, value)
    _let_go()
    forget_config()


def _let_go() -> None:
    """Close what this process holds open of the unit it was before."""
    from pioreactor.storage import journal

    journal.close_shared()
