"""A network cable between two programs of this computer, which a test can pull out and plug in again."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


class Link:
    """Passes TCP connections on to the port ``target`` of this computer. While it is cut, they break and none begin."""

    def __init__(self, target: int) -> None:
        self.target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._guard = threading.Lock()
        self._open: set[socket.socket] = set()
        self._is_cut = False
        threading.Thread(target=self._accept, name="link", daemon=True).start()

    def cut(self) -> None:
        """Break every connection; new ones are closed at once."""
        with self._guard:
            self._is_cut = True
            for end in self._open:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let new connections come about."""
        with self._guard:
            self._is_cut = False

    def close(self) -> None:
        """The end."""
        self.cut()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._carry, args=(near,), name="link", daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with (
            near,
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self.target)) as far,
            self._held(near, far),
        ):
            back = threading.Thread(target=_pass_on, args=(far, near), name="link", daemon=True)
            back.start()
            _pass_on(near, far)
            back.join()

    @contextlib.contextmanager
    def _held(self, *ends: socket.socket) -> Iterator[None]:
        with self._guard:
            if self._is_cut:
                raise OSError("The link is cut.")
            self._open.update(ends)
        try:
            yield
        finally:
            with self._guard:
                self._open.difference_update(ends)


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
