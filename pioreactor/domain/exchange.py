"""Exchanging liquid in parts small enough for the vial, and keeping account of what was really moved. mL throughout."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final, NamedTuple

from pioreactor.domain.headroom import check_inflow, headroom_ml
from pioreactor.domain.volumes import VialState

SLACK_ML: Final = 1e-9
SMALLEST_PART_ML: Final = 0.05
"""Parts are not made smaller than this only because little room is left in the vial."""
MOST_PARTS: Final = 1024

STIRRED_LOSS_ML: Final = 0.5
STIRRED_LOSS_POWER: Final = 1.74
"""At 1000 RPM the stirred surface is so tilted that the waste tube takes this much more; estimate for a 20 mL vial."""
WASTE_REACH_ML: Final = 0.2
"""A waste pump that runs three times as long as needed sucks the surface this far below the end of its tube."""


class Part(NamedTuple):
    """One sub-dose: what flows in, by name and in order, and the waste that follows it."""

    additions: dict[str, float]
    waste_ml: float

    @property
    def inflow_ml(self) -> float:
        """Everything that flows in."""
        return math.fsum(self.additions.values())


def check_request(waste_ml: float, additions: Mapping[str, float]) -> None:
    """Raise ValueError for an exchange that cannot be meant: amounts below 0, or less waste than inflow."""
    for name, volume in {**additions, "waste": waste_ml}.items():
        if not (math.isfinite(volume) and volume >= 0.0):
            raise ValueError(f"{name}: {volume} mL cannot be dosed; give 0 or more.")
    inflow = math.fsum(additions.values())
    if waste_ml < inflow - SLACK_ML:
        raise ValueError(
            f"An exchange that adds {inflow:g} mL and removes {waste_ml:g} mL fills the vial. Remove at least as much "
            "as is added."
        )


def plan_exchange(
    waste_ml: float,
    additions: Mapping[str, float],
    *,
    max_subdose_ml: float,
    state: VialState,
    max_fill_ml: float,
    capacity_ml: float,
) -> list[Part]:
    """The equal parts of an exchange, each small enough by itself; as often halved as needed.

    A part is at most ``max_subdose_ml`` and fits into the room that the vial has, its uncertainty counted. Raises
    ValueError as :func:`check_request`, and for more than 1024 parts; VialFullError where not even a small part fits.
    """
    check_request(waste_ml, additions)
    inflow = math.fsum(additions.values())
    room = headroom_ml(state, max_fill_ml, capacity_ml)
    parts = _halvings(inflow, max_subdose_ml)
    if parts > MOST_PARTS:
        raise ValueError(f"{inflow:g} mL in parts of {max_subdose_ml:g} mL are too many parts. Dose less at a time.")
    while inflow / parts > room and inflow / parts / 2.0 >= SMALLEST_PART_ML and parts < MOST_PARTS:
        parts *= 2
    check_inflow(state, inflow / parts, max_fill_ml, capacity_ml)
    share = {name: volume / parts for name, volume in additions.items()}
    return [Part(dict(share), waste_ml / parts) for _ in range(parts)]


def _halvings(inflow_ml: float, max_subdose_ml: float) -> int:
    parts = 1
    while inflow_ml / parts > max_subdose_ml + SLACK_ML and parts <= MOST_PARTS:
        parts *= 2
    return parts


def volume_after_waste_ml(state: VialState, rpm: float | None) -> float:
    """What really stays in the vial after an exchange; ``rpm``: of the stirrer, None: taken as 500.

    The tube's end is where a vial that is not stirred would stand; the books leave out these tenths of a millilitre.
    """
    speed = 500.0 if rpm is None else max(0.0, rpm)
    standing = state.efflux_tube_volume_ml - WASTE_REACH_ML - STIRRED_LOSS_ML * (speed / 1000.0) ** STIRRED_LOSS_POWER
    # A vial that is below its tube loses nothing to the waste pump.
    level = standing if state.current_volume_ml >= state.efflux_tube_volume_ml else state.current_volume_ml
    return max(0.0, min(level, state.current_volume_ml))


def volume_for_dilution(dilution: float, volume_ml: float, max_subdose_ml: float) -> float:
    """Inflow that dilutes by exp(-``dilution``) when it comes in parts, each followed by as much waste.

    ``dilution``: ln of the concentration before over that after, 0 or more (a dilution rate times a time);
    ``volume_ml``: of the vial before and after each part.
    """
    if dilution <= 0.0 or volume_ml <= 0.0:
        return 0.0
    parts = 1
    while (total := parts * volume_ml * math.expm1(dilution / parts)) / parts > max_subdose_ml and parts < MOST_PARTS:
        parts *= 2
    # Between one part of the largest size and two of half that there is a step: parts of that size are nearest.
    return max(total, (parts // 2) * max_subdose_ml + 2.0 * SLACK_ML * parts)


def dilution_of(inflow_ml: float, volume_ml: float, max_subdose_ml: float) -> float:
    """ln of the concentration before over that after an exchange of ``inflow_ml`` in parts."""
    if inflow_ml <= 0.0 or volume_ml <= 0.0:
        return 0.0
    parts = _halvings(inflow_ml, max_subdose_ml)
    return parts * math.log1p(inflow_ml / parts / volume_ml)


def with_carry(nominal_ml: float, carry_ml: float) -> float:
    """This time's volume: the nominal one and what is owed, never below 0 nor more than twice the nominal."""
    return max(0.0, min(nominal_ml + carry_ml, 2.0 * nominal_ml))


def carry_after(wanted_ml: float, moved_ml: float, most_ml: float) -> float:
    """What is owed to the next exchange: wanted and not moved, at most ``most_ml`` either way; one nominal volume.

    More than that is a fault, not a remainder, and must not come back as a flood.
    """
    return max(-most_ml, min(wanted_ml - moved_ml, most_ml))
