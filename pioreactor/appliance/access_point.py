"""A network of the unit's own, for a person who stands beside it with a telephone."""

from __future__ import annotations

import contextlib
from typing import Final

from pioreactor.appliance import network, playing
from pioreactor.appliance.host import Host
from pioreactor.storage.files import write_atomically

ADDRESS: Final = "10.42.0.1"
"""Which NetworkManager gives the maker of a shared network."""
_NAMES: Final = "etc/NetworkManager/dnsmasq-shared.d/pioreactor-setup.conf"
_RULE: Final = "iifname {device} udp dport {{ 53, 67 }} accept"


def open_up(host: Host, device: str, *, leads_here: bool) -> str:
    """Make the access point; why it could not be made, or nothing. Raises OSError.

    ``leads_here``: every name leads to this unit, so that a telephone shows the page by itself.
    """
    if not (host.places.connections / f"{network.ACCESS_POINT}.nmconnection").exists():
        host.progress.text("Making an access point")
        failure = playing.make_access_point(host)
        if failure:
            return failure
    names = host.places.at(_NAMES)
    if leads_here:
        write_atomically(names, f"address=/#/{ADDRESS}\n", mode=0o644)
    let_guests_in(host, device)
    joined = network.join(host.run, network.ACCESS_POINT)
    return "" if joined.is_ok else f"the access point could not be opened: {joined.last_words}"


def let_guests_in(host: Host, device: str) -> None:
    """Guests get an address and names; the firewall of a unit without an access point answers neither."""
    rule = _RULE.format(device=device).split()
    host.run(["nft", "insert", "rule", "inet", "pioreactor", "input", *rule])


def close(host: Host) -> None:
    """Take it away. Nothing to do where there is none."""
    network.leave(host.run, network.ACCESS_POINT)
    with contextlib.suppress(FileNotFoundError):
        host.places.at(_NAMES).unlink()
    host.run(["nft", "--file", "/etc/nftables.conf"])


def passphrase(host: Host) -> str:
    """For the card; empty where there is none yet."""
    try:
        return host.places.passphrase.read_text(encoding="utf-8").strip()
    except OSError:
        return ""
