"""Which host names a request may carry.

A foreign page can point its own name at this unit and then talk to it as its "own" origin (DNS rebinding). Such a
request still carries the foreign name, so a name that is not ours is refused. An address in digits cannot be rebound
and is always ours: it is where the connection went.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from pioreactor.web.errors import ApiError


def host_name(host: str) -> str:
    """The name in a Host header, lower case, without port and brackets."""
    text = host.strip().lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0].rstrip(".")


def is_address(name: str) -> bool:
    """True for an IPv4 or IPv6 address in digits."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class HostCheck:
    """Accepts loopback, addresses in digits, and ``names`` (each also with ``.local``)."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {"localhost"}
        for name in names:
            short = host_name(name)
            if short:
                self._names |= {short} if "." in short else {short, f"{short}.local"}

    def check(self, host: str) -> None:
        """Return for one of our names; raise ApiError 421 for another."""
        name = host_name(host)
        if name in self._names or is_address(name):
            return
        raise ApiError(
            421,
            "This unit is not known by that name.",
            cause=f"The request asks for the host {name[:253]!r}.",
            remediation=f"Use one of: {', '.join(sorted(self._names))}; or set [ui] domain_alias in the configuration.",
        )
