"""Small movements of the power, neutral in energy, that let the observer learn again and prove the sensor alive."""

from __future__ import annotations

from typing import Final

HALF_S: Final = 20.0
_LOWEST_DUTY: Final = 0.02
_HIGHEST_DUTY: Final = 0.95
_UNSURE_ABOVE_SD_K: Final = 0.3
_UNSURE_APART_S: Final = 300.0
_CONSTANT_FOR_S: Final = 300.0
_CONSTANT_APART_S: Final = 60.0
_ASKED_APART_S: Final = 120.0


class Wiggle:
    """Decides when to move the power, and how: 20 s lower, 20 s higher by as much."""

    def __init__(self, every_s: float) -> None:
        self._every_s = every_s
        self._since_s = 0.0
        self._age_s: float | None = None
        self._base = 0.0
        self._is_asked = False

    @property
    def is_running(self) -> bool:
        """Whether a movement is under way."""
        return self._age_s is not None

    def ask(self) -> None:
        """Something unexpected was seen: move the power soon."""
        self._is_asked = True

    def cancel(self) -> None:
        """End a movement early: the power must follow other orders."""
        self._age_s = None

    def duty(self, wanted: float, dt_s: float, *, liquid_sd_k: float, constant_for_s: float) -> float | None:
        """Duty of the movement, or None when there is none.

        ``wanted``: what the controller would do; ``constant_for_s``: how long the readings have been identical.
        """
        self._since_s += dt_s
        if self._age_s is not None:
            self._age_s += dt_s
            if self._age_s >= 2.0 * HALF_S:
                self._age_s = None
                return None
        elif _LOWEST_DUTY < wanted < _HIGHEST_DUTY and self._is_due(liquid_sd_k, constant_for_s):
            self._age_s, self._since_s, self._base, self._is_asked = 0.0, 0.0, wanted, False
        else:
            return None
        swing = min(self._base, 1.0 - self._base)
        return self._base - swing if self._age_s < HALF_S else self._base + swing

    def _is_due(self, liquid_sd_k: float, constant_for_s: float) -> bool:
        since = self._since_s
        return (
            (self._every_s > 0.0 and since >= self._every_s)
            or (liquid_sd_k > _UNSURE_ABOVE_SD_K and since >= _UNSURE_APART_S)
            or (constant_for_s >= _CONSTANT_FOR_S and since >= _CONSTANT_APART_S)
            or (self._is_asked and since >= _ASKED_APART_S)
        )
