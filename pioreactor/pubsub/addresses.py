"""Where the units of the cluster are found."""

from __future__ import annotations

import socket


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


def _is_ip(text: str) -> bool:
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, text)
        except OSError:
            continue
        return True
    return False
