"""What the checks of all scenarios share."""

import os
import sys

import pytest


@pytest.fixture
def machine(host):
    """The booted machine behind ``host``: its power, its cable, and its ports as others on the network see them."""
    sys.path.insert(0, os.environ["MOLECULE_PROJECT_DIRECTORY"])
    from tests.hosts.lab.lab import Lab

    lab = "molecule-" + os.environ["MOLECULE_SCENARIO_NAME"].replace("_", "-")
    return Lab(lab).host(host.backend.host)
