"""Telling systemd that a service is ready, alive, and about to end (the sd_notify protocol). Without systemd, nothing.

systemd gives the address of a datagram socket in ``NOTIFY_SOCKET`` and, with ``WatchdogSec=``, the longest silence in
``WATCHDOG_USEC``.
"""

from __future__ import annotations

import os
import socket
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Final

from pioreactor import clock

_VARIABLES: Final = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")


class Notifier:
    """Speaks to the service manager that started this process. No call blocks or raises.

    The variables are taken out of the environment: processes that this one starts are no services.
    """

    def __init__(self, environment: MutableMapping[str, str] | None = None) -> None:
        given = environment if environment is not None else os.environ
        address, microseconds, pid = (given.pop(name, "") for name in _VARIABLES)
        self._address = "\0" + address[1:] if address.startswith("@") else address
        is_meant = pid in ("", str(os.getpid()))
        self.watchdog_s = int(microseconds) / 1e6 if microseconds.isdigit() and is_meant else 0.0
        """The longest silence that systemd accepts, wall seconds; 0: it does not listen."""
        self._alive_at = float("-inf")

    def ready(self) -> None:
        """The service is up."""
        self._send("READY=1")

    def stopping(self) -> None:
        """The service is about to end."""
        self._send("STOPPING=1")

    def alive(self) -> None:
        """A sign of life; of those that come sooner than a third of the accepted silence, none is sent."""
        now = clock.wall_monotonic()
        if self.watchdog_s and now - self._alive_at >= self.watchdog_s / 3.0:
            self._alive_at = now
            self._send("WATCHDOG=1")

    def _send(self, text: str) -> None:
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as link:
            link.setblocking(False)
            link.sendto(text.encode(), self._address)
