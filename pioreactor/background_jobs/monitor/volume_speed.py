"""What the volume watch hears of the stirrer, and of the heater that loads the same supply."""

from __future__ import annotations

from typing import Final

import msgspec

from pioreactor import structs
from pioreactor.exc import PioreactorError

RPM: Final = "stirring/measured_rpm"
DUTY: Final = "stirring/duty_cycle"
OUTPUTS: Final = "pwms/dc"
STIRRED_ABOVE_RPM: Final = 100.0

_decode_rpm = msgspec.json.Decoder(structs.MeasuredRPM).decode
_decode_levels = msgspec.json.Decoder(dict[str, float]).decode


class StirrerHeard:
    """The last that was said. ``rpm``: None before anything was; ``heater_percent``: duty cycle of the heater."""

    def __init__(self) -> None:
        self.rpm: float | None = None
        self.heater_percent = 0.0
        self._pin: str | None = None

    @property
    def is_still(self) -> bool:
        """Whether cells may settle: what the beam crosses then says nothing about the liquid."""
        return self.rpm is not None and self.rpm < STIRRED_ABOVE_RPM

    def take_rpm(self, payload: bytes) -> float:
        """A measured speed; returns its time stamp, wall seconds."""
        measured = _decode_rpm(payload)
        self.rpm = measured.measured_rpm
        return measured.timestamp.timestamp()

    def take_outputs(self, payload: bytes) -> None:
        """The level of every line that is on, by its number."""
        self._pin = self._pin or _heater_pin()
        self.heater_percent = _decode_levels(payload).get(self._pin or "", 0.0)


def _heater_pin() -> str | None:
    from pioreactor.hardware.descriptions import get_heater_pwm_channel, get_pwm_to_pin_map

    try:
        return str(get_pwm_to_pin_map()[get_heater_pwm_channel()])
    except (PioreactorError, KeyError):
        return None  # no HAT yet, so nothing heats
