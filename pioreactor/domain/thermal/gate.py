"""Keeps single odd readings out of the observer, and lets in three that agree."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

DEVIATIONS: Final = 5.0
SMALLEST_K: Final = 1.5
READINGS_THAT_CONVINCE: Final = 3
_AGREE_WITHIN_K: Final = 1.0
_AGREE_WITHIN_K_PER_S: Final = 1.5


class Verdict(StrEnum):
    """What to do with a reading."""

    TAKE = "take"
    HOLD_BACK = "hold_back"
    HOLD_BACK_AGAIN = "hold_back_again"  # odd, but agrees with the odd one before: no single spike
    BELIEVE = "believe"  # odd, but the third that says so: the estimate was wrong


class Gate:
    """Judges one reading after the other."""

    def __init__(self) -> None:
        self._suspects = 0
        self._last_suspect_c = 0.0
        self._since_suspect_s = 0.0

    def judge(self, reading_c: float, innovation_k: float, sd_k: float, dt_s: float) -> Verdict:
        """``innovation_k``: reading minus prediction; ``sd_k``: its expected spread; ``dt_s``: since the last call."""
        self._since_suspect_s += dt_s
        if abs(innovation_k) <= max(DEVIATIONS * sd_k, SMALLEST_K):
            self._suspects = 0
            return Verdict.TAKE
        agrees = (
            self._suspects > 0
            and abs(reading_c - self._last_suspect_c) <= _AGREE_WITHIN_K + _AGREE_WITHIN_K_PER_S * self._since_suspect_s
        )
        self._suspects = self._suspects + 1 if agrees else 1
        self._last_suspect_c, self._since_suspect_s = reading_c, 0.0
        if self._suspects < READINGS_THAT_CONVINCE:
            return Verdict.HOLD_BACK_AGAIN if agrees else Verdict.HOLD_BACK
        self._suspects = 0
        return Verdict.BELIEVE
