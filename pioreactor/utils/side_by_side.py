"""The same work on many things at once: bounded, with a limit for each, and a result as soon as one is there."""

from __future__ import annotations

import contextvars
import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from pioreactor import clock
from pioreactor.struct_types import make_ready

Item = TypeVar("Item", bound=Hashable)
Result = TypeVar("Result")


class OverdueError(TimeoutError):
    """The work on one thing has not ended within its limit; its thread was left to itself."""


@dataclass(frozen=True)
class Done(Generic[Item, Result]):
    """One item's end: ``result``, or the ``error`` that the work raised. ``took_s``: wall seconds since its start."""

    item: Item
    result: Result | None
    error: Exception | None
    took_s: float


def side_by_side(
    items: Sequence[Item],
    work: Callable[[Item], Result],
    *,
    at_once: int,
    limit_s: float | None = None,
    on_start: Callable[[Item], None] = lambda item: None,
) -> Iterator[Done[Item, Result]]:
    """Do ``work`` on each of the different ``items``, ``at_once`` of them at the same time; the ends as they come.

    ``limit_s``: wall seconds for each item, from its own start; then it ends with OverdueError, and the next one begins
    in its place. Nothing is raised for a single item. Threads are daemons, unlike those of an executor: a process that
    ends does not wait for what hangs. ``on_start`` is called in the thread of the reader.
    """
    make_ready()
    ended: SimpleQueue[Done[Item, Result]] = SimpleQueue()
    waiting = deque(items)
    begun: dict[Item, float] = {}

    def carry_out(item: Item) -> None:
        started_s = clock.wall_monotonic()
        result, error = None, None
        try:
            result = work(item)
        except Exception as raised:
            error = raised
        ended.put(Done(item, result, error, clock.wall_monotonic() - started_s))

    while waiting or begun:
        while waiting and len(begun) < at_once:
            item = waiting.popleft()
            on_start(item)
            begun[item] = clock.wall_monotonic()
            # Each thread knows on whose behalf it asks.
            run = contextvars.copy_context().run
            threading.Thread(target=run, args=(carry_out, item), name="side by side", daemon=True).start()
        oldest = min(begun, key=lambda one: begun[one])
        try:
            # Without a limit it still wakes now and then, or Ctrl-C would not be heard.
            left_s = 3600.0 if limit_s is None else max(0.0, begun[oldest] + limit_s - clock.wall_monotonic())
            done = ended.get(timeout=left_s)
        except Empty:
            if limit_s is None:
                continue
            took_s = clock.wall_monotonic() - begun.pop(oldest)
            yield Done(oldest, None, OverdueError(f"It has not ended within {limit_s:g} s."), took_s)
            continue
        if begun.pop(done.item, None) is not None:  # one that was given up may end after all
            yield done
