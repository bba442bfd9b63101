"""How hot the plate may get: limits that hold whatever the observer believes.

Every limit acts on the reading as it comes from the sensor. A single reading above a limit cuts the heater for that
step; only a second one in a row has consequences that last.
"""

from __future__ import annotations

from typing import Final

from pioreactor.domain.thermal.model import Holder

_TWICE: Final = 2
_LESS_PER_STEP: Final = 0.9
_SMALLEST: Final = 0.05


class PlateLimits:
    """Reduce, disable and shut-down limit of one holder."""

    def __init__(self, holder: Holder) -> None:
        self.holder = holder
        self._over_disable = 0
        self._over_shutdown = 0
        self.factor = 1.0

    def look(self, reading_c: float | None) -> None:
        """Take in the plate's reading of this step, °C as read; None when the sensor failed."""
        if reading_c is None:
            return
        self._over_disable = self._over_disable + 1 if reading_c > self.holder.disable_c else 0
        self._over_shutdown = self._over_shutdown + 1 if reading_c > self.holder.shutdown_c else 0
        if reading_c > self.holder.reduce_c:
            self.factor = max(_LESS_PER_STEP * self.factor, _SMALLEST)
        else:
            self.factor = min(self.factor / _LESS_PER_STEP, 1.0)

    @property
    def must_be_off(self) -> bool:
        """Whether the heater must be off in this step."""
        return self._over_disable > 0

    @property
    def is_over(self) -> bool:
        """Whether the plate is above the disable limit beyond doubt."""
        return self._over_disable >= _TWICE

    @property
    def wants_power_off(self) -> bool:
        """Whether the plate is above the shut-down limit beyond doubt."""
        return self._over_shutdown >= _TWICE
