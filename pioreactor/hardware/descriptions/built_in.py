"""The boards that this version knows: pins in BCM numbers, addresses on the two-wire bus.

The keys are those of the YAML files by which a user overrides them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Description = Mapping[str, Mapping[str, Any]]
"""Kind (``pwm gpio adc dac temp``) to its keys."""

# PWM channel to BCM pin. Channel 5 is wired to the heater on every board.
_PWM: Final = {
    "controller": "rpi_gpio",
    "heater_pwm_channel": "5",
    "pwm_to_pin": {"1": 17, "2": 13, "3": 16, "4": 12, "5": 18},
}
_BUS_PINS: Final = {"sda_pin": 2, "scl_pin": 3}
_BOARD_TEMPERATURE: Final = {"address": 0x4F}


def _inputs(driver: str, address: int, **channels: int) -> dict[str, Any]:
    return {name: {"driver": driver, "address": address, "channel": channel} for name, channel in channels.items()}


def _photodiode_boards(*addresses: int) -> dict[str, Any]:
    """Digital photodiodes, one converter each. Early units answer at 0x48 and 0x49: check with i2cdetect, override."""
    boards = enumerate(addresses, start=1)
    return {f"pd{number}": {"driver": "ads1114", "address": address, "channel": 0} for number, address in boards}


_HAT_WITH_ADS1115: Final[Description] = {
    "pwm": _PWM,
    "gpio": {"pcb_led_pin": 23, "pcb_button_pin": 24, "hall_sensor_pin": 25, **_BUS_PINS},
    "adc": _inputs("ads1115", 0x48, pd1=1, pd2=0, version=2, aux=3),
    "dac": {"address": 0x49},
    "temp": _BOARD_TEMPERATURE,
}
_HAT_WITH_RP2040: Final[Description] = {
    "pwm": _PWM,
    "gpio": {"pcb_led_pin": 23, "pcb_button_pin": 4, "hall_sensor_pin": 21, **_BUS_PINS},
    "adc": _inputs("pico", 0x2C, version=0, aux=1, pd1=2, pd2=3),
    "dac": {"address": 0x2C},
    "temp": _BOARD_TEMPERATURE,
}
_TWO_PHOTODIODES: Final[Description] = {"adc": _photodiode_boards(0x49, 0x4A)}
_FOUR_PHOTODIODES: Final[Description] = {"adc": _photodiode_boards(0x49, 0x4A, 0x4B, 0x48)}

HATS: Final[Mapping[str, Description]] = {
    "1.0": _HAT_WITH_ADS1115,
    "1.1": _HAT_WITH_RP2040,
    "1.2": _HAT_WITH_RP2040,
}
MODELS: Final[Mapping[tuple[str, str], Description]] = {
    ("pioreactor_20ml", "1.5"): _TWO_PHOTODIODES,
    ("pioreactor_40ml", "1.5"): _TWO_PHOTODIODES,
    ("pioreactor_20ml_XR", "1.5"): _FOUR_PHOTODIODES,
    ("pioreactor_40ml_XR", "1.5"): _FOUR_PHOTODIODES,
}
