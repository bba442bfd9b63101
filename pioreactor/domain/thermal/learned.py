"""What an earlier run found about a holder: a head start for the next, and a baseline to notice wear."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from pioreactor.domain.thermal import covariance as cov
from pioreactor.domain.thermal.observer import BOUNDS, Observer

LEARNED_AFTER_S: Final = 1200.0
CHANGED_BY: Final = 0.25
_COUNT: Final = len(cov.PARAMETERS)


class LearnedHolder(NamedTuple):
    """The logs of `covariance.PARAMETERS`, and their covariance."""

    values: tuple[float, ...]
    block: tuple[tuple[float, ...], ...]

    def as_json(self) -> dict[str, object]:
        """As JSON types."""
        return {"values": list(self.values), "block": [list(row) for row in self.block]}

    def differs_from(self, x: Sequence[float]) -> bool:
        """Whether gain, or both conductances together, have moved by more than a quarter since."""
        gain, first, second = self.values[:3]
        return (
            abs(x[cov.GAIN] - gain) > CHANGED_BY
            or abs(x[cov.PLATE_TO_GLASS] + x[cov.GLASS_TO_LIQUID] - first - second) > CHANGED_BY
        )


def learned_from(observer: Observer) -> LearnedHolder | None:
    """What this run has found; None if a number sits at its bound."""
    if observer.is_at_a_bound() or not observer.is_stirred:
        return None
    values = tuple(observer.x[i] for i in cov.PARAMETERS)
    return LearnedHolder(values, tuple(tuple(row) for row in observer.learned))


def learned_from_json(stored: Mapping[str, object]) -> LearnedHolder | None:
    """Read back what `LearnedHolder.as_json` gave; None when it is not usable."""
    values, block = stored.get("values"), stored.get("block")
    if not isinstance(values, list) or len(values) != _COUNT or not isinstance(block, list) or len(block) != _COUNT:
        return None
    try:
        numbers = [float(v) for v in values]
        rows = tuple(tuple(float(v) for v in row) for row in block)
    except (TypeError, ValueError):
        return None
    flat = [v for row in rows for v in row]
    if len(flat) != _COUNT**2 or not all(math.isfinite(v) for v in numbers + flat):
        return None
    if any(not BOUNDS[i][0] < v < BOUNDS[i][1] for i, v in zip(cov.PARAMETERS, numbers, strict=True)):
        return None
    if any(len(row) != _COUNT or row[i] <= 0.0 for i, row in enumerate(rows)):
        return None
    return LearnedHolder(tuple(numbers), rows)
