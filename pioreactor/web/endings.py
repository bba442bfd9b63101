"""How jobs ended that this web server has started: what they said last, for whoever asks later."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Final

from pioreactor.runtime.launching import LaunchOutcome

KEPT: Final = 200


class Endings:
    """The newest endings by process number. Lost with the web server: then nobody heard them."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._by_pid: OrderedDict[int, LaunchOutcome] = OrderedDict()

    def note(self, outcome: LaunchOutcome) -> None:
        """A job has ended."""
        with self._guard:
            self._by_pid.pop(outcome.pid, None)
            self._by_pid[outcome.pid] = outcome
            while len(self._by_pid) > KEPT:
                self._by_pid.popitem(last=False)

    def of(self, pid: int) -> LaunchOutcome | None:
        """How a process ended; None: it runs, or nobody heard."""
        with self._guard:
            return self._by_pid.get(pid)
