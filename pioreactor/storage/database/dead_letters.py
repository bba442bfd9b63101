"""Messages that fit no table. Nothing is thrown away; a person or a newer version can read them later."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from pioreactor.exc import PioreactorError
from pioreactor.storage.database.connection import transaction
from pioreactor.storage.database.times import us_to_text

COUNTED_TO: Final = 100_000
"""Counting stops here: whoever has more knows enough, and the ingest must not wait for it."""
_IN_ONE_STEP: Final = 5_000


class UnknownDeadLetterError(PioreactorError, KeyError):
    """There is no dead letter of this number."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class DeadLetter(msgspec.Struct):
    """One message as it came. ``payload``: text, with bytes that are no UTF-8 replaced."""

    id: int
    received_at: str
    topic: str
    payload: str
    reason: str


class Choice(msgspec.Struct, frozen=True):
    """Which ones are meant: these ``ids``, or those with ``text`` in topic or reason, or with neither all of them."""

    ids: Sequence[int] | None = None
    text: str | None = None


def add_dead_letter(
    conn: sqlite3.Connection,
    received_us: int,
    topic: str,
    payload: bytes,
    reason: str,
    journal_id: str | None = None,
    number: int | None = None,
) -> None:
    """Keep a message. ``reason``: one sentence that says what is wrong with it."""
    conn.execute(
        "INSERT INTO dead_letters (received_us, topic, payload, reason, journal_id, number) VALUES (?, ?, ?, ?, ?, ?)",
        (received_us, topic, payload, reason, journal_id, number),
    )


def list_dead_letters(
    conn: sqlite3.Connection, limit: int = 100, *, text: str | None = None, skip: int = 0
) -> list[DeadLetter]:
    """The newest ones first. ``text``: only those with it in topic or reason."""
    where, parameters = _condition(Choice(text=text))
    rows = conn.execute(
        f"SELECT id, received_us, topic, payload, reason FROM dead_letters WHERE {where} "  # noqa: S608
        "ORDER BY id DESC LIMIT ? OFFSET ?",
        (*parameters, limit, skip),
    )
    return [_letter(row) for row in rows]


def get_dead_letter(conn: sqlite3.Connection, number: int) -> DeadLetter:
    """One of them. Raises UnknownDeadLetterError."""
    row = conn.execute(
        "SELECT id, received_us, topic, payload, reason FROM dead_letters WHERE id = ?", (number,)
    ).fetchone()
    if row is None:
        raise UnknownDeadLetterError(f"There is no dead letter {number}. See which there are: pio db dead-letters list")
    return _letter(row)


def count_dead_letters(conn: sqlite3.Connection, *, text: str | None = None) -> int:
    """How many there are, COUNTED_TO for that many and more. ``text``: only those with it in topic or reason."""
    where, parameters = _condition(Choice(text=text))
    query = f"SELECT count(*) FROM (SELECT 1 FROM dead_letters WHERE {where} LIMIT {COUNTED_TO})"  # noqa: S608
    return int(conn.execute(query, parameters).fetchone()[0])


def reasons_of_newest(conn: sqlite3.Connection, letters: int = 1000) -> list[str]:
    """Why the newest ``letters`` were not understood, each reason once, in alphabetical order."""
    rows = conn.execute(
        "SELECT DISTINCT reason FROM (SELECT reason FROM dead_letters ORDER BY id DESC LIMIT ?) ORDER BY reason",
        (letters,),
    )
    return [str(reason) for (reason,) in rows]


def numbers_of(conn: sqlite3.Connection, choice: Choice) -> list[int]:
    """The numbers of those that are meant, oldest first. Raises UnknownDeadLetterError for one that is not there."""
    where, parameters = _condition(choice)
    found = [
        int(number)
        for (number,) in conn.execute(f"SELECT id FROM dead_letters WHERE {where} ORDER BY id", parameters)  # noqa: S608
    ]
    for number in set(choice.ids or ()).difference(found):
        get_dead_letter(conn, number)
    return found


def forget_dead_letters(conn: sqlite3.Connection, choice: Choice) -> int:
    """Delete those that are meant, for good, and say how many. Raises UnknownDeadLetterError.

    In steps, between which the ingest goes on.
    """
    numbers = numbers_of(conn, choice)
    for start in range(0, len(numbers), _IN_ONE_STEP):
        with transaction(conn):
            conn.executemany(
                "DELETE FROM dead_letters WHERE id = ?", [(n,) for n in numbers[start : start + _IN_ONE_STEP]]
            )
    return len(numbers)


def _condition(choice: Choice) -> tuple[str, tuple[Any, ...]]:
    if choice.ids is not None:
        return f"id IN ({_marks(choice.ids)})", tuple(choice.ids)
    if choice.text:
        return "(instr(topic, ?) OR instr(reason, ?))", (choice.text, choice.text)
    return "1", ()


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)


def _letter(row: tuple[Any, ...]) -> DeadLetter:
    number, received_us, topic, payload, reason = row
    return DeadLetter(number, us_to_text(received_us), topic, bytes(payload).decode(errors="replace"), reason)
