"""A lab for tests that boot hosts. Where that cannot be done, they are skipped with what is missing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hosts.lab import Host, Lab
from tests.hosts.lab.commands import why_not
from tests.hosts.lab.lab import sweep


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    reason = why_not()
    for item in items:
        if reason and item.get_closest_marker("hosts"):
            item.add_marker(pytest.mark.skip(reason=reason))


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
