"""Messages that fit no table. Nothing is thrown away; a person or a newer version can read them later."""

from __future__ import annotations

import sqlite3

import msgspec

from pioreactor.storage.database.times import us_to_text


class DeadLetter(msgspec.Struct):
    """One message as it came. ``payload``: text, with bytes that are no UTF-8 replaced."""

    id: int
    received_at: str
    topic: str
    payload: str
    reason: str


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


def list_dead_letters(conn: sqlite3.Connection, limit: int = 100) -> list[DeadLetter]:
    """The newest ones first."""
    rows = conn.execute(
        "SELECT id, received_us, topic, payload, reason FROM dead_letters ORDER BY id DESC LIMIT ?", (limit,)
    )
    return [
        DeadLetter(id_, us_to_text(received_us), topic, bytes(payload).decode(errors="replace"), reason)
        for id_, received_us, topic, payload, reason in rows
    ]


def count_dead_letters(conn: sqlite3.Connection) -> int:
    """How many there are."""
    return int(conn.execute("SELECT count(*) FROM dead_letters").fetchone()[0])
