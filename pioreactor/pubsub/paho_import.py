"""Importing paho-mqtt without what a job never uses.

paho imports `urllib.request` (for proxies through PySocks), `ssl`, `hashlib` (for websockets) and `uuid` at once;
together they cost a job 3.5 MB and a fifth of its start time. None is used on a plain connection: `ssl` only names two
exceptions there. So they are stood in for while paho is imported. The stand-ins of `hashlib` and `uuid` fetch the real
module when they are asked for anything, and :func:`with_tls` puts the real `ssl` in where encryption is configured.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import types
from typing import Any


class _SSLWantReadError(OSError):
    """Never raised by a plain socket."""


class _SSLWantWriteError(OSError):
    """Never raised by a plain socket."""


class _LateModule(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(importlib.import_module(self.__name__), name)


def _import_paho() -> types.ModuleType:
    stand_ins: dict[str, types.ModuleType] = {}
    if "ssl" not in sys.modules:
        plain = types.ModuleType("ssl")
        plain.SSLWantReadError = _SSLWantReadError  # type: ignore[attr-defined]
        plain.SSLWantWriteError = _SSLWantWriteError  # type: ignore[attr-defined]
        stand_ins["ssl"] = plain
    if "urllib.request" not in sys.modules and importlib.util.find_spec("socks") is None:
        stand_ins["urllib.request"] = types.ModuleType("urllib.request")
    for name in ("hashlib", "uuid"):
        if name not in sys.modules:
            stand_ins[name] = _LateModule(name)
    sys.modules.update(stand_ins)
    try:
        import paho.mqtt.client as client
    finally:
        for name in stand_ins:
            sys.modules.pop(name, None)
    return client


def with_tls() -> None:
    """Give paho the real `ssl` before a connection is encrypted."""
    import ssl

    paho.ssl = ssl  # type: ignore[attr-defined]


paho = _import_paho()
