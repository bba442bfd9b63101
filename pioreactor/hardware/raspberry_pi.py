"""The real thing: lines over lgpio, hardware PWM over sysfs, the two-wire bus over smbus2.

These drivers were written against the documentation of the boards and tested against simulated devices. They have not
yet been run on a real board; the log says so at the start of each process that opens them. ``docs/hardware.md`` tells
how to try each one.
"""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pioreactor.exc import HardwareNotFoundError
from pioreactor.hardware.backends import Bus

if TYPE_CHECKING:
    from pioreactor.hardware.lgpio_pins import LgpioFactory


@cache
def _warn_untried() -> None:
    logging.getLogger("pioreactor.hardware").warning(
        "The drivers for real boards have not been tried on real hardware yet. Watch the first run, and see "
        "docs/hardware.md for checks of each driver."
    )


@cache
def pin_factory() -> LgpioFactory:
    """The GPIO lines. Raises HardwareNotFoundError where lgpio or the chip is missing."""
    from pioreactor.hardware.lgpio_pins import LgpioFactory, find_gpio_chip

    _warn_untried()
    try:
        import lgpio
    except ImportError as error:
        raise HardwareNotFoundError(
            "The library lgpio is not installed, so the GPIO lines cannot be used. On a Raspberry Pi: pip install "
            "lgpio. On any other computer choose the simulated hardware: PIO_HARDWARE=simulated."
        ) from error
    try:
        return LgpioFactory(lgpio, find_gpio_chip())
    except lgpio.error as error:
        raise HardwareNotFoundError(
            f"The GPIO chip cannot be opened: {error}. Is the user in the group gpio?"
        ) from error


@cache
def bus(number: int = 1) -> Bus:
    """The two-wire bus. Raises HardwareNotFoundError where it is switched off."""
    from smbus2 import SMBus

    _warn_untried()
    try:
        opened: Bus = SMBus(number)
    except OSError as error:
        raise HardwareNotFoundError(
            f"The two-wire bus {number} cannot be opened ({error.strerror}). Switch it on with dtparam=i2c_arm=on, or "
            "choose the simulated hardware: PIO_HARDWARE=simulated."
        ) from error
    return opened


def system_root() -> Path:
    """Where ``proc`` and ``sys`` begin."""
    return Path("/")
