"""A leader and a worker with real web servers, a real broker, and real jobs that need no hardware."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.integration.web.web_cluster import Unit, begin, join

from pioreactor.testing.broker import Broker
from pioreactor.testing.unit import UnitFolder


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
