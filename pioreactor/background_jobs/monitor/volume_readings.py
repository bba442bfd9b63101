"""Which number of a snapshot the volume watch goes by."""

from __future__ import annotations

import math
from typing import Final

from pioreactor import structs

PREFERRED_ANGLES: Final = ("90", "135", "180", "45")
_UNUSABLE: Final = ("noisy", "saturated", "no-light", "stale")


class LeadReading:
    """Follows one photodiode, at 90° if there is one; another angle answers more crookedly to dilution."""

    def __init__(self) -> None:
        self._followed: tuple[str, float, str] | None = None

    def take(self, readings: structs.ODReadings) -> tuple[float | None, bool]:
        """(ln OD or None where nothing can be used, whether it cannot be compared with the ones before)."""
        usable = [(channel, reading) for channel, reading in readings.ods.items() if _is_usable(reading)]
        if not usable:
            return None, False
        channel, reading = min(usable, key=lambda item: _rank(item[1].angle))
        calibration = reading.calibration_name if isinstance(reading, structs.CalibratedODReading) else ""
        source = (channel, reading.ir_led_intensity, calibration)
        has_changed = self._followed is not None and source != self._followed
        self._followed = source
        return math.log(reading.od), has_changed


def _is_usable(reading: structs.RawODReading | structs.CalibratedODReading) -> bool:
    is_good = reading.quality is None or reading.quality.code not in _UNUSABLE
    return is_good and reading.od > 0.0 and math.isfinite(reading.od)


def _rank(angle: str) -> int:
    return PREFERRED_ANGLES.index(angle) if angle in PREFERRED_ANGLES else len(PREFERRED_ANGLES)
