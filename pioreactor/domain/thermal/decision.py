"""What one step of the thermal regulator says."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from pioreactor.domain.thermal.faults import Fault


class ThermalMode(StrEnum):
    """What the regulator is doing."""

    OBSERVE = "observe"
    HEAT = "heat"
    HOLD = "hold"
    WIGGLE = "wiggle"
    PROBE = "probe"
    SATURATED = "saturated"
    LATCHED = "latched"


class ThermalQuality(StrEnum):
    """How far the published temperature can be trusted."""

    OK = "ok"
    UNCALIBRATED = "uncalibrated"
    NOT_STIRRED = "not_stirred"
    LEARNING = "learning"
    STALE = "stale"


class ThermalWarning(StrEnum):
    """Things to know that are no reason to stop heating."""

    NOT_STIRRED = "not_stirred"
    UNEXPECTED_LOSS = "unexpected_loss"
    ODD_POWER = "odd_power"
    LOW_VOLUME = "low_volume"
    SATURATED = "saturated"
    UNSURE = "unsure"
    CHANGED_HOLDER = "changed_holder"


class Decision(NamedTuple):
    """The outcome of one step. Temperatures in °C, ``duty`` 0…1.

    ``liquid_c`` and ``liquid_sd_k``: what to publish; ``lag_free_c``: where the liquid is heading with the heat already
    stored; ``gain``: heat relative to the nominal heater; ``resistance_ratio``: plate to liquid, relative to the row;
    ``fault``: the latched (or, with `VialGuard.RETRY`, waited-out) fault; ``new_fault``: it was found in this step;
    ``wants_power_off``: the plate is above the shut-down limit, or the heater cannot be switched off;
    ``has_estimate``: False while the first observation of an unknown vial lasts, or the sensor is lost.
    """

    duty: float
    mode: ThermalMode
    quality: ThermalQuality
    reason: str
    liquid_c: float
    liquid_sd_k: float
    lag_free_c: float
    plate_c: float
    glass_c: float
    ambient_c: float
    power_w: float
    gain: float
    resistance_ratio: float
    unexplained_w: float
    target_c: float | None
    fault: Fault | None
    new_fault: bool
    warnings: tuple[ThermalWarning, ...]
    wants_power_off: bool
    has_estimate: bool

    @property
    def is_power_moved(self) -> bool:
        """Whether a wiggle or probe moves the power, so that nobody else may."""
        return self.mode in (ThermalMode.WIGGLE, ThermalMode.PROBE)
