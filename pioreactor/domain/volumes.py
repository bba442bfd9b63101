"""The books of one vial: what is in it after each dose, and how well that is known.

Volumes in mL. Evaporation is not tracked: about 0.25 mL a day, and every exchange that reaches the efflux tube sets the
volume anew.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

ADD_MEDIA: Final = "add_media"
ADD_ALT_MEDIA: Final = "add_alt_media"
REMOVE_WASTE: Final = "remove_waste"

CALIBRATED_SD: Final = 0.05
"""Relative standard error of a volume that a calibrated pump is booked with: wear, ripple, start and stop."""
DEFAULT_SD: Final = 0.12
"""The same without a calibration: pumps of one kind differ by this much."""
PINNED_SD_ML: Final = 0.2
"""How well the level at the end of the efflux tube is known: surface, tilt by stirring."""
MEASURED_SD_ML: Final = 0.3
"""How well a person reads the level of a vial."""
INITIAL_SD_ML: Final = 0.5
"""How well the volume is known that an experiment is said to start with."""
_SNAP: Final = 1e-12


class VialState(NamedTuple):
    """What the books say about one vial.

    ``volume_sd_ml``: standard error of ``current_volume_ml``; ``efflux_tube_volume_ml``: what stays when the waste pump
    runs for ever; ``alt_media_fraction``: share of alternative media, 0 to 1. The totals count what pumps moved.
    """

    current_volume_ml: float = 14.0
    volume_sd_ml: float = INITIAL_SD_ML
    efflux_tube_volume_ml: float = 14.0
    alt_media_fraction: float = 0.0
    cumulative_media_added_ml: float = 0.0
    cumulative_alt_media_added_ml: float = 0.0
    cumulative_waste_removed_ml: float = 0.0


VARIABLES: Final = tuple(name for name in VialState._fields if name != "volume_sd_ml")
"""What is published on ``bioreactor/<variable>``."""
_TOTALS: Final = {
    ADD_MEDIA: "cumulative_media_added_ml",
    ADD_ALT_MEDIA: "cumulative_alt_media_added_ml",
    REMOVE_WASTE: "cumulative_waste_removed_ml",
}


def is_inflow(event: str) -> bool:
    """Whether an event adds liquid: ``add_media``, ``add_alt_media`` or ``add_<x>`` of a plugin's pump."""
    return event.startswith("add_")


def apply_dose(
    state: VialState, event: str, volume_ml: float, capacity_ml: float, relative_sd: float = CALIBRATED_SD
) -> VialState:
    """The state after a dose (or a signed correction of one); what would leave its range stays at its edge.

    ``event``: ``add_<x>`` or ``remove_waste``; any other leaves the state as it is. ``capacity_ml``: of the vessel.
    ``relative_sd``: standard error of the volume, as a fraction of it. Raises ValueError for a volume that is no
    finite number.
    """
    if not math.isfinite(volume_ml):
        raise ValueError(f"A dose of {volume_ml} mL cannot be booked.")
    if is_inflow(event):
        state = _add(state, event, volume_ml, capacity_ml, relative_sd)
    elif event == REMOVE_WASTE:
        state = _remove(state, volume_ml, capacity_ml, relative_sd)
    total = _TOTALS.get(event)
    if total is None:
        return state
    counted: float = getattr(state, total) + volume_ml
    return state._replace(**{total: max(0.0, counted)})


def _add(state: VialState, event: str, volume_ml: float, capacity_ml: float, relative_sd: float) -> VialState:
    before = state.current_volume_ml
    after = before + volume_ml
    return state._replace(
        current_volume_ml=_clamp(after, capacity_ml),
        # The error of a calibration is the same in every dose, so errors add up and do not average out.
        volume_sd_ml=_clamp(state.volume_sd_ml + relative_sd * volume_ml, capacity_ml),
        alt_media_fraction=_fraction(state.alt_media_fraction * before, event, volume_ml, after, state),
    )


def _fraction(alt_ml: float, event: str, volume_ml: float, after_ml: float, state: VialState) -> float:
    if after_ml <= 0.0:
        return state.alt_media_fraction
    fraction = (alt_ml + (volume_ml if event == ADD_ALT_MEDIA else 0.0)) / after_ml
    if fraction < _SNAP:
        return 0.0
    return 1.0 if fraction > 1.0 - _SNAP else fraction


def _remove(state: VialState, volume_ml: float, capacity_ml: float, relative_sd: float) -> VialState:
    before, tube = state.current_volume_ml, state.efflux_tube_volume_ml
    after = before if before <= tube else _clamp(max(before - volume_ml, tube), capacity_ml)
    grown = state.volume_sd_ml + relative_sd * (before - after)
    # What is pumped beyond the booked level drains what may stand above the tube: the upper edge of the estimate (two
    # standard errors) comes down with it, until the level at the tube is all that is uncertain.
    beyond = max(0.0, volume_ml - max(0.0, before - tube))
    drained = max(PINNED_SD_ML, (tube - after) / 2.0, grown - beyond / 2.0)
    return state._replace(current_volume_ml=after, volume_sd_ml=_clamp(min(grown, drained), capacity_ml))


def liquid_above_tube_ml(state: VialState) -> float:
    """How much the waste pump could take by the books; the rest of what it moves is air."""
    return max(0.0, state.current_volume_ml - state.efflux_tube_volume_ml)


def set_by_hand(state: VialState, capacity_ml: float, **values: float) -> VialState:
    """The state after a person said what is true, by variable name; a volume they state is known to 0.3 mL.

    Raises ValueError that names the variable, the value and its range; nothing is changed then.
    """
    for name, value in values.items():
        if name not in VARIABLES:
            raise ValueError(f"A vial has no {name}. It has {', '.join(VARIABLES)}.")
        high = _highest(name, capacity_ml)
        if not 0.0 <= value <= high:
            span = f"between 0 and {high:g}" if math.isfinite(high) else "0 or more, and finite"
            raise ValueError(f"{name} must be {span}, not {value:g}.")
        if not math.isfinite(value):
            raise ValueError(f"{name} must be a finite number, not {value:g}.")
    changed: VialState = state._replace(**values)
    if "current_volume_ml" in values:
        changed = changed._replace(volume_sd_ml=MEASURED_SD_ML)
    return changed


def _highest(name: str, capacity_ml: float) -> float:
    if name == "alt_media_fraction":
        return 1.0
    return math.inf if name.startswith("cumulative_") else capacity_ml


def _clamp(value: float, high: float) -> float:
    return max(0.0, min(value, high))
