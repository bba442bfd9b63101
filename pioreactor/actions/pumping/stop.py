"""What ends a run before its time: a message, a signal, a script that was stopped, or that nobody could stop it."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from pioreactor import clock

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client

UNHEARD_FOR_WALL_S: Final = 5.0
_LOOK_EVERY_WALL_S: Final = 0.05

_around: ContextVar[tuple[threading.Event, ...]] = ContextVar("pump_stops", default=())


@contextlib.contextmanager
def also_stopped_by(event: threading.Event) -> Iterator[None]:
    """Runs inside the block, of this thread, end too when ``event`` is set: for scripts of several doses."""
    token = _around.set((*_around.get(), event))
    try:
        yield
    finally:
        _around.reset(token)


class Stop:
    """The own event of a run, those of the scripts around it, and (for a run until told) its listener."""

    def __init__(self, own: threading.Event, hearing: Hearing | None = None) -> None:
        self._own = own
        self._others = _around.get()
        self.hearing = hearing

    def is_set(self) -> bool:
        """Whether the run is to end."""
        if self.hearing is not None and self.hearing.is_lost():
            return True
        return self._own.is_set() or any(event.is_set() for event in self._others)

    def wait(self, wall_s: float) -> bool:
        """Wait up to ``wall_s`` wall seconds; True as soon as the run is to end (within 0.05 s for other events)."""
        deadline = clock.wall_monotonic() + wall_s
        while not self.is_set():
            left = deadline - clock.wall_monotonic()
            if left <= 0.0:
                return False
            self._own.wait(min(left, _LOOK_EVERY_WALL_S) if self._others or self.hearing else left)
        return True


class Hearing:
    """Whether the person who started a run until told can still tell it to end.

    Somebody at the terminal can (Ctrl-C). Anybody else needs the broker, so a connection that is gone for 5 wall
    seconds means that nobody can.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._at_terminal = sys.stdin is not None and sys.stdin.isatty()
        self._heard_at = clock.wall_monotonic()

    def is_lost(self) -> bool:
        """Whether nobody could stop the run by now."""
        now = clock.wall_monotonic()
        if self._at_terminal or self._client.is_connected():
            self._heard_at = now
        return now - self._heard_at > UNHEARD_FOR_WALL_S

    def is_there(self) -> bool:
        """Whether somebody can stop the run before it begins; waits up to 5 wall seconds for the broker."""
        return self._at_terminal or clock.wait_until(self._client.is_connected, UNHEARD_FOR_WALL_S)
