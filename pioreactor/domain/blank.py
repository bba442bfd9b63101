"""One number from many readings of a vial without cells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

TRIMMED_AT_EACH_END: Final = 2
FEWEST: Final = 2 * TRIMMED_AT_EACH_END + 2


def trimmed_mean(values: Sequence[float]) -> float:
    """Mean without the two lowest and the two highest. Raises ValueError for fewer than six values."""
    if len(values) < FEWEST:
        raise ValueError(f"A trimmed mean needs at least {FEWEST} values, not {len(values)}.")
    kept = sorted(values)[TRIMMED_AT_EACH_END:-TRIMMED_AT_EACH_END]
    return math.fsum(kept) / len(kept)


def variance_about_line(values: Sequence[float]) -> float:
    """Variance of what is left when a straight line is taken away, without the largest deviation at each end.

    So a slow drift (a lamp that warms up) does not count as noise. Raises ValueError for fewer than six values.
    """
    if len(values) < FEWEST:
        raise ValueError(f"A variance about a line needs at least {FEWEST} values, not {len(values)}.")
    middle = (len(values) - 1) / 2.0
    mean = math.fsum(values) / len(values)
    span = math.fsum((k - middle) ** 2 for k in range(len(values)))
    slope = math.fsum((k - middle) * v for k, v in enumerate(values)) / span
    residuals = sorted(v - mean - slope * (k - middle) for k, v in enumerate(values))[1:-1]
    centre = math.fsum(residuals) / len(residuals)
    return math.fsum((r - centre) ** 2 for r in residuals) / len(residuals)
