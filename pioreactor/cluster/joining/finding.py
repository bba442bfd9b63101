"""Where a unit is: as it was told, as it is written down, or as the network knows it."""

from __future__ import annotations

import socket
from typing import Final

from pioreactor import clock
from pioreactor.cluster import ssh
from pioreactor.cluster.ssh import UnreachableError
from pioreactor.cluster.ssh.host_keys import reach
from pioreactor.pubsub.addresses import add_local

_TRY_S: Final = 2.0


def find(unit: str, address: str, port: int, limit_s: float) -> str:
    """The address at which something accepts a connection. ``limit_s``: wall seconds. Raises UnreachableError."""
    candidates = [address] if address else list(dict.fromkeys([ssh.host_of(unit).address, add_local(unit), unit]))
    deadline = clock.wall_monotonic() + limit_s
    last: UnreachableError | None = None
    while True:
        for candidate in candidates:
            try:
                reach(candidate, port, _TRY_S).close()
                return _numeric(candidate, port)
            except UnreachableError as error:
                last = last if last is not None and "closed" in last.cause else error
        if address or clock.wall_monotonic() > deadline - _TRY_S * len(candidates):
            assert last is not None
            raise last


def _numeric(candidate: str, port: int) -> str:
    """The IP address behind a name, so that later stages mean the same host."""
    found = socket.getaddrinfo(candidate, port, type=socket.SOCK_STREAM)
    four = [entry for entry in found if entry[0] == socket.AF_INET]
    return str((four or found)[0][4][0])
