from __future__ import annotations

from collections.abc import Callable

import pytest

from pioreactor.testing.unit import UnitFolder


@pytest.fixture
def unit(make_unit: Callable[..., UnitFolder]) -> UnitFolder:
    """A unit without a broker; this process is that unit."""
    return make_unit(None)
