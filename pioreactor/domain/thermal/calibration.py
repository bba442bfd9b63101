"""What no filter can find out: the offset of the sensor and the heat that leaks past it. A thermometer tells.

Both are errors of the published temperature T = T_l + κ·(T_l − T_a), with the offset b removed from every reading.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

UNCALIBRATED_OFFSET_SD_K: Final = 0.3
UNCALIBRATED_LEAK_SD: Final = 0.012
CALIBRATED_OFFSET_SD_K: Final = 0.1
CALIBRATED_LEAK_SD: Final = 0.006
THERMOMETER_SD_K: Final = 0.1
LARGEST_CORRECTION_K: Final = 3.0
AT_ROOM_WITHIN_K: Final = 3.0


class ThermalCalibration(NamedTuple):
    """``sensor_offset_k``: to subtract from readings; ``ambient_leak``: κ. Points: which readings it rests on."""

    sensor_offset_k: float = 0.0
    ambient_leak: float = 0.0
    has_cold_point: bool = False
    has_warm_point: bool = False

    @property
    def is_calibrated(self) -> bool:
        """Whether a thermometer has been used."""
        return self.has_cold_point or self.has_warm_point

    @property
    def offset_sd_k(self) -> float:
        """How far the offset may still be off (1 σ), K."""
        return CALIBRATED_OFFSET_SD_K if self.is_calibrated else UNCALIBRATED_OFFSET_SD_K

    @property
    def leak_sd(self) -> float:
        """How far the leak may still be off (1 σ)."""
        return CALIBRATED_LEAK_SD if self.has_warm_point else UNCALIBRATED_LEAK_SD

    def published_c(self, liquid_c: float, ambient_c: float) -> float:
        """The temperature to publish for the filter's liquid, °C."""
        return liquid_c + self.ambient_leak * (liquid_c - ambient_c)

    def internal_target_c(self, target_c: float, ambient_c: float) -> float:
        """Where the filter's liquid must be for ``target_c`` to be published, °C."""
        return (target_c + self.ambient_leak * ambient_c) / (1.0 + self.ambient_leak)

    def published_sd_k(self, liquid_variance: float, liquid_c: float, ambient_c: float) -> float:
        """Honest standard deviation of the published temperature, K."""
        leak_k = self.leak_sd * (liquid_c - ambient_c)
        return math.sqrt(max(liquid_variance, 0.0) + self.offset_sd_k**2 + leak_k**2)


def with_point(
    calibration: ThermalCalibration, measured_c: float, published_c: float, liquid_c: float, ambient_c: float
) -> ThermalCalibration:
    """Take in one reading of a thermometer (± 0.1 °C) in the liquid.

    Near room temperature (within 3 K) it tells the offset alone; a warm point after such a cold one tells the leak
    alone; a warm point on its own is shared between both by what is likely.

    Raises ValueError when the thermometer differs by more than 3 K: then something else is wrong.
    """
    difference_k = measured_c - published_c
    if not math.isfinite(difference_k) or abs(difference_k) > LARGEST_CORRECTION_K:
        raise ValueError(
            f"The thermometer says {measured_c:.1f} °C and the unit {published_c:.1f} °C. More than"
            f" {LARGEST_CORRECTION_K:g} K is no calibration: check thermometer, vial and stirring, and wait until the"
            " temperature has settled."
        )
    above_room_k = liquid_c - ambient_c
    is_cold = abs(above_room_k) < AT_ROOM_WITHIN_K
    offset_variance = (CALIBRATED_OFFSET_SD_K if calibration.has_cold_point else UNCALIBRATED_OFFSET_SD_K) ** 2
    leak_variance = 0.0 if is_cold else (UNCALIBRATED_LEAK_SD * above_room_k) ** 2
    if calibration.has_cold_point and not is_cold:
        offset_variance = 0.0
    total = offset_variance + leak_variance + THERMOMETER_SD_K**2
    leak = calibration.ambient_leak
    if not is_cold:
        leak += difference_k * (leak_variance / total) / above_room_k
    return ThermalCalibration(
        calibration.sensor_offset_k - difference_k * offset_variance / total,
        leak,
        calibration.has_cold_point or is_cold,
        calibration.has_warm_point or not is_cold,
    )
