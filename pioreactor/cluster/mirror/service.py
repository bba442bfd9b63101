"""``python -m pioreactor.cluster.mirror.service``: fills the mirror until nobody wishes it any more.

A process of its own at low priority: readings come first, and a mirror that cannot be reached concerns nobody else.
"""

from __future__ import annotations

import logging
import signal
import sqlite3
import threading
from typing import Final

from pioreactor import clock
from pioreactor.cluster.mirror import state, wish
from pioreactor.cluster.mirror.errors import MirrorError
from pioreactor.cluster.mirror.filling import Filler, filler
from pioreactor.cluster.mirror.state import MirrorState
from pioreactor.logging import create_logger

EACH_S: Final = 30.0
"""Seconds of the wall from one look to the next."""
FIRST_PAUSE_S: Final = 5.0
LONGEST_PAUSE_S: Final = 300.0
_SAVES_EACH_S: Final = 5.0


class _StoppedError(Exception):
    """Somebody wants this to end, or something else to be mirrored."""


class Service:
    """Fills, waits, and tries again after a failure, ever more seldom. ``stop`` may be set by any thread."""

    def __init__(self, logger: logging.Logger | logging.LoggerAdapter[logging.Logger]) -> None:
        self.stop = threading.Event()
        self._logger = logger
        self._state = MirrorState()
        self._pause_s = FIRST_PAUSE_S
        self._saved_s = 0.0
        self._wished: wish.Wish | None = None

    def run(self) -> None:
        """Until ``stop`` is set or the wish is gone. Raises OSError where the state cannot be written."""
        import psycopg

        while not self.stop.is_set():
            try:
                self._wished = wish.load()
                if self._wished is None:
                    return
                if self._wished.address != self._state.address:
                    address = self._wished.address
                    self._state = MirrorState(address=address, complete_at=state.load(address).complete_at)
                with filler(self._wished) as made:
                    self._fill(made)
            except _StoppedError:
                continue
            except (MirrorError, psycopg.Error, sqlite3.Error) as error:
                self._fail(" ".join(str(error).split()))
                clock.wait(self.stop, self._pause_s)
                self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)

    def _fill(self, made: Filler) -> None:
        while True:
            self._state.rows += made.fill(self._tell)
            if self._state.outcome != "complete":
                self._logger.info("The mirror in PostgreSQL is complete.")
            state.note_complete(self._state)
            self._pause_s = FIRST_PAUSE_S
            clock.wait(self.stop, EACH_S)
            self._may_go_on()

    def _tell(self, _rows: int) -> None:
        self._may_go_on()
        if clock.wall_monotonic() - self._saved_s >= _SAVES_EACH_S:
            self._state.looked_at = clock.timestamp()
            self._save()

    def _may_go_on(self) -> None:
        if self.stop.is_set() or wish.load() != self._wished:
            raise _StoppedError

    def _fail(self, problem: str) -> None:
        if problem != self._state.problem:
            self._logger.warning(f"{problem} It is tried again; nothing is lost, because the leader keeps all of it.")
        self._state.outcome, self._state.problem = "failed", problem
        self._state.looked_at = clock.timestamp()
        self._save()

    def _save(self) -> None:
        self._saved_s = clock.wall_monotonic()
        state.save(self._state)


def main() -> None:
    """The service."""
    service = Service(create_logger("mirror"))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: service.stop.set())
    service.run()


if __name__ == "__main__":
    main()
