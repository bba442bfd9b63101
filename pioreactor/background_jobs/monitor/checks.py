"""What monitor checks about its own unit. Each check looks once and says what is wrong and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pioreactor.background_jobs.monitor import computer
from pioreactor.background_jobs.monitor.settings import (
    HIGHEST_CPU_TEMPERATURE_C,
    LOWEST_DISK_SPACE_GB,
    LOWEST_RAIL_V,
)
from pioreactor.error_codes import ErrorCode


class Finding(NamedTuple):
    """Something that is wrong. ``code``: what the light shows, None for nothing."""

    message: str
    code: ErrorCode | None


def check_network(addresses: list[str]) -> Finding | None:
    """Whether the unit has an address."""
    if addresses:
        return None
    return Finding(
        "No network: this unit has no IPv4 address. Check the cable or the Wi-Fi.", ErrorCode.NO_NETWORK_CONNECTION
    )


def check_disk(free_gb: float) -> Finding | None:
    """Whether the disk has room for readings and logs."""
    if free_gb >= LOWEST_DISK_SPACE_GB:
        return None
    return Finding(
        f"Only {free_gb:.1f} GB of disk are free. Delete exports and old backups.", ErrorCode.DISK_IS_ALMOST_FULL
    )


def check_cpu_temperature(celsius: float | None) -> Finding | None:
    """Whether the processor is too hot; a computer without the sensor passes."""
    if celsius is None or celsius <= HIGHEST_CPU_TEMPERATURE_C:
        return None
    return Finding(
        f"The processor is at {celsius:.0f} °C. Give the unit air and shade.", ErrorCode.PCB_TEMPERATURE_TOO_HIGH
    )


def check_rail(volts: float, has_under_voltage: bool | None) -> Finding | None:
    """Whether the supply is too weak: a low rail that the kernel confirms or cannot judge."""
    if volts > LOWEST_RAIL_V or has_under_voltage is False:
        return None
    return Finding(
        f"The supply is at {volts:.2f} V, at or below {LOWEST_RAIL_V:.2f} V. Use the supply meant for the Raspberry Pi "
        "and a short cable.",
        ErrorCode.VOLTAGE_PROBLEM,
    )


def check_web_server(does_answer: bool) -> Finding | None:
    """Whether this unit's web server answers."""
    if does_answer:
        return None
    return Finding("The web server of this unit does not answer. Start it: `pio web`.", ErrorCode.WEBSERVER_OFFLINE)


def check_hat(is_present: bool) -> Finding | None:
    """Whether the HAT is on the unit."""
    if is_present:
        return None
    return Finding("No HAT is detected. Switch the unit off and seat the HAT firmly.", None)


def look_at_computer(root: Path, folder: Path) -> list[Finding]:
    """The checks that need nothing but this computer. ``folder``: on the disk that is to have room."""
    findings = [
        check_network(computer.ipv4_addresses()),
        check_disk(computer.available_disk_space_gb(folder)),
        check_cpu_temperature(computer.cpu_temperature_c(root)),
    ]
    return [finding for finding in findings if finding is not None]
