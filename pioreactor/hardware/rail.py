"""The supply rail of the PWM outputs, and all analogue inputs by name."""

from __future__ import annotations

from pioreactor.exc import HardwareError
from pioreactor.hardware.adc import AdcChannel, open_adc, read_volts
from pioreactor.hardware.backends import get_bus
from pioreactor.hardware.descriptions import get_adc_descriptions

_DIVIDER = 0.134


def get_adc_curriers() -> dict[str, AdcChannel]:
    """A driver for each analogue input of this unit, by name (``pd1``, ``aux``, …); nothing is read yet."""
    bus = get_bus()
    return {
        name: open_adc(driver, address, channel, bus)
        for name, (driver, address, channel) in get_adc_descriptions().items()
    }


def voltage_in_aux(precision: float = 0.1) -> float:
    """Volts of the rail that feeds the PWM outputs, rounded to ``precision`` volts.

    On HAT 1.1 and 1.2 readings above about 12.3 V wrap around and read too low. Raises BusError, and HardwareError when
    the unit has no such input.
    """
    inputs = get_adc_descriptions()
    if "aux" not in inputs:
        raise HardwareError("This unit has no input for the supply rail (aux in adc.yaml).")
    driver, address, channel = inputs["aux"]
    adc = open_adc(driver, address, channel, get_bus())
    adc.start()
    steps = round(read_volts(adc) / _DIVIDER / precision)
    return round(steps * precision, 10)
