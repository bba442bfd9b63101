"""What remains known of background tasks when the web server restarts. A reboot empties it."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Iterator
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.exc import StorageError
from pioreactor.storage.caches import open_small_database
from pioreactor.storage.paths import temporary_cache_path

KEPT: Final = 200
LONGEST_BYTES: Final = 100_000
"""Longer results are told by the server that made them only: they lie in memory."""
RESTARTED: Final = "The web server was restarted."
_log = logging.getLogger("pioreactor.web.tasks")
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS web_tasks (number INTEGER PRIMARY KEY, task_id TEXT UNIQUE NOT NULL, "
    "queue TEXT NOT NULL, what TEXT NOT NULL, submitted_at TEXT NOT NULL, ended_at TEXT, told BLOB) STRICT"
)
_COLUMNS: Final = "task_id, what, submitted_at, ended_at, told"


class Told(msgspec.Struct, omit_defaults=True):
    """How a task ended. ``result``: JSON as it was. ``is_left_out``: it succeeded, but its result could not be kept."""

    status: str
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: str | None = None
    cause: str | None = None
    remediation: str | None = None
    is_left_out: bool = False


class StoredTask(msgspec.Struct):
    """One task. ``what``: the request that asked for it; ``told`` is None until it ends."""

    task_id: str
    what: str
    submitted_at: str
    ended_at: str | None
    told: Told | None


class TaskStore:
    """The tasks of one queue. A store that cannot be written is logged, and never keeps a task from its work."""

    def __init__(self, queue: str) -> None:
        self._queue = queue
        self._guard = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def open(self) -> None:
        """Begin; whatever an earlier server left unfinished has failed."""
        with self._complaining(), self._guard:
            self._connection = open_small_database(temporary_cache_path(), check_same_thread=False)
            self._connection.execute(_TABLE)
            told = Told(
                status="failed",
                error=RESTARTED,
                cause="The task was waiting or under way when the web server ended.",
                remediation="It may be done in part: look at the job or the unit itself before asking again.",
            )
            self._connection.execute(
                "UPDATE web_tasks SET ended_at = ?, told = ? WHERE queue = ? AND told IS NULL",
                (clock.timestamp(), msgspec.json.encode(told), self._queue),
            )

    def close(self) -> None:
        """End."""
        with self._guard:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def note_submitted(self, task_id: str, what: str) -> None:
        """A task waits for its turn."""
        with self._complaining(), self._guard:
            if self._connection is None:
                return
            self._connection.execute(
                "INSERT INTO web_tasks (task_id, queue, what, submitted_at) VALUES (?, ?, ?, ?)",
                (task_id, self._queue, what, clock.timestamp()),
            )
            self._connection.execute(
                "DELETE FROM web_tasks WHERE told IS NOT NULL AND number <= (SELECT max(number) FROM web_tasks) - ?",
                (KEPT,),
            )

    def note_ended(self, task_id: str, status: str, result: object, error: Told | None = None) -> None:
        """A task has ended. ``error``: how, where it has failed."""
        told = error if error is not None else _succeeded(status, result)
        with self._complaining(), self._guard:
            if self._connection is not None:
                self._connection.execute(
                    "UPDATE web_tasks SET ended_at = ?, told = ? WHERE task_id = ?",
                    (clock.timestamp(), msgspec.json.encode(told), task_id),
                )

    def find(self, task_id: str) -> StoredTask | None:
        """A task of any queue; None for an id that was never given out, or is forgotten."""
        found = self._select("WHERE task_id = ?", task_id)
        return found[0] if found else None

    def recent(self, limit: int) -> list[StoredTask]:
        """The newest tasks of all queues, the newest first."""
        return self._select("ORDER BY number DESC LIMIT ?", limit)

    def _select(self, rest: str, parameter: str | int) -> list[StoredTask]:
        with self._complaining(), self._guard:
            if self._connection is not None:
                rows = self._connection.execute(f"SELECT {_COLUMNS} FROM web_tasks {rest}", (parameter,)).fetchall()  # noqa: S608
                return [
                    StoredTask(task_id, what, submitted_at, ended_at, _decoded(told))
                    for task_id, what, submitted_at, ended_at, told in rows
                ]
        return []

    @contextlib.contextmanager
    def _complaining(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, StorageError) as error:
            _log.warning("What becomes of tasks cannot be kept for a restart: %s", error)


def _succeeded(status: str, result: object) -> Told:
    try:
        encoded = msgspec.json.encode(result)
    except (TypeError, ValueError):
        return Told(status, is_left_out=True)
    if len(encoded) > LONGEST_BYTES:
        return Told(status, is_left_out=True)
    return Told(status, msgspec.Raw(encoded))


def _decoded(told: bytes | None) -> Told | None:
    return None if told is None else msgspec.json.decode(told, type=Told)
