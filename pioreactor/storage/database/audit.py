"""The audit trail: who changed what. It only ever grows, and each row carries a hash over itself and the row before.

SQLite's triggers refuse to change or delete a row. Somebody who can write the file itself can remove the triggers, but
cannot change, insert or take out a row without breaking the chain, unless they calculate all of it anew. Against that
helps only to keep the newest hash elsewhere (``pio audit verify --expect``).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from pioreactor.storage.database.connection import transaction
from pioreactor.storage.database.times import now_us, us_to_text

MAX_TEXT: Final = 20_000
"""Characters that are kept of one value."""
_COLUMNS: Final = "event_id, t_us, actor, role, source, action, object, outcome, old, new, reason, previous_hash, hash"


class Entry(msgspec.Struct, kw_only=True, frozen=True):
    """What is to be written down; the texts hold no secrets. ``source``: an address, or ``local``."""

    actor: str
    role: str
    source: str
    action: str
    object: str = ""
    outcome: str = ""
    old: str = ""
    new: str = ""
    reason: str = ""


class AuditEvent(msgspec.Struct, kw_only=True):
    """One row. ``at``: ISO-8601 in UTC."""

    event_id: int
    at: str
    actor: str
    role: str
    source: str
    action: str
    object: str
    outcome: str
    old: str
    new: str
    reason: str
    hash: str


class Verification(msgspec.Struct, kw_only=True):
    """``broken_at``: the first event that does not fit, or None. ``last_hash``: of the newest event that does fit."""

    is_whole: bool
    events: int
    last_hash: str
    broken_at: int | None = None
    cause: str | None = None


def append(conn: sqlite3.Connection, entry: Entry) -> int:
    """Write down what was done, after all that was written before; the number of the event."""
    with transaction(conn):
        last = conn.execute("SELECT event_id, hash FROM audit_events ORDER BY event_id DESC LIMIT 1").fetchone()
        # Numbers are never given twice, also when the newest rows were taken away by force.
        given = conn.execute("SELECT seq FROM sqlite_sequence WHERE name = 'audit_events'").fetchone()
        number = max(last[0] if last else 0, given[0] if given else 0) + 1
        texts = [text[:MAX_TEXT] for text in msgspec.structs.astuple(entry)]
        content = (number, now_us(), *texts, last[1] if last else "")
        marks = ", ".join("?" * (len(content) + 1))
        conn.execute(f"INSERT INTO audit_events ({_COLUMNS}) VALUES ({marks})", (*content, _hash(content)))  # noqa: S608
    return int(number)


def list_events(
    conn: sqlite3.Connection, *, actor: str | None = None, text: str | None = None, skip: int = 0, limit: int = 100
) -> list[AuditEvent]:
    """Newest first. ``actor``: only theirs. ``text``: only those in which it stands somewhere."""
    pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%" if text else None
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM audit_events WHERE (?1 IS NULL OR actor = ?1) AND (?2 IS NULL OR "  # noqa: S608
        "actor || ' ' || action || ' ' || object || ' ' || outcome || ' ' || old || ' ' || new || ' ' || reason "
        "LIKE ?2 ESCAPE '\\') ORDER BY event_id DESC LIMIT ?3 OFFSET ?4",
        (actor or None, pattern, limit, skip),
    )
    return [
        AuditEvent(
            event_id=row[0], at=us_to_text(row[1]), actor=row[2], role=row[3], source=row[4], action=row[5],
            object=row[6], outcome=row[7], old=row[8], new=row[9], reason=row[10], hash=row[12],
        )
        for row in rows
    ]  # fmt: skip


def verify(conn: sqlite3.Connection, expected_hash: str | None = None) -> Verification:
    """Follow the chain from its beginning. ``expected_hash``: noted earlier, must be that of some event."""
    events, previous, is_known = 0, "", False
    for row in _rows(conn):
        cause = _fault(row, events, previous)
        if cause is not None:
            return Verification(is_whole=False, events=events, last_hash=previous, broken_at=row[0], cause=cause)
        events, previous = events + 1, row[-1]
        is_known |= previous == expected_hash
    cause = _missing_end(conn, events)
    if cause is None and expected_hash is not None and not is_known:
        cause = "No event has the hash that was noted: the trail was written anew or is another one."
    return Verification(is_whole=cause is None, events=events, last_hash=previous, cause=cause)


def _rows(conn: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    yield from conn.execute(f"SELECT {_COLUMNS} FROM audit_events ORDER BY event_id")  # noqa: S608


def _fault(row: tuple[Any, ...], seen: int, previous: str) -> str | None:
    if row[0] != seen + 1:
        return f"Events are missing before it: {seen + 1} should follow."
    if row[-2] != previous:
        return "It does not continue the event before it."
    if row[-1] != _hash(row[:-1]):
        return "Its content is not what was written."
    return None


def _missing_end(conn: sqlite3.Connection, events: int) -> str | None:
    given = conn.execute("SELECT seq FROM sqlite_sequence WHERE name = 'audit_events'").fetchone()
    if given is not None and given[0] != events:
        return f"{given[0]} events were written and {events} are there: the newest were taken away."
    return None


def _hash(content: tuple[object, ...]) -> str:
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()
