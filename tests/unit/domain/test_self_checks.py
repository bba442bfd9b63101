from __future__ import annotations

import pytest

from pioreactor.domain.blank import trimmed_mean, variance_about_line
from pioreactor.domain.self_checks import (
    correlation,
    exchanged_reference,
    exchanged_side_photodiodes,
    mean_and_variance,
    stirring_effect,
    too_bright_for_water,
)
from pioreactor.types import PdAngle, PdChannel

XR: dict[PdChannel, PdAngle] = {"2": "90", "3": "135", "4": "45"}


def test_correlation() -> None:
    assert correlation([1, 2, 3], [2, 4, 6]) == pytest.approx(1.0)
    assert correlation([1, 2, 3], [3, 2, 1]) == pytest.approx(-1.0)
    assert correlation([1, 2, 3], [5, 5, 5]) == 0.0
    assert abs(correlation([1, 2, 3, 4], [1, -1, -1, 1])) < 1e-9


def test_mean_and_variance() -> None:
    assert mean_and_variance([1.0, 3.0]) == (2.0, 1.0)
    with pytest.raises(ValueError, match="nothing"):
        mean_and_variance([])


def test_stirring_effect_is_relative_and_needs_light() -> None:
    assert stirring_effect([(1.0, 1.01), (1.0, 0.99), (1.0, 1.5)]) == pytest.approx(0.01, rel=0.02)
    assert stirring_effect([(0.0, 1e-6)] * 3) is None


def test_what_a_vial_with_water_may_give() -> None:
    assert too_bright_for_water({"2": 0.034, "3": 0.14, "4": 0.10}, XR) == []
    assert too_bright_for_water({"2": 0.04, "3": 0.2, "4": 0.2}, XR) == ["2", "3", "4"]
    assert too_bright_for_water({"2": 1.5}, {"2": "180"}) == []


def test_exchanged_side_photodiodes() -> None:
    assert exchanged_side_photodiodes({"2": 0.0004, "3": 0.0107, "4": 0.0347}, XR) is None
    found = exchanged_side_photodiodes({"2": 0.0004, "3": 0.0347, "4": 0.0107}, XR)
    assert found is not None
    assert {found.first, found.second} == {"3", "4"}
    assert "34.7 mV" in found.reason
    assert exchanged_side_photodiodes({"2": 0.0004}, {"2": "90"}) is None


def test_exchanged_reference() -> None:
    assert exchanged_reference({"1": 0.065, "2": 0.0004}, "1", {"2": "90"}) is None
    found = exchanged_reference({"1": 0.0004, "2": 0.065}, "1", {"2": "90"})
    assert found is not None
    assert (found.first, found.second) == ("1", "2")
    assert exchanged_reference({"1": 0.0, "2": 0.0}, "1", {"2": "90"}) is None


def test_blank_statistics() -> None:
    assert trimmed_mean([1.0, 1.0, 1.0, 1.0, 100.0, -100.0, 1.0, 1.0]) == 1.0
    drifting = [0.1 + 0.001 * k for k in range(20)]
    assert variance_about_line(drifting) == pytest.approx(0.0, abs=1e-20)
    assert variance_about_line([*drifting[:10], 5.0, *drifting[11:]]) < 0.2
    for function in (trimmed_mean, variance_about_line):
        with pytest.raises(ValueError, match="6"):
            function([1.0] * 5)
