"""Which number of a snapshot the volume watch goes by."""

from __future__ import annotations

import math
from typing import Final

from pioreactor import structs
from pioreactor.domain.quality import UNUSABLE

PREFERRED_ANGLES: Final = ("90", "135", "180", "45")
PATIENCE_READINGS: Final = 24
_UNUSABLE: Final = UNUSABLE | {"noisy"}


BENT_FROM_LN_V: Final = math.log(0.15)
"""Raw volts at 90° are 4 % less than in proportion there (published dilution series of five units)."""
_Reading = structs.RawODReading | structs.CalibratedODReading


class LeadReading:
    """Follows one photodiode, at 90° if there is one; another angle answers more crookedly to dilution.

    It stays with it through some readings that cannot be used, for another one cannot be compared with it.
    """

    def __init__(self) -> None:
        self._followed: tuple[str, float, str] | None = None
        self._missed = 0
        self._angle = self._calibration = ""

    def straight_below(self) -> float:
        """ln of the reading up to which it is proportional to the culture; infinite for calibrated ones."""
        if self._followed is None or self._calibration:
            return math.inf
        return BENT_FROM_LN_V if self._angle == "90" else -math.inf

    def take(self, readings: structs.ODReadings) -> tuple[float | None, bool]:
        """(ln OD or None where nothing can be used, whether it cannot be compared with the ones before)."""
        usable = {_source(channel, r): r for channel, r in readings.ods.items() if _is_usable(r)}
        if self._followed in usable:
            self._missed = 0
            return math.log(usable[self._followed].od), False
        channels = {source[0] for source in usable}
        is_gone = self._followed is None or self._followed[0] in channels or self._missed >= PATIENCE_READINGS
        if not usable or not is_gone:
            self._missed += 1
            return None, False
        has_changed = self._followed is not None
        self._followed = min(usable, key=lambda source: _rank(usable[source].angle))
        self._angle, self._calibration = usable[self._followed].angle, self._followed[2]
        self._missed = 0
        return math.log(usable[self._followed].od), has_changed


def _source(channel: str, reading: _Reading) -> tuple[str, float, str]:
    calibration = reading.calibration_name if isinstance(reading, structs.CalibratedODReading) else ""
    return channel, reading.ir_led_intensity, calibration


def _is_usable(reading: _Reading) -> bool:
    is_good = reading.quality is None or reading.quality.code not in _UNUSABLE
    return is_good and reading.od > 0.0 and math.isfinite(reading.od)


def _rank(angle: str) -> int:
    return PREFERRED_ANGLES.index(angle) if angle in PREFERRED_ANGLES else len(PREFERRED_ANGLES)
