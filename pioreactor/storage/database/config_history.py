"""Earlier versions of configuration files."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import msgspec

from pioreactor import clock
from pioreactor.storage.database.connection import transaction


class ConfigVersion(msgspec.Struct):
    """The text that a configuration file got at a time."""

    filename: str
    timestamp: str
    data: str


def record_config(conn: sqlite3.Connection, filename: str, data: str) -> None:
    """Keep a version; the same text as the newest one is not kept twice."""
    with transaction(conn):
        newest = config_history(conn, [filename], limit=1)
        if newest and newest[0].data == data:
            return
        conn.execute(
            "INSERT INTO config_files_histories (timestamp, filename, data) VALUES (?, ?, ?)",
            (clock.timestamp(), filename, data),
        )


def config_history(conn: sqlite3.Connection, filenames: Sequence[str], limit: int = 200) -> list[ConfigVersion]:
    """Kept versions of a file (which may have had several names), newest first."""
    marks = ", ".join("?" * len(filenames))
    rows = conn.execute(
        f"SELECT filename, timestamp, data FROM config_files_histories WHERE filename IN ({marks}) "  # noqa: S608
        "ORDER BY timestamp DESC, rowid DESC LIMIT ?",
        (*filenames, limit),
    )
    return [ConfigVersion(*row) for row in rows]
