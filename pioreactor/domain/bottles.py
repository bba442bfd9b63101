"""What is left in the bottles of a unit, by the doses that were booked since a person last said it. Volumes in mL."""

from __future__ import annotations

import math
from typing import Final, Literal, NamedTuple

from pioreactor.domain.volumes import ADD_ALT_MEDIA, ADD_MEDIA, REMOVE_WASTE

BottleName = Literal["media", "alt_media", "waste"]
BottleStatus = Literal["ok", "low", "out"]

BOTTLES: Final[tuple[BottleName, ...]] = ("media", "alt_media", "waste")
WASTE: Final = "waste"
BOTTLE_OF_EVENT: Final[dict[str, BottleName]] = {
    ADD_MEDIA: "media",
    ADD_ALT_MEDIA: "alt_media",
    REMOVE_WASTE: "waste",
}
EMPTY_BELOW_ML: Final = 1.0
"""The largest part of a dose; what is left below it may be air."""
FULL_WITHIN_ML: Final = 5.0
"""A waste bottle is called full before it runs over: books of litres are off by some millilitres."""
_FORGET_H: Final = 6.0
"""Time constant of the present rate."""
_WARM_UP_H: Final = 1.0
"""For the first hour the rate counts as that of a whole hour: two doses in a minute are no hourly rate."""
_STANDING_ML_PER_H: Final = 0.01


class BottleState(NamedTuple):
    """What is kept. ``flow_ml_per_h``: discounted sum of what was moved; times are unix seconds."""

    content_ml: float
    flow_ml_per_h: float
    since_s: float
    at_s: float


class Bottle(NamedTuple):
    """A bottle now. ``left_ml``: media that can still be taken, or waste that still fits; ``hours_left`` None: nothing
    is being moved."""

    name: BottleName
    capacity_ml: float
    content_ml: float
    left_ml: float
    rate_ml_per_h: float
    hours_left: float | None
    status: BottleStatus


def new_state(name: BottleName, capacity_ml: float, now_s: float) -> BottleState:
    """Of a bottle that nobody has said anything about: full of media, empty of waste."""
    return BottleState(0.0 if name == WASTE else capacity_ml, 0.0, now_s, now_s)


def after_moving(state: BottleState, name: BottleName, volume_ml: float, now_s: float) -> BottleState:
    """After a pump took ``volume_ml`` of media out, or brought that much waste in; negative for a correction."""
    content = state.content_ml + (volume_ml if name == WASTE else -volume_ml)
    flow = _discounted(state, now_s) + volume_ml / _FORGET_H
    return BottleState(max(0.0, content), max(0.0, flow), min(state.since_s, now_s), now_s)


def with_content(state: BottleState, content_ml: float, capacity_ml: float) -> BottleState:
    """After a person said what is in it. Raises ValueError outside 0 to the capacity."""
    if not 0.0 <= content_ml <= capacity_ml:
        raise ValueError(f"The bottle holds 0 to {capacity_ml:g} mL, not {content_ml:g}.")
    return state._replace(content_ml=content_ml)


def look_at(
    state: BottleState, name: BottleName, capacity_ml: float, now_s: float, *, low_ml: float, low_hours: float
) -> Bottle:
    """Where a bottle stands; ``low``: not more than ``low_ml`` or ``low_hours`` at the present rate."""
    left = max(0.0, capacity_ml - state.content_ml) if name == WASTE else state.content_ml
    age_h = max(_WARM_UP_H, (now_s - state.since_s) / 3600.0)
    rate = _discounted(state, now_s) / (1.0 - math.exp(-age_h / _FORGET_H))
    hours = left / rate if rate > _STANDING_ML_PER_H else None
    status: BottleStatus = "ok"
    if left < (FULL_WITHIN_ML if name == WASTE else EMPTY_BELOW_ML):
        status = "out"
    elif left <= low_ml or (hours is not None and hours <= low_hours):
        status = "low"
    return Bottle(name, capacity_ml, state.content_ml, left, rate, hours, status)


def _discounted(state: BottleState, now_s: float) -> float:
    # A step of the wall clock backwards counts as no time.
    return state.flow_ml_per_h * math.exp(-max(0.0, now_s - state.at_s) / 3600.0 / _FORGET_H)
