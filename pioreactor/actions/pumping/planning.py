"""From what is asked for to what the pump will do, or the reason why not. Nothing moves here."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from pioreactor.actions.pumping.amounts import Amount
from pioreactor.actions.pumping.rates import PumpRate, rate_of
from pioreactor.domain.headroom import check_inflow
from pioreactor.exc import CalibrationError
from pioreactor.runtime.booking import CALIBRATION_SOURCE, vial_limits
from pioreactor.storage.vial_state import TESTING_PREFIX

if TYPE_CHECKING:
    from pioreactor.actions.pumping.lines import PumpLine
    from pioreactor.calibrations.structs import SimplePeristalticPumpCalibration
    from pioreactor.domain.volumes import VialState


class DosePlan(NamedTuple):
    """``seconds`` and ``ml`` are infinite for a run until told."""

    line: PumpLine
    rate: PumpRate
    seconds: float
    ml: float

    @property
    def is_endless(self) -> bool:
        """Whether it runs until told."""
        return math.isinf(self.seconds)


def plan_dose(
    line: PumpLine,
    amount: Amount,
    calibration: SimplePeristalticPumpCalibration | str | None = None,
    *,
    full_drive: bool = False,
) -> DosePlan:
    """How long the pump will run and what it then has moved.

    Raises CalibrationError where a calibration is missing or unusable, ValueError where the run would be longer than
    [pumps] longest_dose_s allows.
    """
    rate = rate_of(line, calibration)
    if full_drive:
        rate = rate.at_full_drive()
    if amount.until_told:
        if line.is_inflow and rate.is_default:
            raise CalibrationError(_uncalibrated(line, "continuously"))
        return DosePlan(line, rate, math.inf, math.inf)
    if amount.ml is not None:
        if rate.is_default:
            raise CalibrationError(_uncalibrated(line, "by volume"))
        plan = DosePlan(line, rate, rate.seconds_for(amount.ml), amount.ml)
    else:
        seconds = amount.seconds or 0.0
        plan = DosePlan(line, rate, seconds, rate.ml_in(seconds))
    check_length(plan.seconds)
    return plan


def check_length(seconds: float) -> None:
    """Raise ValueError for a run that is longer than any may be."""
    from pioreactor.config import get_config

    longest_s = get_config().getfloat("pumps", "longest_dose_s")
    if seconds > longest_s:
        raise ValueError(
            f"The pump would run for {seconds:.0f} s; a dose may take {longest_s:g} s ([pumps] longest_dose_s)."
        )


def check_room(plan: DosePlan, state: VialState) -> None:
    """Raise VialFullError unless what the plan adds fits into the vial; a run until told must find some room."""
    if plan.line.is_inflow:
        limits = vial_limits()
        check_inflow(state, 2e-3 if plan.is_endless else plan.ml, limits.max_fill_ml, limits.capacity_ml)


def check_source(source: str | None, experiment: str) -> None:
    """Only the calibration assistant pumps past the vial. Raises ValueError for others that say so."""
    if source == CALIBRATION_SOURCE and not experiment.startswith(TESTING_PREFIX):
        raise ValueError(
            f"The source {CALIBRATION_SOURCE} means that no vial is filled, so it belongs to an experiment "
            f"{TESTING_PREFIX}…. Name another source."
        )


def _uncalibrated(line: PumpLine, how: str) -> str:
    return (
        f"The {line.label} pump is not calibrated, so it cannot pump {how}. Calibrate it "
        f"(pio calibrations run --device {line.device}), or give a duration."
    )
