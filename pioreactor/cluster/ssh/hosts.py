"""Where a unit is reached over SSH."""

from __future__ import annotations

from typing import Final, NamedTuple

from pioreactor.config import get_config
from pioreactor.pubsub.addresses import resolve_to_address, without_port

USER: Final = "pioreactor"
"""The account that every unit of the ecosystem has."""


class SshHost(NamedTuple):
    """A unit and the way to it. ``name`` is what its host key is pinned under; ``address`` may change."""

    name: str
    address: str
    port: int = 22
    user: str = USER

    def __str__(self) -> str:
        return f"{self.name} at {self.address}" if self.port == 22 else f"{self.name} at {self.address}:{self.port}"


def host_of(unit: str) -> SshHost:
    """The way to a unit: ``[cluster.addresses]``, else its mDNS name.

    The port by ``[cluster.ssh_ports]``, else 22; the account by ``[cluster.ssh_users]``, else ``pioreactor``.
    """
    port = get_config().getint("cluster.ssh_ports", unit, fallback=22)
    user = get_config().get("cluster.ssh_users", unit, fallback="") or USER
    return SshHost(unit, without_port(resolve_to_address(unit)), port, user)
