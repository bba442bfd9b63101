"""The audit trail only grows, and shows when somebody changed it by force."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pioreactor.storage.database import audit, connect, migrate

TRIGGERS = ("audit_events_unchanged", "audit_events_kept", "audit_events_appended")


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "a.sqlite")) as made:
        migrate(made)
        for number in range(5):
            audit.append(made, audit.Entry(actor="mira", role="admin", source="local", action=f"act {number}"))
        yield made


def by_force(conn: sqlite3.Connection, statement: str) -> audit.Verification:
    for trigger in TRIGGERS:
        conn.execute(f"DROP TRIGGER {trigger}")
    conn.execute(statement)
    return audit.verify(conn)


def test_a_trail_that_nobody_touched_is_whole(conn: sqlite3.Connection) -> None:
    found = audit.verify(conn)
    assert (found.is_whole, found.events, found.broken_at) == (True, 5, None)
    noted = found.last_hash
    audit.append(conn, audit.Entry(actor="theo", role="viewer", source="10.0.0.1", action="more"))
    assert audit.verify(conn, noted).is_whole
    assert not audit.verify(conn, "0" * 64).is_whole


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET actor = 'theo' WHERE event_id = 2",
        "DELETE FROM audit_events WHERE event_id = 2",
        "DELETE FROM audit_events",
        "REPLACE INTO audit_events SELECT 2, t_us, 'theo', role, source, action, object, outcome, old, new, reason, "
        "previous_hash, hash FROM audit_events WHERE event_id = 2",
        "INSERT INTO audit_events SELECT 6, t_us, actor, role, source, action, object, outcome, old, new, reason, "
        "'forged', hash FROM audit_events WHERE event_id = 2",
    ],
)
def test_sqlite_refuses_to_change_it(conn: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=r"append-only|follow the last"):
        conn.execute(statement)
    plain = sqlite3.connect(conn.execute("PRAGMA database_list").fetchone()[2])
    with closing(plain), pytest.raises(sqlite3.IntegrityError):
        plain.execute(statement)
    assert audit.verify(conn).events == 5


@pytest.mark.parametrize("column", ["actor", "role", "source", "action", "object", "outcome", "old", "new", "reason"])
def test_a_row_that_was_changed_by_force_is_found(conn: sqlite3.Connection, column: str) -> None:
    found = by_force(conn, f"UPDATE audit_events SET {column} = 'other' WHERE event_id = 3")
    assert (found.is_whole, found.broken_at) == (False, 3)
    assert "not what was written" in str(found.cause)


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit_events SET t_us = t_us + 1 WHERE event_id = 1", 1),
        ("DELETE FROM audit_events WHERE event_id = 1", 2),
        ("DELETE FROM audit_events WHERE event_id = 3", 4),
        ("DELETE FROM audit_events WHERE event_id = 5", None),
        ("DELETE FROM audit_events", None),
        ("UPDATE audit_events SET hash = 'x' WHERE event_id = 5", 5),
    ],
)
def test_rows_that_are_missing_or_moved_are_found(
    conn: sqlite3.Connection, statement: str, broken_at: int | None
) -> None:
    found = by_force(conn, statement)
    assert (found.is_whole, found.broken_at) == (False, broken_at)
    assert found.cause


def test_numbers_are_not_given_twice_after_the_end_was_cut_off(conn: sqlite3.Connection) -> None:
    assert not by_force(conn, "DELETE FROM audit_events WHERE event_id > 3").is_whole
    assert audit.append(conn, audit.Entry(actor="mira", role="admin", source="local", action="later")) == 6
    assert audit.verify(conn).broken_at == 6


def test_a_text_with_signs_of_sql_is_only_a_text(conn: sqlite3.Connection) -> None:
    audit.append(conn, audit.Entry(actor="a_b", role="", source="", action="50 % \\ '; DROP TABLE audit_events; --"))
    assert len(audit.list_events(conn, text="50 % \\ '")) == 1
    assert audit.list_events(conn, text="aXb") == []
    assert [event.action for event in audit.list_events(conn, actor="mira", limit=2)] == ["act 4", "act 3"]
