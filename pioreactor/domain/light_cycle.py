"""Light and darkness in turn. Times in seconds since the cycle began; light comes first."""

from __future__ import annotations

import math
from typing import NamedTuple


class Phase(NamedTuple):
    """``is_light``: whether the lamps are on; ``left_s``: until that changes, infinite where it never does."""

    is_light: bool
    left_s: float


def phase(elapsed_s: float, light_s: float, dark_s: float) -> Phase:
    """The phase ``elapsed_s`` after the start; a length of 0 or less means that this half never comes."""
    if light_s <= 0.0:
        return Phase(False, math.inf)
    if dark_s <= 0.0:
        return Phase(True, math.inf)
    within = max(0.0, elapsed_s) % (light_s + dark_s)
    if within < light_s:
        return Phase(True, light_s - within)
    return Phase(False, light_s + dark_s - within)
