"""What the temperature of the heater board means to somebody who does not heat. No hardware, no clock."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

TWICE: Final = 2
HOT_WITHOUT_JOB_C: Final = 65.0
HOT_WITHOUT_JOB_FOR_S: Final = 30.0
COOLING_K: Final = 0.5
BLIND_FOR_S: Final = 30.0


class Limits(NamedTuple):
    """Of the heater board of this model, °C."""

    disable_c: float
    shutdown_c: float


class Finding(StrEnum):
    """What was found, from harmless to worst."""

    FINE = "fine"
    BLIND = "blind"  # the heater is on and the board has not answered for half a minute
    TOO_HOT = "too_hot"  # above the disable limit
    HOT_ALONE = "hot_alone"  # hot, not cooling, and nobody heats
    FAR_TOO_HOT = "far_too_hot"  # above the shut-down limit

    @property
    def must_cut(self) -> bool:
        """Whether the heater must be off."""
        return self is not Finding.FINE

    @property
    def wants_power_off(self) -> bool:
        """Whether the computer should go off as well."""
        return self in (Finding.HOT_ALONE, Finding.FAR_TOO_HOT)


class HeatJudge:
    """Judges one look after the other; a single reading never has consequences."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._over_disable = 0
        self._over_shutdown = 0
        self._blind_s = 0.0
        self._hot_s: float | None = None
        self._hot_since_c = 0.0

    @property
    def is_suspicious(self) -> bool:
        """Whether the next look should come soon."""
        return self._over_disable > 0 or self._blind_s > 0.0 or self._hot_s is not None

    def look(self, reading_c: float | None, dt_s: float, *, is_on: bool, has_job: bool) -> Finding:
        """Take in a look, ``dt_s`` seconds after the last.

        ``reading_c``: None when the board does not answer; ``is_on``: somebody drives the heater; ``has_job``: a
        temperature automation runs.
        """
        if reading_c is None:
            self._over_disable = self._over_shutdown = 0
            self._blind_s = self._blind_s + dt_s if is_on else 0.0
            return Finding.BLIND if self._blind_s > BLIND_FOR_S else Finding.FINE
        self._blind_s = 0.0
        self._over_disable = self._over_disable + 1 if reading_c > self.limits.disable_c else 0
        self._over_shutdown = self._over_shutdown + 1 if reading_c > self.limits.shutdown_c else 0
        is_hot_alone = self._stays_hot_alone(reading_c, dt_s, is_alone=not (is_on or has_job))
        if self._over_shutdown >= TWICE:
            return Finding.FAR_TOO_HOT
        if is_hot_alone:
            return Finding.HOT_ALONE
        return Finding.TOO_HOT if self._over_disable >= TWICE else Finding.FINE

    def _stays_hot_alone(self, reading_c: float, dt_s: float, *, is_alone: bool) -> bool:
        """A board that was just heated cools down; one that does not is heated by something."""
        if not is_alone or reading_c < HOT_WITHOUT_JOB_C:
            self._hot_s = None
            return False
        if self._hot_s is None or reading_c < self._hot_since_c - COOLING_K:
            self._hot_s, self._hot_since_c = 0.0, reading_c
            return False
        self._hot_s += dt_s
        return self._hot_s >= HOT_WITHOUT_JOB_FOR_S
