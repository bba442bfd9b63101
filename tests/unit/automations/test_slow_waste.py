from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.automations.dosing.slow_waste import MARGIN, check_waste_outruns_inflow, slow_waste
from pioreactor.config import forget_config
from pioreactor.exc import CalibrationError
from pioreactor.simulation.demo.pump_calibrations import write_pump_calibrations
from pioreactor.testing.unit import UnitFolder

rates = st.floats(0.001, 1.0)


@given(waste=rates, media=rates, alt_media=rates)
def test_waste_must_outrun_each_inflow_by_the_margin(waste: float, media: float, alt_media: float) -> None:
    found = slow_waste(waste, {"media": media, "alt_media": alt_media})
    if found is None:
        assert waste >= MARGIN * max(media, alt_media)
    else:
        assert waste < MARGIN * max(media, alt_media)
        assert {"media": media, "alt_media": alt_media}[found] == max(media, alt_media)


def test_without_inflow_pumps_there_is_nothing_to_outrun() -> None:
    assert slow_waste(0.01, {}) is None


@pytest.mark.parametrize(("seed", "is_fast"), [(1, True), (2, False), (3, False), (4, True)])
def test_the_calibrations_of_a_unit_decide(seed: int, is_fast: bool, unit_env: UnitFolder) -> None:
    """Ratios of waste to the fastest inflow: 1.25, 1.02, 0.83, 1.31."""
    write_pump_calibrations(unit_env.name, unit_env.root / "storage", seed, 12.0)
    warned: list[str] = []
    check_waste_outruns_inflow(["media", "waste"], "warn", warned.append)
    assert len(warned) == (0 if is_fast else 1)
    if not is_fast:
        with pytest.raises(CalibrationError, match=r"mL/s at full drive.*wider tube.*slow_waste = warn"):
            check_waste_outruns_inflow(["media", "waste"], "refuse", warned.append)
        assert "media pump" in warned[0]


def test_a_pump_that_is_not_used_counts_and_one_that_is_not_connected_does_not(unit_env: UnitFolder) -> None:
    """With seed 2 the waste outruns media by 12 %, and alternative media by 2 %."""
    write_pump_calibrations(unit_env.name, unit_env.root / "storage", 2, 12.0)
    with pytest.raises(CalibrationError, match="alt_media pump"):
        check_waste_outruns_inflow(["media", "waste"], "refuse", pytest.fail)
    for channel, label in {"1": "stirring", "2": "media", "3": "", "4": "waste", "5": "heating"}.items():
        unit_env.configure("PWM", channel, label)
    forget_config()
    check_waste_outruns_inflow(["media", "waste"], "refuse", pytest.fail)


def test_an_automation_without_waste_is_not_asked(unit_env: UnitFolder) -> None:
    write_pump_calibrations(unit_env.name, unit_env.root / "storage", 3, 12.0)
    check_waste_outruns_inflow(["media"], "refuse", pytest.fail)
