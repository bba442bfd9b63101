"""What the checks of all scenarios share."""

import os
import sys

import pytest


@pytest.fixture(scope="session")
def lab():
    """The hosts of the scenario as machines: their power, their cables, their consoles."""
    sys.path.insert(0, os.environ["MOLECULE_PROJECT_DIRECTORY"])
    from tests.hosts.lab.lab import Lab

    return Lab("molecule-" + os.environ["MOLECULE_SCENARIO_NAME"].replace("_", "-"))


@pytest.fixture
def machine(host, lab):
    """The booted machine behind ``host``: its power, its cable, and its ports as others on the network see them."""
    return lab.host(host.backend.host)
