"""A leader and a worker with real web servers, each with its own token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pioreactor.testing.broker import Broker
from pioreactor.testing.unit import UnitFolder
from tests.integration.web.web_cluster import Unit, begin, join


@pytest.fixture
def cluster(tmp_path: Path, broker: Broker) -> Iterator[tuple[Unit, Unit]]:
    """Both work for experiment ``exp``."""
    leader, worker = (Unit(UnitFolder(tmp_path, broker, name=name, experiment="")) for name in ("lead", "work1"))
    join(leader.folder, worker.folder)
    leader.start()
    worker.start()
    begin(leader, "exp")
    yield leader, worker
    for unit in (leader, worker):
        unit.do("POST", "/unit_api/jobs/stop/all")
        unit.stop()
