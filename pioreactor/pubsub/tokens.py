"""Which token goes to which address. A token goes to whom it is for and to nobody else."""

from __future__ import annotations

from collections.abc import Iterable

from pioreactor import whoami
from pioreactor.config import get_config, get_leader_address, get_leader_hostname
from pioreactor.pubsub.addresses import resolve_to_address
from pioreactor.storage import cluster_secrets, credentials

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def tokens_for(address: str) -> list[str]:
    """What may open the web server at ``address``, the newest first; empty for a stranger's.

    The leader has the token of each unit. Another unit has its own, for itself and for the leader. Raises StorageError
    for damaged files.
    """
    own, leader = whoami.get_unit_name(), get_leader_hostname()
    mine = [token for token in [credentials.load().api_token] if token]
    if own != leader:
        return mine if _unit_at(address, [own, leader]) else []
    secret = cluster_secrets.load()
    unit = _unit_at(address, [own, *secret.units])
    if unit == own:
        return mine
    # Where nobody has made secrets for each unit, all share the leader's.
    return secret.tokens_of(unit or "") if unit or not secret.units else []


def _unit_at(address: str, names: Iterable[str]) -> str | None:
    """Which of these units is meant by ``address``: host or host:port, as configured, or a name."""
    known = [name for name in names if name]
    for name in known:
        if address in (resolve_to_address(name), name):
            return name
    host, _, port = address.rpartition(":") if address.rpartition(":")[2].isdigit() else (address, "", "")
    if host in _LOOPBACK:
        return known[0] if port in ("", *_own_ports()) else None
    if address == get_leader_address() and get_leader_hostname() in known:
        return get_leader_hostname()
    return next((name for name in known if host in (name, f"{name}.local")), None)


def _own_ports() -> set[str]:
    config = get_config()
    return {config.get("ui", key, fallback="") for key in ("port", "listen_port")}
