"""Sessions of browsers, and links that open one. Only SHA-256 sums of their secrets are stored."""

from __future__ import annotations

import sqlite3
from typing import Final, NamedTuple

from pioreactor.storage.database.connection import transaction
from pioreactor.storage.database.times import MINUTE_US, SECOND_US, now_us

_NOTED_EVERY_US: Final = 10 * MINUTE_US


class SignedIn(NamedTuple):
    """Whose session or token it is, with the role that holds now. ``is_noted``: its use was written down lately."""

    username: str
    role: str
    is_noted: bool


def open_session(conn: sqlite3.Connection, username: str, session_hash: bytes, lasts_s: float, source: str) -> None:
    """Remember a browser for ``lasts_s`` clock seconds; sessions that are over are forgotten."""
    now = now_us()
    with transaction(conn):
        conn.execute("DELETE FROM sessions WHERE expires_us <= ?", (now,))
        conn.execute(
            "INSERT INTO sessions (session_hash, username, created_us, expires_us, seen_us, source) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (session_hash, username, now, now + round(lasts_s * SECOND_US), now, source),
        )
        conn.execute("UPDATE users SET seen_us = ? WHERE username = ?", (now, username))


def find_session(conn: sqlite3.Connection, session_hash: bytes) -> SignedIn | None:
    """Whose it is, or None when it is over."""
    now = now_us()
    row = conn.execute(
        "SELECT u.username, u.role, s.seen_us FROM sessions AS s JOIN users AS u ON u.username = s.username "
        "WHERE s.session_hash = ? AND s.expires_us > ?",
        (session_hash, now),
    ).fetchone()
    return None if row is None else SignedIn(str(row[0]), str(row[1]), now - int(row[2]) < _NOTED_EVERY_US)


def note_session(conn: sqlite3.Connection, session_hash: bytes) -> None:
    """It was used now."""
    now = now_us()
    with transaction(conn):
        conn.execute("UPDATE sessions SET seen_us = ? WHERE session_hash = ?", (now, session_hash))
        conn.execute(
            "UPDATE users SET seen_us = ? WHERE username = (SELECT username FROM sessions WHERE session_hash = ?)",
            (now, session_hash),
        )


def end_session(conn: sqlite3.Connection, session_hash: bytes) -> None:
    """This browser is signed in no more."""
    conn.execute("DELETE FROM sessions WHERE session_hash = ?", (session_hash,))


def end_sessions_of(conn: sqlite3.Connection, username: str) -> int:
    """No browser of somebody is signed in any more; how many were. Their unused links end, too."""
    with transaction(conn):
        conn.execute("DELETE FROM sign_in_links WHERE username = ?", (username,))
        return conn.execute("DELETE FROM sessions WHERE username = ?", (username,)).rowcount


def end_all(conn: sqlite3.Connection) -> None:
    """Nobody is signed in any more: after a restore, because a session that was ended may have come back."""
    with transaction(conn):
        conn.execute("DELETE FROM sessions")
        conn.execute("DELETE FROM sign_in_links")


def add_link(conn: sqlite3.Connection, username: str, link_hash: bytes, lasts_s: float) -> int:
    """Keep a link that opens one session of somebody; its end in microseconds UTC."""
    now = now_us()
    expires = now + round(lasts_s * SECOND_US)
    with transaction(conn):
        conn.execute("DELETE FROM sign_in_links WHERE expires_us <= ?", (now,))
        conn.execute("INSERT INTO sign_in_links VALUES (?, ?, ?)", (link_hash, username, expires))
    return expires


def use_link(conn: sqlite3.Connection, link_hash: bytes) -> str | None:
    """The user whose link it is; it works once. None for one that is used, over or unknown."""
    with transaction(conn):
        row = conn.execute(
            "DELETE FROM sign_in_links WHERE link_hash = ? RETURNING username, expires_us", (link_hash,)
        ).fetchone()
    return str(row[0]) if row is not None and int(row[1]) > now_us() else None
