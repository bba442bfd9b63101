"""Saying what is wrong without saying it at every reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pioreactor import clock

EVERY_S: Final = 300.0
VIAL_IS_OUT: Final = (
    "The vial seems to have been taken out: every photodiode lost its light at once while the lamp is as before. "
    "Readings are marked stale until it is back."
)


class Complaints:
    """Passes a message on at most every five minutes (clock) for the same cause; causes do not hide one another."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._said_s: dict[str, float] = {}

    def about(self, cause: str, message: str) -> None:
        """``cause``: any word that stays the same while the trouble does."""
        now = clock.monotonic()
        if now - self._said_s.get(cause, -EVERY_S) >= EVERY_S:
            self._said_s[cause] = now
            self._say(message)

    def forget(self, cause: str) -> None:
        """Say it at once the next time: the trouble had ended."""
        self._said_s.pop(cause, None)
