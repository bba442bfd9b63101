"""What the book-keeping says: the volume of a vial in which everything works, and what waits to have its effect."""

from __future__ import annotations

from typing import Final, NamedTuple

TUBE_SD_ML: Final = 0.35
"""How well the level of the tube is known: read by eye, lowered by the vortex."""
DOSE_SD: Final = 0.05
"""Relative error of booked volumes."""
_TICK_S: Final = 0.5
_TICK_ML: Final = 0.06
_SLOWEST_ML_PER_S: Final = 0.025
NEXT_EXCHANGE_S: Final = 30.0
"""A pause of all pumps beyond which an inflow begins another exchange. Sub-doses follow each other within seconds."""


class Waiting(NamedTuple):
    """Booked and not yet counted. ``pump`` is empty for waste; ``time_s``: of the first event."""

    time_s: float
    pump: str
    volume_ml: float


class Book:
    """Volumes in mL, times in seconds.

    Attributes:
        tube_ml: level of the waste tube.
        volume_ml, sd_ml: the liquid in a healthy vial and how well it is known.
        time_s: of the last event.
        waste_until_s: when the waste pump has stopped.
        moving_until_s: when all pumps have stopped.
    """

    def __init__(self, tube_ml: float, volume_ml: float, sd_ml: float, settling_s: float) -> None:
        self.tube_ml = tube_ml
        self._settling_s = settling_s
        self.volume_ml = volume_ml
        self.sd_ml = sd_ml
        self.time_s = 0.0
        self.waste_until_s = -1.0
        self._mixing_from_s = self._mixing_until_s = self.moving_until_s = -1e9
        self._flowing = ""
        self._waiting: Waiting | None = None
        self._this_exchange_ml = self._last_exchange_ml = 0.0
        self._removed_ml, self._told_sd_ml = 0.0, sd_ml

    @property
    def is_at_tube(self) -> bool:
        """Whether so much was removed that the level must be the tube's, however wrong the volume was that was told."""
        return self._removed_ml > 3.0 * self._told_sd_ml

    @property
    def is_new_part(self) -> bool:
        """Whether an inflow now is the first one after waste, or of all."""
        return not self._flowing

    def exchange_ml(self, time_s: float) -> float:
        """Inflow of the last exchange, what the next one may bring; of the one before while one is under way."""
        if self.begins_exchange(time_s):
            return self._this_exchange_ml
        return max(self._this_exchange_ml, self._last_exchange_ml)

    def is_mixing(self, time_s: float) -> bool:
        """Whether a reading at ``time_s`` sees a dose that is not yet mixed."""
        return self._mixing_from_s <= time_s < self._mixing_until_s

    def is_new_dose(self, pump: str) -> bool:
        """Whether an inflow of ``pump`` is not the rest of the one before."""
        return self._flowing != pump

    def begins_exchange(self, time_s: float) -> bool:
        """Whether an inflow at ``time_s`` is the first of an exchange."""
        return time_s - self.moving_until_s > NEXT_EXCHANGE_S

    def must_flush(self, pump: str) -> bool:
        """Whether what waits belongs to another pump (empty: waste)."""
        return self._waiting is not None and self._waiting.pump != pump

    def add_inflow(self, time_s: float, pump: str, volume_ml: float) -> None:
        """Note an inflow that is about to begin, or the next part of it."""
        if self.begins_exchange(time_s):
            self._last_exchange_ml, self._this_exchange_ml = self._this_exchange_ml, 0.0
        self._wait(time_s, pump, volume_ml)
        # Parts are booked each half second. A whole dose in one event takes its time.
        lasts = _TICK_S if volume_ml <= _TICK_ML else volume_ml / _SLOWEST_ML_PER_S
        if time_s > self._mixing_until_s:
            self._mixing_from_s = time_s
        self._mixing_until_s = max(self._mixing_until_s, time_s + lasts + self._settling_s)
        self.moving_until_s = max(self.moving_until_s, time_s + lasts)
        self._this_exchange_ml += volume_ml
        self._flowing = pump

    def add_waste(self, time_s: float, volume_ml: float) -> None:
        """Note what the waste pump had the time to remove."""
        self._wait(time_s, "", volume_ml)
        self._flowing = ""
        self.waste_until_s = max(self.waste_until_s, time_s + _TICK_S)
        self.moving_until_s = max(self.moving_until_s, self.waste_until_s)

    def _wait(self, time_s: float, pump: str, volume_ml: float) -> None:
        self.time_s = max(self.time_s, time_s)
        waiting = self._waiting or Waiting(time_s, pump, 0.0)
        self._waiting = waiting._replace(volume_ml=waiting.volume_ml + volume_ml)

    def take(self) -> Waiting | None:
        """Hand out what waits."""
        waiting, self._waiting = self._waiting, None
        return waiting

    def pour(self, volume_ml: float) -> None:
        """Liquid came in."""
        self.volume_ml = max(0.0, self.volume_ml + volume_ml)
        self.sd_ml += DOSE_SD * abs(volume_ml)

    def remove(self, offered_ml: float) -> float:
        """The waste pump ran; returns what a healthy one removed. Nothing below its tube."""
        above = max(0.0, self.volume_ml - self.tube_ml)
        removed = min(above, max(0.0, offered_ml))
        self.volume_ml -= removed
        self._removed_ml += removed
        if offered_ml > above > 0.0:
            # Air was sucked in, so the level is the tube's.
            self.sd_ml = TUBE_SD_ML
        return removed

    def tell(self, volume_ml: float, sd_ml: float) -> None:
        """Somebody knows the volume."""
        self.volume_ml, self.sd_ml = volume_ml, sd_ml
        self._removed_ml, self._told_sd_ml = 0.0, sd_ml
