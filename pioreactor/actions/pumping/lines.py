"""The three pumps that every unit knows: what each is called where."""

from __future__ import annotations

from typing import Final, NamedTuple

from pioreactor.domain.volumes import ADD_ALT_MEDIA, ADD_MEDIA, REMOVE_WASTE
from pioreactor.exc import HardwareError
from pioreactor.types import GpioPin


class PumpLine(NamedTuple):
    """One pump. ``event``: name of the action and of its dosing events; ``label``: its name in the section [PWM];
    ``device``: what its calibrations are filed under; ``liquid``: its name in a sentence."""

    event: str
    label: str
    device: str
    liquid: str

    @property
    def is_inflow(self) -> bool:
        """Whether it fills the vial."""
        return self.event != REMOVE_WASTE


MEDIA: Final = PumpLine(ADD_MEDIA, "media", "media_pump", "media")
ALT_MEDIA: Final = PumpLine(ADD_ALT_MEDIA, "alt_media", "alt_media_pump", "alt media")
WASTE: Final = PumpLine(REMOVE_WASTE, "waste", "waste_pump", "waste")
LINES: Final = {line.event: line for line in (MEDIA, ALT_MEDIA, WASTE)}


def pin_of(line: PumpLine) -> GpioPin:
    """BCM pin of a pump. Raises HardwareError when no PWM channel is assigned to it."""
    from pioreactor.config import get_config
    from pioreactor.hardware.descriptions import get_pwm_to_pin_map

    config = get_config()
    for channel, pin in get_pwm_to_pin_map().items():
        if config.get("PWM", channel, fallback="") == line.label:
            return pin
    raise HardwareError(f"No PWM channel is assigned to {line.label}. Assign one in the section [PWM].")
