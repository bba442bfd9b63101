"""Answers of units, kept for ten seconds, so that a page with many cards asks each unit once."""

from __future__ import annotations

import threading
from typing import Final

from pioreactor import clock
from pioreactor.leader.replies import UnitReply

KEPT_S: Final = 10.0
"""Wall seconds."""


class AnswersKept:
    """Answers by unit and path. Failures are not kept. Whatever is changed on a unit through the leader clears it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._answers: dict[str, dict[str, tuple[float, UnitReply]]] = {}

    def find(self, unit: str, path: str) -> UnitReply | None:
        """A fresh answer, or None."""
        with self._guard:
            kept = self._answers.get(unit, {}).get(path)
        return kept[1] if kept is not None and clock.wall_monotonic() - kept[0] < KEPT_S else None

    def keep(self, path: str, reply: UnitReply, asked_at: float) -> None:
        """Take an answer in. ``asked_at``: monotonic wall seconds before the question."""
        if reply.ok:
            with self._guard:
                self._answers.setdefault(reply.unit, {})[path] = (asked_at, reply)

    def forget(self, unit: str) -> None:
        """Something is or was changed on the unit."""
        with self._guard:
            self._answers.pop(unit, None)
