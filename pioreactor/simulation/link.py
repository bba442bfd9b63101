"""A process's connection to its simulated vial: request, answer, and a new connection when the simulator restarts."""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

from pioreactor import clock
from pioreactor.exc import HardwareError
from pioreactor.simulation import protocol as p

PATIENCE_WALL_S = 5.0
_GONE = (errno.ECONNREFUSED, errno.ENOENT, errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN, errno.EBADF)


class Refused(Exception):
    """The simulator said no; ``errno`` as the kernel would give it."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.errno = number


def connect(path: Path) -> socket.socket:
    """Connect and greet. Raises HardwareError when nobody is there or the clocks differ."""
    link = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    link.settimeout(PATIENCE_WALL_S)
    try:
        link.connect(str(path))
        link.send(p.HEADER.pack(p.OP_HELLO, clock.monotonic()) + p.HELLO.pack(p.VERSION))
        answer = link.recv(p.MAX_MESSAGE)
    except OSError as error:
        link.close()
        raise HardwareError(
            f"No simulated vial answers at {path} ({error.strerror or error}). Start it with `pio simulate`, "
            f"or point {p.SOCKET_ENV} at its socket."
        ) from None
    if answer[:1] != b"\0":
        link.close()
        raise HardwareError(f"The simulated vial at {path} refuses this process: {answer[1:].decode()}")
    return link


class Link:
    """Requests to the simulator at ``path``; safe to use from several threads and after a fork."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._socket: socket.socket | None = None
        self._pid = 0
        self._known_restarts = 0
        self.on_reconnect: Callable[[], None] = lambda: None

    def _connected(self) -> socket.socket:
        if self._socket is None or self._pid != os.getpid():
            # A connection inherited through a fork belongs to the parent: its answers must not be read here.
            is_child = self._socket is not None
            is_first = self._known_restarts == 0 or is_child
            self._socket, self._pid = connect(self.path), os.getpid()
            self._known_restarts += 1
            if not is_first:
                self.on_reconnect()
        return self._socket

    def request(self, operation: int, body: bytes) -> bytes:
        """Send one request and return the answer's bytes.

        Blocks for at most ten wall seconds. Raises Refused for a refusal and HardwareError when no simulator answers;
        one that was restarted is greeted again and asked once more.
        """
        with self._lock:
            try:
                answer = self._exchange(operation, body)
            except OSError as error:
                self.close()
                if error.errno not in _GONE:
                    raise HardwareError(f"The simulated vial at {self.path} does not answer: {error}.") from None
                try:
                    answer = self._exchange(operation, body)
                except OSError as again:
                    self.close()
                    raise HardwareError(f"The simulated vial at {self.path} does not answer: {again}.") from None
        if answer[0]:
            raise Refused(answer[0], answer[1:].decode(errors="replace"))
        return answer[1:]

    def _exchange(self, operation: int, body: bytes) -> bytes:
        link = self._connected()
        link.send(p.HEADER.pack(operation, clock.monotonic()) + body)
        answer = link.recv(p.MAX_MESSAGE)
        if not answer:
            raise OSError(errno.ECONNRESET, "the simulator ended")
        return answer

    def close(self) -> None:
        """End the connection; the next request makes a new one. Outputs stay as they are."""
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None

    def __del__(self) -> None:
        if self.__dict__.get("_socket") is not None:
            self.close()
