"""Settings of observer and controller."""

from __future__ import annotations

import math
from enum import StrEnum

from msgspec import Struct


class VialGuard(StrEnum):
    """What to do when the vial seems to be gone: switch heating off for good, or try again twice."""

    LATCH = "latch"
    RETRY = "retry"


class ThermalSettings(Struct, frozen=True):
    """What a user may choose; everything else is a constant of the design.

    Attributes:
        response_time_s: how fast the controller closes a difference (60–150, default 90).
        liquid_max_c: highest target that is accepted, °C (20–80, default 50).
        plate_cap_c: hottest plate the controller makes, °C; None: from the holder. Lower it for delicate cultures.
        ramp_c_per_min: how fast the target may move, °C/min; 0 (default): at once.
        room_c: what the room is like, °C, as a first guess (5–45, default 22).
        media_c: temperature of what is pumped in, °C; None (default): the room's.
        wiggle_every_s: seconds between small movements of the power that keep the estimate fresh; 0: only when needed.
        observe_s: how long to look, with the heater off, before heating something unknown (20–600, default 90).
        vial_guard: see `VialGuard`.

    Raises:
        ValueError: a value is outside its range; correct the configuration.
    """

    response_time_s: float = 90.0
    liquid_max_c: float = 50.0
    plate_cap_c: float | None = None
    ramp_c_per_min: float = 0.0
    room_c: float = 22.0
    media_c: float | None = None
    wiggle_every_s: float = 1800.0
    observe_s: float = 90.0
    vial_guard: VialGuard = VialGuard.LATCH

    def __post_init__(self) -> None:
        _require_range("response_time", self.response_time_s, 30.0, 600.0)
        _require_range("liquid_max", self.liquid_max_c, 20.0, 80.0)
        _require_range("ramp_rate", self.ramp_c_per_min, 0.0, 20.0)
        _require_range("room_temperature", self.room_c, 5.0, 45.0)
        _require_range("wiggle_every", self.wiggle_every_s, 0.0, 86400.0)
        _require_range("reanchor_observe", self.observe_s, 20.0, 600.0)
        if self.plate_cap_c is not None:
            _require_range("plate_cap", self.plate_cap_c, 25.0, 80.0)
        if self.media_c is not None:
            _require_range("media_temperature", self.media_c, 0.0, 60.0)


def _require_range(name: str, value: float, low: float, high: float) -> None:
    if not (math.isfinite(value) and low <= value <= high):
        raise ValueError(f"{name} must be between {low:g} and {high:g}, got {value:g}")
