"""A leader and a worker with real web servers, a real broker, and real jobs that need no hardware."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pioreactor import clock
from pioreactor.testing.broker import Broker
from pioreactor.testing.unit import UnitFolder, pio_command
from tests.integration.web.web_cluster import Unit, begin, join


@pytest.fixture
def make_cluster(tmp_path: Path) -> Iterator[Callable[[Broker | None], tuple[Unit, Unit]]]:
    """Start a leader (with a page) and a worker on this broker."""
    started: list[Unit] = []

    def make(broker: Broker | None) -> tuple[Unit, Unit]:
        leader, worker = (Unit(UnitFolder(tmp_path, broker, name=name, experiment="")) for name in ("lead", "work1"))
        join(leader.folder, worker.folder)
        for unit in (leader, worker):
            started.append(unit)
            unit.start()
        return leader, worker

    yield make
    for unit in reversed(started):
        if unit.server is not None:
            unit.do("POST", "/unit_api/jobs/stop/all")
        unit.stop()


@pytest.fixture
def cluster(make_cluster: Callable[[Broker | None], tuple[Unit, Unit]], broker: Broker) -> tuple[Unit, Unit, str]:
    """A leader, a worker, and an experiment that both work for."""
    leader, worker = make_cluster(broker)
    experiment = f"Tet ramp {os.urandom(3).hex()}"
    begin(leader, experiment)
    return leader, worker, experiment


@pytest.fixture
def vial(cluster: tuple[Unit, Unit, str]) -> Iterator[tuple[Unit, Unit, str]]:
    """The cluster, whose worker has a vial."""
    folder = cluster[1].folder
    process = subprocess.Popen(
        pio_command("simulate", "--seed", "1"), env=folder.environment(), stdout=subprocess.DEVNULL
    )
    assert clock.wait_until(folder.vial_socket.exists, 20)
    yield cluster
    cluster[1].do("POST", "/unit_api/jobs/stop/all")
    process.terminate()
    process.wait(10)
