"""Whether what the descriptions say of a unit can be true: typing errors in the files of users, mostly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pioreactor.hardware.descriptions import KINDS, describe, integer
from pioreactor.types import PD_CHANNELS

_PWM_CHANNELS: Final = ("1", "2", "3", "4", "5")
_KNOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "pwm": ("controller", "heater_pwm_channel", "pwm_to_pin"),
    "gpio": ("pcb_led_pin", "pcb_button_pin", "hall_sensor_pin", "sda_pin", "scl_pin"),
    "dac": ("address",),
    "temp": ("address",),
}
_CONTROLLERS: Final = ("rpi_gpio", "hat_mcu")
_DRIVERS: Final = ("ads1114", "ads1115", "pico")
_ADC_KEYS: Final = ("driver", "address", "channel")
_HIGHEST_LINE: Final = 27
_LOWEST_ADDRESS, _HIGHEST_ADDRESS = 0x08, 0x77


def mistakes(*, hat: str | None = None, model: tuple[str, str] | None = None) -> list[str]:
    """One sentence for everything that cannot be right; for this unit, or for the HAT version and model given.

    Raises HardwareError for a file that cannot be read and for an unknown HAT.
    """
    found: list[str] = []
    descriptions = {kind: describe(kind, hat=hat, model=model) for kind in KINDS}
    for kind, known in _KNOWN.items():
        found += [f"{kind}.yaml: there is no key {key!r}." for key in descriptions[kind] if key not in known]
        found += [f"{kind}.yaml: {key!r} is missing." for key in known if key not in descriptions[kind] | _OPTIONAL]
    for kind in ("dac", "temp"):
        found += _address(f"{kind}.yaml", descriptions[kind].get("address", _LOWEST_ADDRESS))
    found += _lines(descriptions["pwm"], descriptions["gpio"])
    for name, entry in descriptions["adc"].items():
        found += _input(name, entry)
    return found


_OPTIONAL: Final = {"controller": None}


def _lines(pwm: Mapping[str, Any], gpio: Mapping[str, Any]) -> Iterator[str]:
    uses: dict[int, str] = {}
    channels = pwm.get("pwm_to_pin", {})
    if str(pwm.get("heater_pwm_channel", _PWM_CHANNELS[-1])) not in map(str, channels):
        yield f"pwm.yaml: heater_pwm_channel {pwm['heater_pwm_channel']!r} has no pin."
    if pwm.get("controller", _CONTROLLERS[0]) not in _CONTROLLERS:
        yield f"pwm.yaml: controller {pwm['controller']!r} is not one of {', '.join(_CONTROLLERS)}."
    yield from (f"pwm.yaml: there is no PWM channel {c!r}." for c in channels if str(c) not in _PWM_CHANNELS)
    wanted = [(f"PWM channel {c}", pin) for c, pin in channels.items()] + list(gpio.items())
    for use, pin in wanted:
        number = _number(pin)
        if number is None or not 0 <= number <= _HIGHEST_LINE:
            yield f"{use} is on pin {pin!r}; the header has BCM pins 0 to {_HIGHEST_LINE}."
        elif number in uses:
            yield f"{use} and {uses[number]} are both on pin {number}."
        else:
            uses[number] = use


def _input(name: str, entry: Any) -> Iterator[str]:
    where = f"adc.yaml: {name}"
    if not isinstance(entry, Mapping):
        yield f"{where} needs {', '.join(_ADC_KEYS)}."
        return
    yield from (f"{where} has no key {key!r}." for key in entry if key not in _ADC_KEYS)
    if name.startswith("pd") and name.removeprefix("pd") not in PD_CHANNELS:
        yield f"{where}: photodiodes are pd1 to pd4."
    driver = str(entry.get("driver", "")).lower()
    if driver not in _DRIVERS:
        yield f"{where}: driver {entry.get('driver')!r} is not one of {', '.join(_DRIVERS)}."
    yield from _address(where, entry.get("address"))
    channel = _number(entry.get("channel", 0))
    if channel is None or not 0 <= channel <= 3:
        yield f"{where}: channel {entry.get('channel')!r} is not 0 to 3."


def _address(where: str, value: Any) -> Iterator[str]:
    number = _number(value)
    if number is None or not _LOWEST_ADDRESS <= number <= _HIGHEST_ADDRESS:
        yield f"{where}: {value!r} is not an address from 0x{_LOWEST_ADDRESS:02X} to 0x{_HIGHEST_ADDRESS:02X}."


def _number(value: Any) -> int | None:
    try:
        return integer(value)
    except (TypeError, ValueError):
        return None
