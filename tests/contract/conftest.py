"""The backends that the hardware contract is checked against: the simulator always, a real Pi when asked for."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from pioreactor import clock
from pioreactor.simulation.bench import BenchClient

HARDWARE_ENV = "PIO_TEST_HARDWARE"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--hardware", action="store_true", help="run the contract on this Raspberry Pi and its HAT too")


def on_hardware(config: pytest.Config) -> bool:
    return bool(config.getoption("--hardware", default=False)) or os.environ.get(HARDWARE_ENV) == "1"


class SimulatorProcess:
    """`pio simulate` as a process of its own."""

    def __init__(self, socket: Path, *options: str) -> None:
        self.socket = socket
        self.options = options
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        code = "from pioreactor.simulation.cli import simulate; simulate()"
        command = [sys.executable, "-c", code, "--socket", str(self.socket), "--no-truth", *self.options]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        assert clock.wait_until(self.socket.with_name(self.socket.name + ".bench").exists, 15)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            assert self.process.wait(10) == 0
            self.process = None

    def bench(self) -> BenchClient:
        return BenchClient(self.socket)


@dataclass
class Backend:
    """A backend under test; ``simulator`` is None on a real unit."""

    module: ModuleType
    simulator: SimulatorProcess | None


@pytest.fixture
def simulator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatorProcess]:
    """A running simulator with this process pointed at it."""
    socket = tmp_path / "vial.sock"
    monkeypatch.setenv("PIO_VIAL_SOCKET", str(socket))
    process = SimulatorProcess(socket)
    process.start()
    yield process
    from pioreactor.simulation import frontend

    for known in (frontend._factories, frontend._buses):
        opened = known.pop(socket, None)
        if opened is not None and process.process is not None:
            opened.close()
    process.stop()


@pytest.fixture(params=["simulated", "raspberry_pi"])
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each backend in turn; the Pi is skipped unless asked for."""
    if request.param == "raspberry_pi":
        if not on_hardware(request.config):
            pytest.skip("Needs a Raspberry Pi with a HAT: run `pytest tests/contract --hardware` on one.")
        return Backend(importlib.import_module("pioreactor.hardware.raspberry_pi"), None)
    process = request.getfixturevalue("simulator")
    return Backend(importlib.import_module("pioreactor.simulation.frontend"), process)
