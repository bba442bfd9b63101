"""People who may use the appliance, and what they may do."""

from __future__ import annotations

import re
import sqlite3
from typing import Any, Final

import msgspec

from pioreactor.exc import PioreactorError
from pioreactor.storage.database.connection import transaction
from pioreactor.storage.database.times import now_us, us_to_text

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")
_COLUMNS: Final = (
    "username, role, password_hash <> '', created_us, seen_us, "
    "(SELECT count(*) FROM sessions AS s WHERE s.username = u.username AND s.expires_us > ?)"
)


class UserNameError(PioreactorError, ValueError):
    """Nobody can have this name."""


class UserExistsError(PioreactorError):
    """Somebody has this name already."""


class UnknownUserError(PioreactorError):
    """Nobody has this name."""


class LastAdminError(PioreactorError):
    """Without this admin nobody could manage the appliance."""


class User(msgspec.Struct, kw_only=True):
    """``role``: viewer, operator or admin. ``sessions``: browsers that are signed in. Times are ISO-8601 in UTC."""

    username: str
    role: str
    has_password: bool
    created_at: str
    seen_at: str | None
    sessions: int


def check_username(name: str) -> str:
    """The name as it is stored, in lower case. Raises UserNameError."""
    small = name.strip().lower()
    if not _NAME.fullmatch(small):
        raise UserNameError(
            f"{name[:80]!r} is not a user name. Use up to 64 letters, digits and . _ @ + -, beginning with a letter "
            "or digit."
        )
    return small


def is_claimed(conn: sqlite3.Connection) -> bool:
    """True once there is a first user."""
    return conn.execute("SELECT 1 FROM users LIMIT 1").fetchone() is not None


def add_user(conn: sqlite3.Connection, username: str, role: str, password_hash: str = "") -> User:
    """Let somebody in. Without a password they sign in by a link. Raises UserNameError, UserExistsError."""
    name = check_username(username)
    now = now_us()
    try:
        conn.execute(
            "INSERT INTO users (username, role, password_hash, created_us, password_changed_us) VALUES (?, ?, ?, ?, ?)",
            (name, role, password_hash, now, now),
        )
    except sqlite3.IntegrityError as error:
        raise UserExistsError(f"There is a user {name} already. Choose another name.") from error
    return get_user(conn, name)


def add_first_user(conn: sqlite3.Connection, username: str, password_hash: str) -> User:
    """The admin who claims the appliance. Raises UserExistsError once there is anybody, UserNameError."""
    with transaction(conn):
        if is_claimed(conn):
            raise UserExistsError("This appliance has been claimed already. Sign in, or ask an admin to let you in.")
        return add_user(conn, username, "admin", password_hash)


def list_users(conn: sqlite3.Connection) -> list[User]:
    """All of them, by name."""
    rows = conn.execute(f"SELECT {_COLUMNS} FROM users AS u ORDER BY username", (now_us(),))  # noqa: S608
    return [_user(row) for row in rows]


def get_user(conn: sqlite3.Connection, username: str) -> User:
    """One of them. Raises UnknownUserError."""
    row = conn.execute(f"SELECT {_COLUMNS} FROM users AS u WHERE username = ?", (now_us(), username)).fetchone()  # noqa: S608
    if row is None:
        raise UnknownUserError(f"There is no user {username[:80]!r}.")
    return _user(row)


def password_hash_of(conn: sqlite3.Connection, username: str) -> str:
    """What is stored of the password; '' for none and for an unknown name."""
    row = conn.execute("SELECT password_hash FROM users WHERE username = ?", (username,)).fetchone()
    return str(row[0]) if row else ""


def set_role(conn: sqlite3.Connection, username: str, role: str) -> User:
    """Change what somebody may do; holds from their next request on. Raises UnknownUserError, LastAdminError."""
    with transaction(conn):
        if role != "admin":
            _keep_an_admin(conn, username)
        conn.execute("UPDATE users SET role = ? WHERE username = ?", (role, username))
        return get_user(conn, username)


def set_password_hash(
    conn: sqlite3.Connection, username: str, password_hash: str, *, kept_session: bytes = b""
) -> None:
    """Give somebody a new password; all their sessions end but ``kept_session``. Raises UnknownUserError."""
    with transaction(conn):
        get_user(conn, username)
        conn.execute(
            "UPDATE users SET password_hash = ?, password_changed_us = ? WHERE username = ?",
            (password_hash, now_us(), username),
        )
        conn.execute("DELETE FROM sessions WHERE username = ? AND session_hash <> ?", (username, kept_session))
        conn.execute("DELETE FROM sign_in_links WHERE username = ?", (username,))


def remove_user(conn: sqlite3.Connection, username: str) -> None:
    """Let somebody in no more; sessions, links and tokens end. Raises UnknownUserError, LastAdminError."""
    with transaction(conn):
        _keep_an_admin(conn, username)
        conn.execute("DELETE FROM users WHERE username = ?", (username,))


def _keep_an_admin(conn: sqlite3.Connection, username: str) -> None:
    get_user(conn, username)
    if conn.execute("SELECT 1 FROM users WHERE role = 'admin' AND username <> ?", (username,)).fetchone() is None:
        raise LastAdminError(f"{username} is the last admin. Make somebody else an admin first.")


def _user(row: tuple[Any, ...]) -> User:
    name, role, has_password, created_us, seen_us, sessions = row
    return User(
        username=name,
        role=role,
        has_password=bool(has_password),
        created_at=us_to_text(created_us),
        seen_at=None if seen_us is None else us_to_text(seen_us),
        sessions=sessions,
    )
