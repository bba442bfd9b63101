"""How much power: steer the heat stored in plate, glass and liquid so that the liquid arrives and stays."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from pioreactor.domain.thermal.model import FULL_POWER_W, Conductances

PLATE_CAP_TIME_S: Final = 15.0
STILL_CAP_ABOVE_TARGET_K: Final = 25.0
_CAUTIOUS_ABOVE_SD_K: Final = 0.3
_CAUTION_PER_SD: Final = 1.5
_MOST_CAUTION_K: Final = 2.0


class Steady(NamedTuple):
    """Plate and glass (°C) and power (W) that hold the liquid where it is wanted."""

    plate_c: float
    glass_c: float
    power_w: float


def steady_point(c: Conductances, liquid_c: float, ambient_c: float, unexplained_w: float) -> Steady:
    """Solve the equations at rest, from the liquid upwards."""
    flow = c.liquid_to_room * (liquid_c - ambient_c) - unexplained_w
    glass_c = liquid_c + flow / c.glass_to_liquid
    flow += c.glass_to_room * (glass_c - ambient_c)
    plate_c = glass_c + flow / c.plate_to_glass
    return Steady(plate_c, glass_c, flow + c.plate_to_room * (plate_c - ambient_c))


def reachable_c(
    c: Conductances, ambient_c: float, unexplained_w: float, plate_cap_c: float, most_power_w: float
) -> float:
    """The warmest liquid that plate cap and full power can hold, °C."""
    low = steady_point(c, 0.0, ambient_c, unexplained_w)
    high = steady_point(c, 50.0, ambient_c, unexplained_w)
    by_plate = 50.0 * (plate_cap_c - low.plate_c) / (high.plate_c - low.plate_c)
    by_power = 50.0 * (most_power_w - low.power_w) / (high.power_w - low.power_w)
    return min(by_plate, by_power)


def cautious(target_c: float, liquid_sd_k: float) -> float:
    """A lower target while the liquid is hardly known, so that a wrong guess cannot overshoot."""
    if liquid_sd_k <= _CAUTIOUS_ABOVE_SD_K:
        return target_c
    return target_c - min(_MOST_CAUTION_K, _CAUTION_PER_SD * (liquid_sd_k - _CAUTIOUS_ABOVE_SD_K))


def lag_free_c(c: Conductances, temperatures: tuple[float, float, float], steady: Steady) -> float:
    """Temperature of the liquid once the excess heat of plate and glass has flowed into it, °C."""
    plate_c, glass_c, liquid_c = temperatures
    return liquid_c + (c.plate * (plate_c - steady.plate_c) + c.glass * (glass_c - steady.glass_c)) / c.liquid


def wanted_power_w(c: Conductances, steady: Steady, error_k: float, response_time_s: float) -> float:
    """Power that closes ``error_k`` (target minus lag-free temperature) with the response time, W."""
    return steady.power_w + c.liquid / response_time_s * error_k


def plate_cap_power_w(c: Conductances, plate_c: float, glass_c: float, ambient_c: float, plate_cap_c: float) -> float:
    """Power above which the plate would pass its cap, W (may be negative)."""
    return (
        c.plate_to_glass * (plate_c - glass_c)
        + c.plate_to_room * (plate_c - ambient_c)
        + c.plate * (plate_cap_c - plate_c) / PLATE_CAP_TIME_S
    )


def most_power_w(power_gain: float, droop: float) -> float:
    """What the heater gives at full duty, W."""
    return FULL_POWER_W * (1.0 - droop) * power_gain


class Ramp:
    """Lets the target move at a limited speed; without a speed it jumps."""

    def __init__(self, c_per_min: float) -> None:
        self._c_per_s = c_per_min / 60.0
        self._at_c = math.nan

    def restart(self) -> None:
        """Begin anew at the temperature of the liquid."""
        self._at_c = math.nan

    def shaped(self, target_c: float, liquid_c: float, dt_s: float) -> float:
        """The target for this step, ``dt_s`` seconds after the last."""
        if self._c_per_s <= 0.0:
            return target_c
        if math.isnan(self._at_c):
            self._at_c = liquid_c
        reach = self._c_per_s * dt_s
        self._at_c += min(max(target_c - self._at_c, -reach), reach)
        return self._at_c
