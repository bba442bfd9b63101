"""The guard against overfilling: how much may still flow into a vial, and the refusal of what does not fit."""

from __future__ import annotations

import math
from typing import Final

from pioreactor.domain.volumes import VialState
from pioreactor.exc import VialFullError

TOLERANCE_ML: Final = 1e-6
"""Rounding of what was booked in steps is no reason to refuse."""
_SMALLEST_TOLD_ML: Final = 0.005


def fill_limit_ml(state: VialState, max_fill_ml: float, capacity_ml: float) -> float:
    """The highest level that may be booked.

    The model's maximum fill, or less where the volume is known so badly that the vial could overflow: two standard
    errors above the level must still lie within the capacity. Infinite or missing limits allow nothing.
    """
    limits = (max_fill_ml, capacity_ml - 2.0 * state.volume_sd_ml)
    return min(limits) if all(math.isfinite(limit) for limit in limits) else 0.0


def headroom_ml(state: VialState, max_fill_ml: float, capacity_ml: float) -> float:
    """How much may still be added, mL; 0 for a vial that is full or above."""
    room = fill_limit_ml(state, max_fill_ml, capacity_ml) - state.current_volume_ml
    return max(0.0, room) if math.isfinite(room) else 0.0


def check_inflow(state: VialState, volume_ml: float, max_fill_ml: float, capacity_ml: float) -> None:
    """Permit an inflow of ``volume_ml``, or raise VialFullError that says volumes, limit and what would help.

    Amounts that are not finite or below zero are refused too.
    """
    room = headroom_ml(state, max_fill_ml, capacity_ml)
    is_above = state.current_volume_ml > fill_limit_ml(state, max_fill_ml, capacity_ml) + TOLERANCE_ML
    if volume_ml == 0.0 or (math.isfinite(volume_ml) and 0.0 < volume_ml <= room + TOLERANCE_ML and not is_above):
        return
    raise VialFullError(_refusal(state, volume_ml, room, max_fill_ml, capacity_ml))


def _refusal(state: VialState, volume_ml: float, room: float, max_fill_ml: float, capacity_ml: float) -> str:
    limit = fill_limit_ml(state, max_fill_ml, capacity_ml)
    held = f"the vial holds {state.current_volume_ml:.1f} mL, the limit is {limit:.1f} mL"
    if limit < max_fill_ml:
        held += f" (the volume is known to ±{2.0 * state.volume_sd_ml:.1f} mL only)"
    if not math.isfinite(volume_ml) or volume_ml < 0.0:
        return f"{volume_ml} mL cannot be added: {held}."
    if room < _SMALLEST_TOLD_ML:
        advice = "nothing can be added. Take waste out first"
    else:
        # Rounded down: what is offered must fit.
        advice = f"at most {math.floor(room * 100.0) / 100.0:.2f} mL can be added. Dose less, or take waste out first"
    set_volume = "pio vial set --volume-ml"
    return f"{volume_ml:.4g} mL does not fit: {held}, so {advice}, or correct the volume with {set_volume}."
