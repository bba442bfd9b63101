"""Boards, pins and buses.

Importing this package touches no hardware. The capitalised names are the older spelling of the functions; they are
looked up when first used.
"""

from __future__ import annotations

import importlib
from typing import Any, Final

_FUNCTIONS: Final[dict[str, str]] = {
    "get_pwm_to_pin_map": "descriptions",
    "get_heater_pwm_channel": "descriptions",
    "get_pwm_controller": "descriptions",
    "get_gpio_pin": "descriptions",
    "get_scl_pin": "descriptions",
    "get_sda_pin": "descriptions",
    "get_temp_address": "descriptions",
    "get_dac_address": "descriptions",
    "get_available_pd_channels": "descriptions",
    "is_HAT_present": "identity",
    "is_heating_pcb_present": "identity",
    "get_adc_curriers": "rail",
    "voltage_in_aux": "rail",
}
_OLDER_NAMES: Final[dict[str, tuple[str, str, tuple[str, ...]]]] = {
    "PCB_LED_PIN": ("descriptions", "get_gpio_pin", ("pcb_led_pin",)),
    "PCB_BUTTON_PIN": ("descriptions", "get_gpio_pin", ("pcb_button_pin",)),
    "HALL_SENSOR_PIN": ("descriptions", "get_gpio_pin", ("hall_sensor_pin",)),
    "SCL": ("descriptions", "get_scl_pin", ()),
    "SDA": ("descriptions", "get_sda_pin", ()),
    "PWM_TO_PIN": ("descriptions", "get_pwm_to_pin_map", ()),
    "HEATER_PWM_TO_PIN": ("descriptions", "get_heater_pwm_channel", ()),
    "PWM_CONTROLLER": ("descriptions", "get_pwm_controller", ()),
    "TEMP": ("descriptions", "get_temp_address", ()),
    "DAC": ("descriptions", "get_dac_address", ()),
    "ADCs": ("descriptions", "get_adc_descriptions", ()),
    "GPIOCHIP": ("lgpio_pins", "find_gpio_chip", ()),
}


def __getattr__(name: str) -> Any:
    # Modules are imported by their full name: "from pioreactor.hardware import x" would ask this function for x.
    if name in _FUNCTIONS:
        return importlib.import_module(f"pioreactor.hardware.{_FUNCTIONS[name]}").__dict__[name]
    if name in _OLDER_NAMES:
        module, function, arguments = _OLDER_NAMES[name]
        return importlib.import_module(f"pioreactor.hardware.{module}").__dict__[function](*arguments)
    raise AttributeError(f"module 'pioreactor.hardware' has no attribute {name!r}")
