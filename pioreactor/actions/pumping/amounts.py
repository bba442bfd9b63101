"""What a dose is asked for as: a volume, a time, or until told. Everything else is refused here."""

from __future__ import annotations

import math
from typing import NamedTuple


class Amount(NamedTuple):
    """Exactly one of the three holds."""

    ml: float | None = None
    seconds: float | None = None
    until_told: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether zero was asked for."""
        return not self.until_told and not (self.ml or self.seconds)


def check_amount(ml: float | None, duration: float | None, continuously: bool) -> Amount:
    """The amount of a dose. Raises ValueError unless exactly one is given, finite and not negative."""
    if (ml is not None) + (duration is not None) + bool(continuously) != 1:
        raise ValueError("Say exactly one of: how many ml, for how long (duration), or continuously.")
    return Amount(_checked("ml", ml), _checked("duration", duration), bool(continuously))


def check_duration(duration: float) -> float:
    """Clock seconds of a run. Raises ValueError unless finite and not negative."""
    return float(_checked("duration", duration) or 0.0)


def _checked(name: str, value: float | None) -> float | None:
    if value is None:
        return None
    number = float(value)
    if not math.isfinite(number) or number < 0.0:
        raise ValueError(f"{name} must be a finite number, 0 or more; {number:g} is not.")
    return number
