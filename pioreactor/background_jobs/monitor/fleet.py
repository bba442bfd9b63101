"""The leader's eye on the other units: it says when one vanishes and when it is back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from pioreactor.states import JobState


class _Logger(Protocol):
    def warning(self, msg: object, /) -> None: ...
    def notice(self, msg: str, /) -> None: ...


class FleetWatch:
    """Turns the states of other units' monitors into log lines, once per change.

    ``inventory``: the names of the units that belong to the cluster, or None when it cannot be asked; a unit that left
    the inventory may vanish without a word.
    """

    def __init__(self, own_unit: str, inventory: Callable[[], set[str] | None], logger: _Logger) -> None:
        self._own_unit = own_unit
        self._inventory = inventory
        self._logger = logger
        self._lock = threading.Lock()
        self.lost: set[str] = set()

    def note(self, unit: str, state: str) -> None:
        """Take in the state of the monitor of ``unit``; asking the inventory may take seconds."""
        if unit == self._own_unit:
            return
        if state == JobState.LOST:
            self._note_lost(unit)
        elif state == JobState.READY:
            with self._lock:
                is_back = unit in self.lost
                self.lost.discard(unit)
            if is_back:
                self._logger.notice(f"{unit} is back.")

    def _note_lost(self, unit: str) -> None:
        with self._lock:
            if unit in self.lost:
                return
            self.lost.add(unit)
        known = self._inventory()
        if known is None or unit in known:
            self._logger.warning(
                f"{unit} is lost: its monitor ended or its connection broke. Check its power and Wi-Fi."
            )
