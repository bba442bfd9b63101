"""Personal tokens for scripts. Only SHA-256 sums of them are stored."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

import msgspec

from pioreactor.exc import PioreactorError
from pioreactor.storage.database.connection import transaction
from pioreactor.storage.database.sign_ins import SignedIn
from pioreactor.storage.database.times import MINUTE_US, now_us, us_to_text

_NOTED_EVERY_US: Final = 10 * MINUTE_US


class TokenNameTakenError(PioreactorError):
    """The same person has another token of this name."""


class UnknownTokenError(PioreactorError):
    """There is no such token."""


class ApiToken(msgspec.Struct, kw_only=True):
    """``role``: the most that it may do; never more than its owner. Times are ISO-8601 in UTC."""

    token_id: int
    username: str
    name: str
    role: str
    created_at: str
    expires_at: str
    is_expired: bool
    used_at: str | None


def add_token(
    conn: sqlite3.Connection, username: str, name: str, role: str, token_hash: bytes, expires_us: int
) -> ApiToken:
    """Keep a token. Raises TokenNameTakenError."""
    with transaction(conn):
        try:
            made = conn.execute(
                "INSERT INTO api_tokens (token_hash, username, name, role, created_us, expires_us) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (token_hash, username, name, role, now_us(), expires_us),
            )
        except sqlite3.IntegrityError as error:
            raise TokenNameTakenError(f"{username} has a token {name!r} already. Choose another name.") from error
        return get_token(conn, int(made.lastrowid or 0))


def list_tokens(conn: sqlite3.Connection, username: str | None = None) -> list[ApiToken]:
    """Those of one person, or all; newest first."""
    rows = conn.execute(
        "SELECT token_id, username, name, role, created_us, expires_us, used_us FROM api_tokens "
        "WHERE ?1 IS NULL OR username = ?1 ORDER BY token_id DESC",
        (username,),
    )
    return [_token(row) for row in rows]


def get_token(conn: sqlite3.Connection, token_id: int) -> ApiToken:
    """One of them. Raises UnknownTokenError."""
    row = conn.execute(
        "SELECT token_id, username, name, role, created_us, expires_us, used_us FROM api_tokens WHERE token_id = ?",
        (token_id,),
    ).fetchone()
    if row is None:
        raise UnknownTokenError(f"There is no token {token_id}.")
    return _token(row)


def revoke_token(conn: sqlite3.Connection, token_id: int) -> ApiToken:
    """It opens nothing any more; what it was. Raises UnknownTokenError."""
    with transaction(conn):
        found = get_token(conn, token_id)
        conn.execute("DELETE FROM api_tokens WHERE token_id = ?", (token_id,))
        return found


def find_token(conn: sqlite3.Connection, token_hash: bytes) -> tuple[SignedIn, str, str] | None:
    """Its owner with the owner's role, its own role and its name; None for one that is over or unknown."""
    now = now_us()
    row = conn.execute(
        "SELECT u.username, u.role, t.role, t.name, coalesce(t.used_us, 0) FROM api_tokens AS t "
        "JOIN users AS u ON u.username = t.username WHERE t.token_hash = ? AND t.expires_us > ?",
        (token_hash, now),
    ).fetchone()
    if row is None:
        return None
    return SignedIn(str(row[0]), str(row[1]), now - int(row[4]) < _NOTED_EVERY_US), str(row[2]), str(row[3])


def note_token(conn: sqlite3.Connection, token_hash: bytes) -> None:
    """It was used now."""
    conn.execute("UPDATE api_tokens SET used_us = ? WHERE token_hash = ?", (now_us(), token_hash))


def _token(row: tuple[Any, ...]) -> ApiToken:
    token_id, username, name, role, created_us, expires_us, used_us = row
    return ApiToken(
        token_id=token_id,
        username=username,
        name=name,
        role=role,
        created_at=us_to_text(created_us),
        expires_at=us_to_text(expires_us),
        is_expired=expires_us <= now_us(),
        used_at=None if used_us is None else us_to_text(used_us),
    )
