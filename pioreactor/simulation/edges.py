"""Edges that the simulator pushes to this process: one connection and one thread for all watched lines."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Callable
from pathlib import Path

from pioreactor import clock
from pioreactor.exc import HardwareError
from pioreactor.simulation import protocol as p
from pioreactor.simulation.link import connect

FLUSH_WALL_S = 1.0
RETRY_WALL_S = 0.5

OnEdge = Callable[[float, int], None]


class EdgeListener:
    """Tells ``on_edge(ticks, level)`` of each watched line's edges, in the order of their time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._lines: dict[int, tuple[int, OnEdge]] = {}
        self._tokens = itertools.count(1)
        self._ended: dict[int, threading.Event] = {}

    def watch(self, line: int, kinds: int, on_edge: OnEdge) -> None:
        """Begin to listen to ``line``. Raises HardwareError when no simulator is there."""
        with self._lock:
            if self._socket is None:
                self._socket = connect(self._path)
                self._socket.settimeout(None)
            self._lines[line] = (kinds, on_edge)
            self._ask(p.OP_WATCH, line, kinds, 0)
            if self._thread is None:
                self._thread = threading.Thread(target=self._listen, name="simulated edges", daemon=True)
                self._thread.start()

    def unwatch(self, line: int) -> None:
        """Stop listening; returns once every edge up to now has been told (at most a wall second)."""
        token = next(self._tokens)
        ended = threading.Event()
        with self._lock:
            if self._lines.get(line) is None:
                return
            self._ended[token] = ended
            self._ask(p.OP_UNWATCH, line, 0, token)
        if threading.current_thread() is not self._thread:
            ended.wait(FLUSH_WALL_S)
        with self._lock:
            self._ended.pop(token, None)
            self._lines.pop(line, None)

    def _ask(self, operation: int, line: int, kinds: int, token: int) -> None:
        if self._socket is None:
            return
        try:
            self._socket.send(p.HEADER.pack(operation, clock.monotonic()) + p.WATCH.pack(line, kinds, token))
        except OSError:
            # The listening thread notices too, and asks again once the simulator is back.
            self._release_all_waits()

    def _release_all_waits(self) -> None:
        for event in self._ended.values():
            event.set()

    def _listen(self) -> None:
        while True:
            link = self._socket
            try:
                frame = link.recv(p.MAX_MESSAGE) if link is not None else b""
            except OSError:
                frame = b""
            if frame:
                self._take(frame)
                continue
            with self._lock:
                if self._socket is not None:
                    self._socket.close()
                    self._socket = None
                self._release_all_waits()
                if not self._lines:
                    self._thread = None
                    return
            self._come_back()

    def _come_back(self) -> None:
        clock.wall_sleep(RETRY_WALL_S)
        try:
            link = connect(self._path)
        except HardwareError:
            return
        link.settimeout(None)
        with self._lock:
            self._socket = link
            for line, (kinds, _) in self._lines.items():
                self._ask(p.OP_WATCH, line, kinds, 0)

    def _take(self, frame: bytes) -> None:
        if frame[0] == p.PUSH_EDGES:
            _, line, count = p.EDGES_HEAD.unpack_from(frame)
            watched = self._lines.get(line)
            if watched is not None:
                for at in range(p.EDGES_HEAD.size, p.EDGES_HEAD.size + count * p.EDGE.size, p.EDGE.size):
                    watched[1](*p.EDGE.unpack_from(frame, at))
        elif frame[0] == p.PUSH_WATCH_ENDED:
            _, _, token = p.WATCH_ENDED.unpack_from(frame)
            event = self._ended.get(token)
            if event is not None:
                event.set()

    def close(self) -> None:
        """End the connection; the thread ends with it."""
        with self._lock:
            self._lines.clear()
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)
