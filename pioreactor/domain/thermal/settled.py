"""What was left open about a vial when its constants were fixed."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from pioreactor.domain.thermal import covariance as cov

_COUNT: Final = len(cov.PARAMETERS)


class Settled(NamedTuple):
    """Kept when leak and heat capacities are fixed, for they are not really known.

    ``learned``: covariance of `covariance.PARAMETERS` until then; ``liquid_sd_per_k``: how uncertain the liquid is
    because of what was fixed, per kelvin above the room.
    """

    learned: list[list[float]]
    liquid_sd_per_k: float

    def as_json(self) -> dict[str, object]:
        """As JSON types."""
        return {"learned": self.learned, "liquid_sd_per_k": self.liquid_sd_per_k}


def settled_from_json(stored: object) -> Settled | None:
    """Read back what `Settled.as_json` gave; None when it is not usable."""
    if not isinstance(stored, dict):
        return None
    try:
        learned = [[float(value) for value in row] for row in stored["learned"]]
        sd_per_k = float(stored["liquid_sd_per_k"])
    except (KeyError, TypeError, ValueError):
        return None
    numbers = [value for row in learned for value in row]
    if [len(row) for row in learned] != [_COUNT] * _COUNT or not all(math.isfinite(v) for v in (*numbers, sd_per_k)):
        return None
    return Settled(learned, sd_per_k)
