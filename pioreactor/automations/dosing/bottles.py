"""Whether the bottles that an automation needs allow another dose, by their books."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from pioreactor.domain.bottles import WASTE
from pioreactor.exc import StorageError
from pioreactor.runtime.bottle_alarms import NAMES
from pioreactor.storage.bottles import load_bottles

_USUAL: Final = ("media", "waste")


class BottleProblem(NamedTuple):
    """``reason``: a word; ``text``: a sentence with cause and remedy."""

    reason: str
    text: str


def bottle_problem(pumps_needed: Iterable[str]) -> BottleProblem | None:
    """The first tracked bottle of these pumps that is empty, or full of waste; None: nothing speaks against a dose.

    Bottles that nobody tracks, and books that cannot be read, hold nothing up.
    """
    needed = {pump.removesuffix("_pump") for pump in pumps_needed} or set(_USUAL)
    try:
        bottles = load_bottles()
    except StorageError:
        return None
    for bottle in bottles:
        if bottle.name in needed and bottle.status == "out":
            state, action = ("full", "Empty it") if bottle.name == WASTE else ("empty", "Refill it")
            return BottleProblem(
                f"bottle:{bottle.name}",
                f"No dose while the {NAMES[bottle.name]} bottle is {state} by the books. {action} and say so: pio vial "
                f"refill {bottle.name}",
            )
    return None
