"""The page in a real browser, against a real simulated cluster; the scenarios are in web/e2e."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pioreactor.simulation.demo.cluster import SimulatedCluster
from tests.integration.web.upgrade_bench import PlayedUpgrades
from tests.system.ports import free_run_of_ports

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(2400)]


@pytest.fixture(scope="module")
def upgrades(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlayedUpgrades]:
    """Playbooks that the page can run on a simulated cluster, and bundles."""
    made = PlayedUpgrades(tmp_path_factory.mktemp("upgrades"), "leader01", ["worker01", "worker02"], pause_s=1.5)
    made.bundle()
    made.bundle("stranger")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in made.environment.items():
            patch.setenv(name, value)
        yield made


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, upgrades: PlayedUpgrades) -> Iterator[SimulatedCluster]:
    made = SimulatedCluster(tmp_path_factory.mktemp("cluster"), port=free_run_of_ports(), speed=60)
    try:
        made.up()
        made.begin_experiment()
        yield made
    finally:
        left = made.down()
    assert left == []


def test_the_scenarios_pass_in_chromium(cluster: SimulatedCluster, upgrades: PlayedUpgrades) -> None:
    assert shutil.which("chromium"), "Chromium is not installed; run this through `make test-all`."
    environment = os.environ | {"PIO_E2E_URL": cluster.let_in(), "PIO_E2E_UPGRADES": str(upgrades.folder)}
    outcome = subprocess.run(["npm", "run", "--silent", "e2e"], cwd=ROOT / "web", env=environment, check=False)
    assert outcome.returncode == 0
