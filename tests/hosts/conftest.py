"""A lab for tests that boot hosts. Where that cannot be done, they are skipped with what is missing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosts.lab import Host, Lab
from tests.hosts.lab.commands import why_not
from tests.hosts.lab.lab import sweep
from tests.hosts.upgrading import VERSION, Bundles, needs_web


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    put_longest_files_first(items)
    reason = why_not()
    for item in items:
        if reason and item.get_closest_marker("hosts"):
            item.add_marker(pytest.mark.skip(reason=reason))


def put_longest_files_first(items: list[pytest.Item]) -> None:
    """By the limits of their tests, so that no long one begins when the others end, and runs on alone."""
    limits: dict[Path, float] = {}
    for item in items:
        limit = item.get_closest_marker("timeout")
        limits[item.path] = max(limits.get(item.path, 0.0), float(limit.args[0]) if limit else 0.0)
    ours = [item for item in items if item.get_closest_marker("hosts")]
    ordered = iter(sorted(ours, key=lambda item: -limits[item.path]))
    items[:] = [next(ordered) if item.get_closest_marker("hosts") else item for item in items]


@pytest.fixture(scope="module")
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    """An empty lab, named after the file of the test."""
    sweep()
    name = request.path.stem.removeprefix("test_").replace("_", "-")
    with Lab(name) as made:
        yield made


@pytest.fixture(scope="module")
def host(lab: Lab) -> Host:
    """A bare host that is up."""
    made = lab.create("unit01")
    made.power_on()
    assert made.wait_until_up() == "running", made.failed_units()
    return made


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Bundles:
    """Releases of this checkout, signed with a key of their own; the processes of a run share them."""
    needs_web()
    own = tmp_path_factory.getbasetemp()
    return Bundles((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "bundles")


@pytest.fixture(scope="session")
def bundle(bundles: Bundles) -> Path:
    """The release that hosts begin with."""
    return bundles.build(VERSION)
