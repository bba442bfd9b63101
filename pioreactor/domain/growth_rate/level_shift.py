"""Recognising that the signal moved by itself: adhering bubble, hand sampling, moved vial, undeclared dilution."""

from __future__ import annotations

from collections.abc import Mapping

from pioreactor.domain.growth_rate.stored_state import number, optional_number

MIN_READINGS = 5
MIN_SPAN_S = 30.0
SQUARED_DEVIATIONS = 16.0


class LevelShiftWatch:
    """Counts consecutive readings that lie far off on the same side."""

    def __init__(self) -> None:
        self._count = 0
        self._sign = 0.0
        self._since_s: float | None = None

    def reset(self) -> None:
        """Start counting anew."""
        self._count, self._sign, self._since_s = 0, 0.0, None

    def sees_shift(self, time_s: float, innovation: float, variance: float) -> bool:
        """Take in one undisturbed reading and say whether the level has shifted; counting then starts anew.

        Args:
            time_s: of the reading.
            innovation: reading minus prediction, ln OD.
            variance: what its square is judged against, ln OD².
        """
        if innovation * innovation <= SQUARED_DEVIATIONS * variance:
            self.reset()
            return False
        sign = 1.0 if innovation > 0.0 else -1.0
        if self._since_s is None or sign != self._sign:
            self._count, self._sign, self._since_s = 0, sign, time_s
        self._count += 1
        if self._count < MIN_READINGS or time_s - self._since_s < MIN_SPAN_S:
            return False
        self.reset()
        return True

    def state(self) -> dict[str, object]:
        """Return everything needed to go on later, as JSON types."""
        return {"count": self._count, "sign": self._sign, "since_s": self._since_s}

    def load(self, state: Mapping[str, object]) -> None:
        """Take over what `state` returned.

        Raises:
            ValueError: the stored numbers do not fit.
        """
        self._count = int(number(state, "count", 0))
        self._sign = number(state, "sign", -1.0, 1.0)
        self._since_s = optional_number(state, "since_s")
