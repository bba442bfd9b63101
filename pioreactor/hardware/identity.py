"""Which HAT is on this unit."""

from __future__ import annotations

import os
from typing import Final, NamedTuple

from pioreactor.exc import HardwareError
from pioreactor.hardware.backends import get_bus, get_system_root
from pioreactor.hardware.bus import is_present

Version = tuple[int, int]

VENDOR: Final = "Pioreactor Inc."
PRODUCT_ID: Final = 0x0001
UNKNOWN_SERIAL: Final = "00000000-0000-0000-0000-000000000000"


class Hat(NamedTuple):
    """What the identification chip says. ``version`` is (major, minor), None when unreadable."""

    is_present: bool
    version: Version | None
    serial: str


def read_hat() -> Hat:
    """Read the identification of the HAT.

    The environment overrides it: ``HAT_PRESENT=1`` says that a HAT is there, ``HARDWARE=1.2`` gives its version.
    """
    vendor, product = _node("vendor"), _node("product_id")
    matches = vendor == VENDOR and _hexadecimal(product) == PRODUCT_ID
    present = matches or os.environ.get("HAT_PRESENT") == "1"
    version = _override("HARDWARE") or (_decode_version(_node("product_ver")) if matches else None)
    return Hat(present, version, _node("uuid") or UNKNOWN_SERIAL)


def hat_version() -> Version | None:
    """Version of the HAT as (major, minor); None when it is not known."""
    return read_hat().version


def is_HAT_present() -> bool:
    """Whether a HAT of this kind is on the unit."""
    return read_hat().is_present


def firmware_override() -> Version | None:
    """Firmware version forced by the environment variable ``FIRMWARE``."""
    return _override("FIRMWARE")


def firmware_version() -> Version | None:
    """Version of the RP2040 firmware; None for HATs without one. Raises BusError when it is not loaded."""
    from pioreactor.hardware.adc.pico import read_firmware_version
    from pioreactor.hardware.bus import I2CDevice
    from pioreactor.hardware.descriptions import get_dac_address

    forced = firmware_override()
    if forced is not None:
        return forced
    version = hat_version()
    if version is None or version < (1, 1):
        return None
    return read_firmware_version(I2CDevice(get_bus(), get_dac_address(), "HAT controller RP2040"))


def is_heating_pcb_present() -> bool:
    """Whether the heater board answers (its temperature sensor does)."""
    from pioreactor.hardware.descriptions import get_temp_address

    try:
        return is_present(get_bus(), get_temp_address())
    except HardwareError:
        return False


def format_version(version: Version | None) -> str:
    """``1.2``, or ``unknown``."""
    return "unknown" if version is None else f"{version[0]}.{version[1]}"


def _node(name: str) -> str:
    file = get_system_root() / "proc/device-tree/hat" / name
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip("\x00 \n")
    except OSError:
        return ""


def _hexadecimal(text: str) -> int | None:
    try:
        return int(text, 16)
    except ValueError:
        return None


def _decode_version(text: str) -> Version | None:
    digits = text.removeprefix("0x")
    if len(digits) < 2 or not digits[-2:].isdigit():
        return None
    return int(digits[-2]), int(digits[-1])


def _override(variable: str) -> Version | None:
    text = os.environ.get(variable)
    if not text:
        return None
    try:
        major, minor = text.split(".")[:2]
        return int(major), int(minor)
    except ValueError:
        raise HardwareError(f"{variable}={text!r} is not a version like 1.2.") from None
