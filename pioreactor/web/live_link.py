"""Where a page follows the broker."""

from __future__ import annotations

from pioreactor.config import get_config
from pioreactor.web.hosts import host_name

_LOOPBACK = {"localhost", "127.0.0.1", "::1", ""}


def url_for(host: str) -> str:
    """The broker's websocket as the browser sees it, which calls this leader ``host``."""
    broker = host_name(get_config().get("mqtt", "broker_address", fallback="").split(";")[0])
    leader = host_name(get_config().get("cluster.topology", "leader_address", fallback=""))
    name = host if broker in _LOOPBACK or broker == leader else broker
    shown = f"[{name}]" if ":" in name else name
    protocol = get_config().get("mqtt", "ws_protocol", fallback="ws")
    return f"{protocol}://{shown}:{get_config().getint('mqtt', 'broker_ws_port', fallback=9001)}/mqtt"
