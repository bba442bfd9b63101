"""Edges on input lines: found only while somebody watches, sent when their time has come."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pioreactor.simulation import protocol as p
from pioreactor.simulation.physics.stirrer import LOW_PART_OF_TURN
from pioreactor.simulation.unit import SimulatedUnit

Edge = tuple[float, int]
FALLING, RISING = 1, 2
MAX_EDGES_A_FRAME = 1000


@dataclass(slots=True)
class Watch:
    """One client's interest in one line: which edges, and up to when it has been told."""

    line: int
    kinds: int
    told: float


class Watches:
    """All watches. ``send(client, frame)`` must not block."""

    def __init__(self, unit: SimulatedUnit, send: Callable[[int, bytes], None]) -> None:
        self._unit, self._send = unit, send
        self._watches: dict[int, dict[int, Watch]] = {}
        self._presses: list[tuple[float, float]] = []

    def __bool__(self) -> bool:
        return bool(self._watches)

    def handle(self, client: int, request: bytes, now: float) -> bool:
        """Take a WATCH or UNWATCH request; False when it is neither."""
        if len(request) < p.HEADER.size + p.WATCH.size or request[0] not in (p.OP_WATCH, p.OP_UNWATCH):
            return False
        try:
            operation, t = p.HEADER.unpack_from(request)
            line, kinds, token = p.WATCH.unpack_from(request, p.HEADER.size)
        except struct.error:
            return False
        if operation == p.OP_WATCH:
            self._watches.setdefault(client, {})[line] = Watch(line, kinds, t)
            return True
        watch = self._watches.get(client, {}).pop(line, None)
        if watch is not None:
            # Everything up to the instant of the request is told first, so a window loses no edge to the wire.
            self._tell(client, watch, t)
        if not self._watches.get(client):
            self._watches.pop(client, None)
        self._send(client, p.WATCH_ENDED.pack(p.PUSH_WATCH_ENDED, line, token))
        return True

    def client_gone(self, client: int) -> None:
        """Nobody listens there any more."""
        self._watches.pop(client, None)

    def pressed(self, start: float, end: float) -> None:
        """The button was pressed from ``start`` to ``end``."""
        self._presses = [span for span in self._presses if span[1] > start - 60.0] + [(start, end)]

    def push(self, now: float) -> None:
        """Send what has happened up to ``now``."""
        for client, watches in list(self._watches.items()):
            for watch in list(watches.values()):
                self._tell(client, watch, now)

    def next_due(self, now: float) -> float:
        """Clock seconds at which the next edge may come; infinity when nothing moves."""
        due = math.inf
        for watches in self._watches.values():
            for line in watches:
                if line == self._unit.board.hall_line:
                    due = min(due, self._unit.vial.stirrer.next_edge(now))
                elif line == self._unit.board.button_line:
                    due = min([due, *(t for span in self._presses for t in span if t > now)])
        return due

    def _tell(self, client: int, watch: Watch, now: float) -> None:
        if now <= watch.told:
            return
        edges = self._edges(watch, now)
        watch.told = now
        for first in range(0, len(edges), MAX_EDGES_A_FRAME):
            part = edges[first : first + MAX_EDGES_A_FRAME]
            head = p.EDGES_HEAD.pack(p.PUSH_EDGES, watch.line, len(part))
            self._send(client, head + b"".join(p.EDGE.pack(t, level) for t, level in part))

    def _edges(self, watch: Watch, now: float) -> list[Edge]:
        if watch.line == self._unit.board.hall_line:
            return self._hall_edges(watch, now)
        if watch.line == self._unit.board.button_line:
            pairs = [((start, 1), (end, 0)) for start, end in self._presses]
            wanted = {1: watch.kinds & RISING, 0: watch.kinds & FALLING}
            return sorted(e for pair in pairs for e in pair if wanted[e[1]] and watch.told < e[0] <= now)
        return []

    def _hall_edges(self, watch: Watch, now: float) -> list[Edge]:
        stirrer = self._unit.vial.stirrer
        rpm = max(1.0, stirrer.rpm(now))
        low_s = LOW_PART_OF_TURN * 60.0 / rpm
        edges: list[Edge] = []
        if watch.kinds & FALLING:
            edges += [(t, 0) for t in stirrer.falling_edges(watch.told, now).tolist()]
        if watch.kinds & RISING:
            rises: list[float] = np.add(stirrer.falling_edges(watch.told - low_s, now - low_s), low_s).tolist()
            edges += [(t, 1) for t in rises]
        return sorted(edges)
