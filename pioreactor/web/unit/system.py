"""The machine below: disk, memory, addresses."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

from pioreactor.web.routing import RouteTable
from pioreactor.web.wire.system import IPv4, Space

table = RouteTable("system", "/unit_api")


@table.add("GET", "/system/disk_space", summary="Space on the root file system", response=Space)
def disk_space() -> Space:
    """Free and total bytes of the file system at ``/``."""
    usage = shutil.disk_usage("/")
    return Space(usage.free, usage.total)


@table.add("GET", "/system/memory", summary="Memory", response=Space)
def memory() -> Space:
    """Available and total bytes of memory; available counts what the kernel would give back."""
    page = os.sysconf("SC_PAGE_SIZE")
    total = page * os.sysconf("SC_PHYS_PAGES")
    return Space(_available_bytes() or page * os.sysconf("SC_AVPHYS_PAGES"), total)


def _available_bytes() -> int | None:
    try:
        with Path("/proc/meminfo").open() as lines:
            for line in lines:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        return None
    return None


@table.add("GET", "/system/ipv4", summary="Addresses of the unit", response=IPv4)
def ipv4() -> IPv4:
    """The address of the route to the outside; empty while the unit has no network."""
    return IPv4(_outgoing_address())


def _outgoing_address() -> str:
    # Connecting a datagram socket sends nothing; it only asks the kernel which address it would use.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])
