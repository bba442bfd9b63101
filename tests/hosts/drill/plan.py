"""What goes wrong, where, when and for how long: made from a seed, written as JSON."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

ON_EVERY_UNIT: Final = (
    "kill-source",
    "kill-monitor",
    "kill-web",
    "kill-broker",
    "freeze-web",
    "freeze-broker",
    "power",
)
ON_THE_LEADER: Final = ("kill-ingest", "kill-lighttpd", "freeze-ingest", "backup")
ON_THE_NETWORK: Final = ("cut", "deaf", "dumb", "lossy")
LASTS_S: Final = 20.0
"""Seconds of a plan in which faults begin and end."""
LONGEST_S: Final = 12.0
REST_S: Final = (0.2, 4.0)
"""Least and most seconds between two faults of one unit."""


class Fault(Struct, frozen=True):
    """``kind``: one of those above. ``unit``: where. ``at_s``: since the plan began; ``lasts_s``: 0 for a kill."""

    kind: str
    unit: str
    at_s: float
    lasts_s: float = 0.0

    @property
    def is_moment(self) -> bool:
        """Whether it is over as soon as it is done."""
        return self.kind.startswith("kill-") or self.kind == "backup"


class Plan(Struct, frozen=True):
    """Faults in the order in which they begin. Those of one unit never overlap; units fail at the same time."""

    seed: int
    faults: tuple[Fault, ...]
    lasts_s: float = LASTS_S


def random_plan(seed: int, leader: str, workers: Sequence[str]) -> Plan:
    """The plan of a seed: the same for the same names."""
    dice = random.Random(seed)
    faults: list[Fault] = []
    for unit in (leader, *workers):
        kinds = [*ON_EVERY_UNIT, *ON_THE_NETWORK, *(ON_THE_LEADER if unit == leader else ())]
        at_s = dice.uniform(0, 6)
        while at_s < LASTS_S - 1:
            kind = dice.choice(kinds)
            fault = Fault(kind, unit, round(at_s, 2))
            if not fault.is_moment:
                most_s = min(LONGEST_S, LASTS_S - at_s)
                fault = Fault(kind, unit, fault.at_s, round(dice.uniform(0.3, most_s), 2))
            faults.append(fault)
            at_s += fault.lasts_s + dice.uniform(*REST_S)
    return Plan(seed, tuple(sorted(faults, key=lambda fault: fault.at_s)))
