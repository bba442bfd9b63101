"""A plate that gets warmer than all the energy put in can make it: the heater is on and cannot be switched off.

Needs no estimate and cannot be fooled by what is in the vial.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from pioreactor.domain.thermal.model import Holder, heater_power_w

_SPANS_S: Final = (10.0, 30.0)
_MARGIN_K: Final = 1.5
_MARGIN_FACTOR: Final = 1.3  # on the rise that the commanded energy makes in the plate alone
_TWICE: Final = 2
_FASTEST_FACTOR: Final = 1.25
_FASTEST_MARGIN_K: Final = 0.5


class EnergyBound:
    """Watches readings against commanded energy.

    A reading that even a full heater cannot explain is left out; when a second one follows, the sensor has jumped and
    the comparison begins anew.
    """

    def __init__(self, holder: Holder) -> None:
        self._k_per_j = 1.0 / holder.plate
        self._past: deque[tuple[float, float, float]] = deque()  # seconds, °C, joules commanded so far
        self._now_s = 0.0
        self._energy_j = 0.0
        self._in_a_row = 0
        self._has_left_out = False
        self.excess_k = 0.0

    def restart(self) -> None:
        """Forget the past readings."""
        self._past.clear()
        self._in_a_row = 0
        self._has_left_out = False

    def is_broken(self, reading_c: float | None, duty: float, dt_s: float) -> bool:
        """Take in one step: ``duty`` (0…1) was applied for ``dt_s``, then ``reading_c`` was read (None: failed)."""
        self._now_s += dt_s
        self._energy_j += heater_power_w(duty) * dt_s
        if reading_c is None:
            return False
        if self._past and not self._is_possible(reading_c):
            if not self._has_left_out:
                self._has_left_out = True
                return False
            self.restart()
        self._has_left_out = False
        self._past.append((self._now_s, reading_c, self._energy_j))
        while self._now_s - self._past[0][0] > _SPANS_S[-1] + 1e-6:
            self._past.popleft()
        self.excess_k = max(self._excess_k(span) for span in _SPANS_S)
        self._in_a_row = self._in_a_row + 1 if self.excess_k > 0.0 else 0
        return self._in_a_row >= _TWICE

    def _is_possible(self, reading_c: float) -> bool:
        """Whether a plate can get from the last reading to this one."""
        before_s, before_c, _ = self._past[-1]
        fastest_k = heater_power_w(1.0) * (self._now_s - before_s) * self._k_per_j
        return abs(reading_c - before_c) <= _FASTEST_FACTOR * fastest_k + _FASTEST_MARGIN_K

    def _excess_k(self, span_s: float) -> float:
        """How much the reading is above the bound over (at most) ``span_s``; negative: below."""
        now_s, now_c, now_j = self._past[-1]
        for then_s, then_c, then_j in self._past:
            if now_s - then_s <= span_s + 1e-6:
                allowed_k = _MARGIN_K + _MARGIN_FACTOR * (now_j - then_j) * self._k_per_j
                return now_c - then_c - allowed_k
        return -_MARGIN_K
