"""Facts about the computer in a unit, read from its operating system."""

from __future__ import annotations

import os
import socket
import struct
from pathlib import Path
from typing import Final

_SIOCGIFADDR: Final = 0x8915
_NETWORK: Final = Path("/sys/class/net")


def available_disk_space_gb(folder: Path) -> float:
    """Free space, in 10^9 bytes, on the disk that holds ``folder`` or its nearest existing parent."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    disk = os.statvfs(folder)  # shutil, which would ask the same, brings three compression libraries with it
    return disk.f_bavail * disk.f_frsize / 1e9


def cpu_temperature_c(root: Path) -> float | None:
    """Temperature of the processor in °C; None where the computer has no such sensor. ``root``: where sys begins."""
    text = read_text(root / "sys/class/thermal/thermal_zone0/temp")
    try:
        return None if text is None else int(text) / 1000
    except ValueError:
        return None


def has_under_voltage(root: Path) -> bool | None:
    """What the kernel says about the 5 V supply; None where it cannot tell."""
    for sensor in sorted((root / "sys/class/hwmon").glob("hwmon*")):
        if read_text(sensor / "name") == "rpi_volt":
            flag = read_text(sensor / "in0_lcrit_alarm")
            return None if flag is None else flag == "1"
    return None


def machine(root: Path) -> str:
    """The computer by its own name, for example ``Raspberry Pi 4 Model B Rev 1.4``; else its architecture."""
    return read_text(root / "proc/device-tree/model") or os.uname().machine


def operating_system() -> str:
    """Name and version of the operating system."""
    import platform  # for people who ask; monitor does not

    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", platform.platform())
    except OSError:
        return platform.platform()


def ipv4_addresses() -> list[str]:
    """Addresses of the network interfaces that are up, without loopback, in a fixed order."""
    import fcntl

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in sorted(socket.if_nameindex(), key=lambda item: item[1]):
            request = struct.pack("256s", os.fsencode(name)[:15])
            try:
                reply = fcntl.ioctl(probe.fileno(), _SIOCGIFADDR, request)
            except OSError:
                continue  # an interface without an address
            address = socket.inet_ntoa(reply[20:24])
            if not address.startswith("127."):
                found.append(address)
    return found


def mac_addresses(*, is_wireless: bool, folder: Path = _NETWORK) -> list[str]:
    """Hardware addresses of the wireless or of the wired interfaces; virtual ones have no device and are left out."""
    found = []
    for interface in sorted(folder.glob("*")):
        if not (interface / "device").exists() or (interface / "wireless").exists() != is_wireless:
            continue
        if address := read_text(interface / "address"):
            found.append(address)
    return found


def read_text(path: Path) -> str | None:
    """A small file of the kernel as text, without the zero byte that device-tree values end with; None if absent."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").rstrip("\x00\n ")
    except OSError:
        return None
