"""A cluster of real processes for tests that break it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pioreactor import clock
from pioreactor.simulation.demo.cluster import SimulatedCluster
from tests.system.ports import free_run_of_ports


@pytest.fixture
def start_cluster(tmp_path: Path) -> Iterator[Callable[..., SimulatedCluster]]:
    """``start_cluster(speed=60, jobs=True)``: a running cluster; with ``jobs``, all three units measure."""
    started: list[SimulatedCluster] = []

    def start(*, speed: float = 60.0, jobs: bool = True) -> SimulatedCluster:
        started.append(SimulatedCluster(tmp_path / "cluster", free_run_of_ports(), speed))
        started[-1].up()
        if jobs:
            started[-1].begin_experiment()
        return started[-1]

    yield start
    left = [pid for cluster in started for pid in cluster.down()]
    for cluster in started:
        for item in cluster.started:
            item.process.wait(5)
    clock.configure(1.0)
    assert left == []
