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
_PINS: Final[dict[str, str]] = {
    "PCB_LED_PIN": "pcb_led_pin",
    "PCB_BUTTON_PIN": "pcb_button_pin",
    "HALL_SENSOR_PIN": "hall_sensor_pin",
    "SCL": "scl_pin",
    "SDA": "sda_pin",
}


def __getattr__(name: str) -> Any:
    if name in _FUNCTIONS:
        return importlib.import_module(f"pioreactor.hardware.{_FUNCTIONS[name]}").__dict__[name]
    if name in _PINS:
        from pioreactor.hardware.descriptions import get_gpio_pin

        return get_gpio_pin(_PINS[name])
    return _older_name(name)


def _older_name(name: str) -> Any:
    from pioreactor.hardware import descriptions

    if name == "PWM_TO_PIN":
        return descriptions.get_pwm_to_pin_map()
    if name == "HEATER_PWM_TO_PIN":
        return descriptions.get_heater_pwm_channel()
    if name == "PWM_CONTROLLER":
        return descriptions.get_pwm_controller()
    if name == "TEMP":
        return descriptions.get_temp_address()
    if name == "DAC":
        return descriptions.get_dac_address()
    if name == "ADCs":
        return descriptions.get_adc_descriptions()
    if name == "GPIOCHIP":
        from pioreactor.hardware.lgpio_pins import find_gpio_chip

        return find_gpio_chip()
    raise AttributeError(f"module 'pioreactor.hardware' has no attribute {name!r}")
