"""Exchanges that are made so that they tell whether the waste pump works: large enough, with quiet on both sides."""

from __future__ import annotations

from typing import Final

QUIET_S: Final = 360.0
"""Before and after an exchange that is to tell something."""
MOST_ML: Final = 1.5
ENOUGH_ML: Final = 1.4
LEAST_ML: Final = 0.4
"""Below this an exchange tells nothing."""


def verifying_exchange_ml(owed_ml: float, most_ml: float, quiet_s: float, needed_quiet_s: float = QUIET_S) -> float:
    """How much to exchange now, 0 to wait, while the volume watch wants to see whether the waste works.

    ``owed_ml``: what is due; ``most_ml``: what the watch allows at once; ``quiet_s``: since the last pump stopped.
    """
    most_ml = min(most_ml, MOST_ML)
    if quiet_s < needed_quiet_s or most_ml < LEAST_ML or owed_ml < min(ENOUGH_ML, most_ml):
        return 0.0
    return min(owed_ml, most_ml)
