"""What commands on the leader need: its database, and their entry in the audit trail."""

from __future__ import annotations

import contextlib
import getpass
import sqlite3
from collections.abc import Iterator

from pioreactor.storage import database
from pioreactor.storage.database import audit
from pioreactor.whoami import get_unit_name


@contextlib.contextmanager
def open_database() -> Iterator[sqlite3.Connection]:
    """The leader's database with its newest schema. Raises DatabaseError, sqlite3.OperationalError."""
    with contextlib.closing(database.connect()) as connection:
        database.migrate(connection)
        yield connection


def account() -> str:
    """Who runs this program, as ``account@unit``."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "unknown"
    return f"{name}@{get_unit_name()}"


def write_down(
    conn: sqlite3.Connection, action: str, object: str, *, old: str = "", new: str = "", reason: str = ""
) -> None:
    """Put what a command did into the audit trail. No secrets."""
    entry = audit.Entry(
        actor=account(), role="admin", source="local", action=action, object=object, outcome="done",
        old=old, new=new, reason=reason,
    )  # fmt: skip
    audit.append(conn, entry)
