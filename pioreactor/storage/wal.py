"""Switching a SQLite file to write-ahead logging while other processes do the same."""

from __future__ import annotations

import sqlite3
from typing import Final

from pioreactor import clock

_PATIENCE_S: Final = 5.0


def use_wal(connection: sqlite3.Connection) -> None:
    """Make sure that the file is in WAL mode; waits up to 5 wall seconds for others.

    SQLite does not call its busy handler for this one statement, so two processes that make the same file would meet
    "database is locked" whatever their time-out. Raises sqlite3.OperationalError when the wait is over.
    """
    deadline = clock.wall_monotonic() + _PATIENCE_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or clock.wall_monotonic() >= deadline:
                raise
            clock.wall_sleep(0.005)
