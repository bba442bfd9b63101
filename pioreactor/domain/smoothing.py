"""Smoothing of series."""

from __future__ import annotations


class ExponentialMovingAverage:
    """Average that forgets.

    ``alpha``: share of the old value that is *retained* at each update, 0 (no memory) to below 1. The first value is
    taken as it is. Raises ValueError for an alpha outside the range.
    """

    def __init__(self, alpha: float) -> None:
        if not 0.0 <= alpha < 1.0:
            raise ValueError(f"alpha={alpha}: the retained share must lie in 0 <= alpha < 1.")
        self.alpha = alpha
        self.value: float | None = None

    def update(self, new_value: float) -> float:
        """Take in one value and return the average, in the unit of the values."""
        if self.value is None:
            self.value = float(new_value)
        else:
            self.value = (1.0 - self.alpha) * new_value + self.alpha * self.value
        return self.value

    def __call__(self) -> float:
        """The average so far. Raises ValueError before the first value."""
        if self.value is None:
            raise ValueError("No value has been averaged yet.")
        return self.value

    def clear(self) -> None:
        """Forget everything."""
        self.value = None
