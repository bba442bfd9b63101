"""What will be true after a dose, said before it: planned by the code that the pump itself runs. Nothing moves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from pioreactor.actions.pumping.amounts import Amount, check_amount
from pioreactor.actions.pumping.lines import ALT_MEDIA, LINES, MEDIA, WASTE, PumpLine, pin_of
from pioreactor.actions.pumping.planning import DosePlan, check_room, plan_dose
from pioreactor.actions.pumping.rates import PumpRate, rate_of
from pioreactor.domain.volumes import VialState, apply_dose
from pioreactor.exc import (
    CalibrationError,
    HardwareError,
    NoModelAssignedError,
    PioreactorError,
    UnknownModelAssignedError,
    VialFullError,
)
from pioreactor.models import BioreactorModel
from pioreactor.runtime.leases import shared_board
from pioreactor.runtime.outputs import output_of_pin
from pioreactor.runtime.registry import Registry
from pioreactor.storage.vial_state import load_vial_state
from pioreactor.structs import timestamp_text
from pioreactor.web.errors import ApiError
from pioreactor.web.unit.vial_books import model_or_none, room_ml
from pioreactor.web.wire.vial import DosePreview

PUMPS: Final = {line.label: line for line in (MEDIA, ALT_MEDIA, WASTE)} | LINES
"""The pumps by their names and by the names of their actions."""


class Refusal(PioreactorError):
    """The dose would not be given. ``remedy``: what to do about it, where the text does not say it."""

    def __init__(self, text: str, remedy: str | None = None) -> None:
        super().__init__(text)
        self.remedy = remedy


def amount_of(ml: float | None, duration_s: float | None, continuously: bool) -> Amount:
    """How much is asked for. Raises ApiError 400 unless exactly one is given, finite and not negative."""
    try:
        return check_amount(ml, duration_s, continuously)
    except ValueError as error:
        remedy = "Give one of ml, duration_s and continuously, as a number of 0 or more."
        raise ApiError(400, str(error), remediation=remedy) from error


def asked_amount(options: Mapping[str, object]) -> Amount | None:
    """The amount that the options of a pump job ask for; None where the command itself will say what is wrong."""
    given = {name.replace("-", "_"): value for name, value in options.items()}
    try:
        ml, duration = (None if given.get(name) is None else float(str(given[name])) for name in ("ml", "duration"))
        return check_amount(ml, duration, "continuously" in given)
    except ValueError:
        return None


def preview(line: PumpLine, amount: Amount, unit: str, experiment: str, registry: Registry) -> DosePreview:
    """Work out a dose. Raises StorageError where the books cannot be read."""
    state, model = load_vial_state(experiment), model_or_none()
    plan, refusal = _plan(line, amount)
    rate = plan.rate if plan else _rate(line)
    ml = _volume(amount, plan, state, model)
    after = apply_dose(state, line.event, ml, math.inf, rate.relative_sd if rate else 0.0) if ml is not None else state
    if plan is not None:
        refusal = _obstacle(plan, state, model)
    calibration = rate.calibration if rate else None
    return DosePreview(
        unit=unit,
        experiment=experiment,
        pump=line.label,  # type: ignore[arg-type]
        action=line.event,
        ml=_rounded(ml),
        duration_s=_rounded(_seconds(plan, ml)),
        current_volume_ml=round(state.current_volume_ml, 4),
        volume_after_ml=round(after.current_volume_ml, 4),
        volume_sd_ml=round(state.volume_sd_ml, 4),
        max_fill_ml=model.reactor_max_fill_volume_ml if model else None,
        capacity_ml=model.reactor_capacity_ml if model else None,
        headroom_ml=_rounded(room_ml(state, model) if model else None),
        headroom_after_ml=_rounded(_room_after(state, after, model)),
        efflux_tube_volume_ml=state.efflux_tube_volume_ml,
        calibrated=calibration is not None,
        calibration_name=calibration.calibration_name if calibration else None,
        calibrated_at=timestamp_text(calibration.created_at) if calibration else None,
        rate_ml_per_s=_rounded(rate.ml_per_s if rate else None),
        dosing_automation=_dosing_automation(registry),
        refusal=str(refusal) if refusal else None,
        remediation=refusal.remedy if refusal else None,
    )


def _plan(line: PumpLine, amount: Amount) -> tuple[DosePlan | None, Refusal | None]:
    try:
        return plan_dose(line, amount), None
    except (CalibrationError, ValueError) as error:
        return None, Refusal(str(error))


def _rate(line: PumpLine) -> PumpRate | None:
    try:
        return rate_of(line, None)
    except CalibrationError:
        return None


def _volume(amount: Amount, plan: DosePlan | None, state: VialState, model: BioreactorModel | None) -> float | None:
    """What will be moved, mL; None where that cannot be told, such as of waste until told."""
    if plan is None:
        return amount.ml
    if not plan.is_endless:
        return plan.ml
    return room_ml(state, model) if plan.line.is_inflow and model is not None else None


def _seconds(plan: DosePlan | None, ml: float | None) -> float | None:
    if plan is None or (plan.is_endless and ml is None):
        return None
    if not plan.is_endless:
        return plan.seconds
    try:
        return plan.rate.seconds_for(ml or 0.0)
    except (CalibrationError, ValueError):
        return None


def _obstacle(plan: DosePlan, state: VialState, model: BioreactorModel | None) -> Refusal | None:
    """What keeps a plan from being carried out: the room in the vial, the output, who else uses it, the guardian."""
    line = plan.line
    try:
        check_room(plan, state)
    except VialFullError as error:
        room = math.floor(room_ml(state, model) * 100.0) / 100.0 if model else 0.0
        less = f"Set the dose to {room:.2f} mL, or take" if room > 0.0 else "Take"
        return Refusal(str(error), f"{less} waste out first.")
    except (NoModelAssignedError, UnknownModelAssignedError) as error:
        return Refusal(
            str(error), "Choose the unit's model in the inventory; without it the vial's limit is not known."
        )
    try:
        lease = shared_board().get(output_of_pin(pin_of(line)))
    except HardwareError as error:
        return Refusal(str(error))
    if lease is not None and lease.is_alive:
        return Refusal(
            f"The {line.label} pump is in use by {lease.job_name or 'another process'} (process {lease.pid}).",
            "Wait for its end, or stop it.",
        )
    if not shared_board().is_guarded():
        return Refusal(
            f"The guardian of this unit does not run, so the {line.label} pump stays off.",
            "Start it on the unit: systemctl start pioreactor-monitor, or pio run monitor.",
        )
    return None


def _room_after(state: VialState, after: VialState, model: BioreactorModel | None) -> float | None:
    """Below 0: so much too much."""
    if model is None:
        return None
    return room_ml(state, model) - (after.current_volume_ml - state.current_volume_ml)


def _dosing_automation(registry: Registry) -> str | None:
    running = registry.running(job_name="dosing_automation")
    if not running:
        return None
    name = registry.settings(running[-1].job_id).get("automation_name")
    return name.decode(errors="replace") if isinstance(name, bytes) else str(name or "dosing_automation")


def _rounded(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 4)
