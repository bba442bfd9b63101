"""Messages on their way into the database, and the rows that they become."""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypeAlias

from pioreactor.storage.database.points import SeriesKey

LONGEST_NUMBER: Final = 18
"""Digits of a journal's row number; SQLite has 63 bits for it."""
PointTail: TypeAlias = tuple[int, float, int, float | None, float | None, str | None]
"""t_us, value, received_us, low, high, note."""


class Message(NamedTuple):
    """One message from the broker or from a unit's journal.

    ``topic``: UTF-8 bytes. ``journal``: ``<journal_id>:<number>`` or ''. ``received_us``: when it arrived, or, out of
    a journal, when the unit wrote it down. ``packet_id``: what the broker wants to be told once the message is safe; 0
    for nothing.
    """

    topic: bytes
    payload: bytes
    journal: str
    received_us: int
    packet_id: int = 0


class Absence(NamedTuple):
    """Numbers that a unit's journal no longer holds. ``was_acknowledged``: it had been told that it may forget them."""

    unit: str
    journal_id: str
    first: int
    last: int
    was_acknowledged: bool


class DeadRow(NamedTuple):
    """A message that cannot be stored, and why."""

    message: Message
    reason: str


class Batch:
    """Rows to be written in one transaction.

    ``points[i]`` and ``keys[i]`` belong to ``origins[i]``; the series number is filled in by the writer. ``inserts``
    are statements with parameters for everything that is not a point.
    """

    __slots__ = ("absences", "dead", "inserts", "keys", "messages", "origins", "points")

    def __init__(self) -> None:
        self.keys: list[SeriesKey] = []
        self.points: list[PointTail] = []
        self.origins: list[Message] = []
        self.inserts: list[tuple[str, tuple[Any, ...], Message]] = []
        self.dead: list[DeadRow] = []
        self.absences: list[Absence] = []
        self.messages = 0
