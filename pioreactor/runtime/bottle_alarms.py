"""Alarms of bottles that run out, by their books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pioreactor.domain.bottles import BOTTLES, WASTE, Bottle, BottleName, BottleStatus
from pioreactor.runtime import alarms
from pioreactor.storage.bottles import load_bottles

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client

NAMES: Final[dict[BottleName, str]] = {"media": "media", "alt_media": "alternative media", "waste": "waste"}
_LOW_WASTE: Final = "bottle.waste_nearly_full"
_FULL_WASTE: Final = "bottle.waste_full"
_KINDS: Final[tuple[BottleStatus, ...]] = ("low", "out")
_DOSING: Final = "Dosing automations hold until somebody says that the bottle was changed; pumps run by hand still do."


def code_of(name: BottleName, status: BottleStatus) -> str:
    """``bottle.low.media`` or ``bottle.empty.media``; ``bottle.waste_nearly_full`` or ``bottle.waste_full``."""
    if name == WASTE:
        return _FULL_WASTE if status == "out" else _LOW_WASTE
    return f"bottle.{'empty' if status == 'out' else 'low'}.{name}"


def follow_bottles(client: Client | None = None) -> list[Bottle]:
    """Raise and end alarms as the books of the tracked bottles want it; returns those. Raises StorageError."""
    bottles = {bottle.name: bottle for bottle in load_bottles()}
    is_open = {alarm.code for alarm in alarms.open_alarms() if alarm.state != "returned"}
    for name in BOTTLES:
        status = bottles[name].status if name in bottles else "ok"
        for kind in _KINDS:
            code = code_of(name, kind)
            if status == kind and code not in is_open:
                _raise(bottles[name], code, client)
            elif status != kind and code in is_open:
                alarms.end_alarm(code, client=client)
    return list(bottles.values())


def left_in_words(bottle: Bottle) -> str:
    """``12 mL, 3.5 h at the present rate``."""
    hours = "" if bottle.hours_left is None else f", {bottle.hours_left:.1f} h at the present rate"
    return f"{bottle.left_ml:.0f} mL{hours}"


def _raise(bottle: Bottle, code: str, client: Client | None) -> None:
    name, is_waste, is_out = NAMES[bottle.name], bottle.name == WASTE, bottle.status == "out"
    if is_waste:
        title = "The waste bottle is full." if is_out else "The waste bottle is nearly full."
        seen = f"By the books {bottle.content_ml:.0f} of {bottle.capacity_ml:g} mL are in it; "
        seen += f"room for {left_in_words(bottle)}."
    else:
        title = f"The bottle of {name} is {'empty' if is_out else 'running low'}."
        seen = f"By the books {left_in_words(bottle)} are left in it."
    now = "0" if is_waste else f"{bottle.capacity_ml:g}"
    alarms.raise_alarm(
        code,
        severity="alarm" if is_out else "warning",
        title=title,
        text=f"{seen} {_DOSING if is_out else 'Dosing goes on.'}",
        remedy=f"1. {'Empty' if is_waste else 'Fill or change'} the bottle.\n2. Say so on the page of the unit, or: "
        f"pio vial refill {bottle.name} {now}",
        source="bottles",
        data={"left_ml": round(bottle.left_ml, 2), "capacity_ml": bottle.capacity_ml},
        client=client,
    )
