"""Importing paho-mqtt without what a job never uses.

paho imports `urllib.request` and `urllib.parse` (for proxies through PySocks), `ssl`, `hashlib` and `base64` (for
websockets), `uuid` and `platform` at once; together they cost a job 4 MB and a fifth of its start time. None is used on
a plain connection: `ssl` only names two exceptions there. So they are stood in for while paho is imported, and
:func:`with_tls` puts the real `ssl` in where encryption is configured.
"""

from __future__ import annotations

import importlib.util
import types

from pioreactor import stand_ins
from pioreactor.stand_ins import StandIn


class _SSLWantReadError(OSError):
    """Never raised by a plain socket."""


class _SSLWantWriteError(OSError):
    """Never raised by a plain socket."""


def _import_paho() -> types.ModuleType:
    late = [StandIn(name) for name in ("base64", "hashlib", "urllib.parse", "uuid")]
    if importlib.util.find_spec("socks") is None:
        late.append(StandIn("urllib.request"))
    with stand_ins.standing_in(
        StandIn("ssl", SSLWantReadError=_SSLWantReadError, SSLWantWriteError=_SSLWantWriteError),
        stand_ins.platform(),
        *late,
    ):
        import paho.mqtt.client as client
    return client


def with_tls() -> None:
    """Give paho the real `ssl` before a connection is encrypted."""
    import ssl

    paho.ssl = ssl  # type: ignore[attr-defined]


paho = _import_paho()
