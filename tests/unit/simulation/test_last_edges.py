"""Edges that arrive while a line is being given up still reach whoever listened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pioreactor.simulation.pins import SimulatedPin


class SlowEdges:
    """A simulator that tells the last edges only when it is asked to stop."""

    def __init__(self) -> None:
        self.on_edge: Callable[[float, int], None] | None = None

    def watch(self, line: int, kinds: int, on_edge: Callable[[float, int], None]) -> None:
        self.on_edge = on_edge

    def unwatch(self, line: int) -> None:
        assert self.on_edge is not None
        self.on_edge(1.25, 0)


class Factory:
    def __init__(self) -> None:
        self.edges = SlowEdges()
        self.link: Any = self

    def request(self, operation: int, body: bytes) -> bytes:
        return b""


def test_edges_told_at_the_very_end_are_heard() -> None:
    pin = SimulatedPin(Factory(), 21)  # type: ignore[arg-type]
    heard: list[tuple[float, int]] = []
    pin.when_changed = lambda ticks, level: heard.append((ticks, level))
    pin.when_changed = None
    assert heard == [(1.25, 0)]
    assert pin.when_changed is None
