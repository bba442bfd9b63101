"""Can the waste pump hold the level if an inflow pump does not stop? Compared before anything is dosed.

A pump whose switch fails runs at full drive, whatever the software says. Only a waste pump that moves more can then
keep the vial from spilling, for as long as it takes until somebody comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from pioreactor.exc import CalibrationError

if TYPE_CHECKING:
    from pioreactor.actions.pumping.lines import PumpLine

MARGIN: Final = 1.1
"""Two calibrations of 5 % each leave their ratio uncertain by 7 %. A waste pump that is short by a little more still
holds the level for the quarter of an hour that the room above the tube lasts; see docs/volume-watch.md."""


def slow_waste(waste_ml_per_s: float, inflows_ml_per_s: Mapping[str, float]) -> str | None:
    """The fastest inflow pump, by name, that the waste pump does not outrun by the margin; None where it outruns all.

    Rates in mL/s, at full drive.
    """
    too_fast = {name: rate for name, rate in inflows_ml_per_s.items() if waste_ml_per_s < MARGIN * rate}
    return max(too_fast, key=lambda name: too_fast[name], default=None)


def check_waste_outruns_inflow(pumps: Iterable[str], choice: str, warn: Callable[[str], None]) -> None:
    """Compare the calibrated rates of waste and of every inflow pump that is connected, also those not ``pumps``.

    ``pumps``: what the automation needs; without ``waste`` among them nothing is compared. ``choice``: ``refuse``
    raises CalibrationError that names rates and remedies, ``warn`` passes that text to ``warn``.
    """
    from pioreactor.actions.pumping.lines import ALT_MEDIA, MEDIA, WASTE

    if "waste" not in {name.removesuffix("_pump") for name in pumps}:
        return
    rates = {line.label: full_rate_ml_per_s(line) for line in (MEDIA, ALT_MEDIA, WASTE)}
    waste = rates.pop("waste")
    if waste is None:
        return  # the automation's own check speaks
    known = {name: rate for name, rate in rates.items() if rate is not None}
    name = slow_waste(waste, known)
    if name is None:
        return
    text = (
        f"The waste pump moves {waste:.4f} mL/s at full drive and the {name} pump {known[name]:.4f} mL/s. If the "
        f"{name} pump did not stop, the vial would spill: waste must be faster by {100.0 * (MARGIN - 1.0):.0f} %. "
        "Put the faster pump or the wider tube on the waste and calibrate both, or accept the risk with "
        "[dosing_automation.config] slow_waste = warn."
    )
    if choice == "refuse":
        raise CalibrationError(text)
    warn(text)


def full_rate_ml_per_s(line: PumpLine) -> float | None:
    """Rate at full drive by the active calibration; None for a pump that is not connected or not calibrated."""
    from pioreactor.actions.pumping.rates import rate_of
    from pioreactor.config import get_config

    if line.label not in {get_config().get("PWM", channel, fallback="") for channel in "12345"}:
        return None
    rate = rate_of(line, None)
    return None if rate.is_default else rate.at_full_drive().ml_per_s
