"""The configuration of a unit: read once, checked, and then the same for the whole process.

Names are resolved when they are first used, so that importing this module reads no file.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pioreactor.config.parser import PioreactorConfig

    config: PioreactorConfig
    leader_hostname: str
    leader_address: str
    mqtt_address: str

_config: PioreactorConfig | None = None
_loading = threading.RLock()


def get_config() -> PioreactorConfig:
    """The effective configuration. Raises ConfigError that names file, section, key and value."""
    global _config
    if _config is None or not _config.is_loaded:
        # Of several threads that find the files changed, one reads them; the others wait for the whole of it.
        with _loading:
            if _config is None or not _config.is_loaded:
                from pioreactor.config.parser import PioreactorConfig

                fresh = _config or PioreactorConfig()
                fresh.load()
                _config = fresh
    return _config


def forget_config() -> None:
    """Read the files again at the next use. Holders of the old object see the new values too."""
    if _config is not None:
        _config.is_loaded = False


def get_leader_hostname() -> str:
    """The unit name of the leader; empty before a leader is chosen."""
    return str(get_config().get("cluster.topology", "leader_hostname"))


def get_leader_address() -> str:
    """The address of the leader: as configured, else ``<name>.local``; empty before a leader is chosen."""
    name = get_leader_hostname()
    return get_config().get("cluster.topology", "leader_address") or (f"{name}.local" if name else "")


def get_mqtt_address() -> str:
    """The broker that this unit talks to: the first one configured, else the leader, else this machine."""
    configured = get_config().get("mqtt", "broker_address").split(";")[0].strip()
    return configured or get_leader_address() or "localhost"


def get_listen_port() -> int:
    """The port on which this unit's own web server listens; it differs from ``[ui] port`` behind a proxy."""
    config = get_config()
    return int(config.getint("ui", "listen_port", fallback=None) or config.getint("ui", "port"))


def __getattr__(name: str) -> Any:
    if name == "config":
        return get_config()
    if name == "leader_hostname":
        return get_leader_hostname()
    if name == "leader_address":
        return get_leader_address()
    if name == "mqtt_address":
        return get_mqtt_address()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
