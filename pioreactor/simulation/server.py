"""The simulator's process: one thread, two sockets, one unit.

Requests are answered in the order in which they come. Between them the process sleeps until the next edge that
somebody waits for, or a second. When a client dies its outputs stay on.
"""

from __future__ import annotations

import contextlib
import errno
import math
import select
import socket
from collections.abc import Callable
from pathlib import Path

from pioreactor import clock
from pioreactor.exc import HardwareError
from pioreactor.simulation import protocol as p
from pioreactor.simulation.bench_service import BenchService
from pioreactor.simulation.service import Service
from pioreactor.simulation.unit import SimulatedUnit
from pioreactor.simulation.watches import Watches

TICK_WALL_S = 1.0
MIN_EDGE_WAIT_WALL_S = 0.001


def listen(path: Path, kind: int) -> socket.socket:
    """A listening unix socket at ``path``, only for this user. Raises HardwareError when another simulator has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    server = socket.socket(socket.AF_UNIX, kind)
    if path.exists():
        with socket.socket(socket.AF_UNIX, kind) as probe:
            try:
                probe.connect(str(path))
            except OSError:
                path.unlink()
            else:
                server.close()
                raise HardwareError(f"A simulated vial is already running at {path}. Stop it, or give --socket.")
    try:
        server.bind(str(path))
    except OSError as error:
        server.close()
        raise HardwareError(f"The socket {path} cannot be made: {error}.") from error
    path.chmod(0o600)
    server.listen(64)
    server.setblocking(False)
    return server


class Server:
    """Serves ``unit`` at ``socket_path`` until :meth:`stop`. ``on_tick(now)`` is called about once a wall second."""

    def __init__(
        self, unit: SimulatedUnit, socket_path: Path, on_tick: Callable[[float], None] = lambda now: None
    ) -> None:
        self.unit = unit
        self.path = socket_path
        self._on_tick = on_tick
        self._listener = listen(socket_path, socket.SOCK_SEQPACKET)
        self._bench_listener = listen(p.bench_socket(socket_path), socket.SOCK_STREAM)
        self._epoll = select.epoll()
        self._clients: dict[int, socket.socket] = {}
        self._bench_clients: dict[int, tuple[socket.socket, bytearray]] = {}
        self._service = Service(unit)
        self.watches = Watches(unit, self._send)
        self._bench = BenchService(unit, self.watches)
        self._wake_read, self._wake_write = socket.socketpair()
        self._is_running = True
        for listener in (self._listener, self._bench_listener, self._wake_read):
            self._epoll.register(listener.fileno(), select.EPOLLIN)

    def serve(self) -> None:
        """Answer until :meth:`stop` is called, before or meanwhile, by another thread or a signal handler."""
        next_tick = clock.wall_monotonic()
        try:
            while self._is_running:
                for fd, _ in self._epoll.poll(self._patience(next_tick)):
                    self._ready(fd)
                if self.watches:
                    self.watches.push(self._now())
                if clock.wall_monotonic() >= next_tick:
                    next_tick = clock.wall_monotonic() + TICK_WALL_S
                    now = self._now()
                    self.unit.vial.advance(now)
                    self._on_tick(now)
        finally:
            self._close()

    def stop(self) -> None:
        """Make :meth:`serve` return soon."""
        self._is_running = False
        with contextlib.suppress(OSError):  # it has seen that already, and closed behind itself
            self._wake_write.send(b"x")

    def _now(self) -> float:
        return self.unit.forward(clock.monotonic())

    def _patience(self, next_tick: float) -> float:
        patience = max(0.0, next_tick - clock.wall_monotonic())
        if self.watches:
            due = self.watches.next_due(self.unit.t)
            if not math.isinf(due):
                wait = clock.wall_seconds(due - clock.monotonic())
                patience = min(patience, max(MIN_EDGE_WAIT_WALL_S, wait))
        return patience

    def _ready(self, fd: int) -> None:
        client = self._clients.get(fd)
        if client is not None:
            self._read(fd, client)
        elif fd in self._bench_clients:
            self._read_bench(fd)
        elif fd == self._listener.fileno():
            self._accept(self._listener, is_bench=False)
        elif fd == self._bench_listener.fileno():
            self._accept(self._bench_listener, is_bench=True)

    def _accept(self, listener: socket.socket, *, is_bench: bool) -> None:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        client.setblocking(False)
        if is_bench:
            self._bench_clients[client.fileno()] = (client, bytearray())
        else:
            self._clients[client.fileno()] = client
        self._epoll.register(client.fileno(), select.EPOLLIN)

    def _read(self, fd: int, client: socket.socket) -> None:
        try:
            request = client.recv(p.MAX_MESSAGE)
        except BlockingIOError:
            return
        except OSError:
            request = b""
        if not request:
            self._drop(fd)
        elif not self.watches.handle(fd, request, self.unit.t):
            self._send(fd, self._service.answer(fd, request))

    def _send(self, fd: int, frame: bytes) -> None:
        client = self._clients.get(fd)
        if client is None:
            return
        try:
            client.send(frame)
        except OSError as error:
            # A client that does not read loses edges, as a full kernel queue does; a dead one is seen by its read.
            if error.errno not in (errno.EAGAIN, errno.EPIPE, errno.ECONNRESET):
                self._drop(fd)

    def _drop(self, fd: int) -> None:
        client = self._clients.pop(fd, None)
        if client is not None:
            self._epoll.unregister(fd)
            client.close()
            self._service.client_gone(fd)
            self.watches.client_gone(fd)

    def _read_bench(self, fd: int) -> None:
        client, received = self._bench_clients[fd]
        try:
            part = client.recv(p.MAX_MESSAGE)
            received += part
            while part and b"\n" in received:
                line, _, rest = bytes(received).partition(b"\n")
                received[:] = rest
                client.setblocking(True)
                client.settimeout(1.0)
                client.sendall(self._bench.answer(self._now(), line) + b"\n")
                client.setblocking(False)
        except OSError:
            part = b""
        if not part:
            del self._bench_clients[fd]
            self._epoll.unregister(fd)
            client.close()

    def _close(self) -> None:
        for client in [*self._clients.values(), *(c for c, _ in self._bench_clients.values())]:
            client.close()
        for listener in (self._listener, self._bench_listener, self._wake_read, self._wake_write):
            listener.close()
        self._epoll.close()
        for path in (self.path, p.bench_socket(self.path)):
            path.unlink(missing_ok=True)
        self.unit.recorder.close()
