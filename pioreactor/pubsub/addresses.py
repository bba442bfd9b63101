"""Where the units of the cluster are found."""

from __future__ import annotations

import socket
from typing import Any


def for_socket(host: str) -> Any:
    """A host name or address as a socket takes it without further ado.

    Text goes through the tables of international domain names first, 0.25 MB that stay in memory; bytes do not. A name
    that needs those tables stays text.
    """
    return host.encode() if host.isascii() else host


def add_local(name: str) -> str:
    """``<name>.local``, unless it is an IP address, ``localhost`` or has the ending already."""
    if name == "localhost" or name.endswith(".local") or _is_ip(name):
        return name
    return f"{name}.local"


def resolve_to_address(unit: str) -> str:
    """Where to find a unit: ``[cluster.addresses]`` (host or host:port), else its mDNS name."""
    from pioreactor.config import get_config

    configured: str = get_config().get("cluster.addresses", unit, fallback="")
    return configured or add_local(unit)


def without_port(address: str) -> str:
    """The host of ``host:port``; also of IPv6 addresses, with brackets or without."""
    host, colon, port = address.rpartition(":")
    has_port = bool(colon) and port.isdigit() and (":" not in host or host.endswith("]"))
    return (host if has_port else address).strip("[]")


def _is_ip(text: str) -> bool:
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, text)
        except OSError:
            continue
        return True
    return False
