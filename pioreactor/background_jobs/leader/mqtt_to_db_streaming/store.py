"""Writing batches: one transaction each, roll-ups and receipts included."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import LONGEST_NUMBER, Batch, Message
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.series_states import SeriesStates
from pioreactor.storage.database.connection import connect, transaction
from pioreactor.storage.database.dead_letters import add_dead_letter
from pioreactor.storage.database.durability import sync_to_disk
from pioreactor.storage.database.points import PointRow, insert_point, insert_points
from pioreactor.storage.database.receipts import JournalKey, Receipts, record_absence
from pioreactor.storage.database.rollups import refresh_stale

_NOT_THE_ROWS_FAULT: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_INTERRUPT,
    }
)


REFUSALS: Final = (sqlite3.Error, OverflowError, UnicodeEncodeError)
"""What a row may meet that SQLite does not take: a limit of the schema, a number too large, text that is none."""


def is_trouble_of_the_disk(error: Exception) -> bool:
    """True if waiting may help (locked, disk full, ...); False if the row itself is refused."""
    code = error.sqlite_errorcode if hasattr(error, "sqlite_errorcode") else None
    return code is not None and (code & 0xFF) in _NOT_THE_ROWS_FAULT


class Store:
    """The ingest's side of the database. Used by one thread."""

    def __init__(self, path: Path, receipts: Receipts, *, busy_wait_ms: int = 2000) -> None:
        """``path``: a migrated database. ``busy_wait_ms``: how long one try waits for another writer."""
        self.path = path
        self._receipts = receipts
        self._busy_wait_ms = busy_wait_ms
        self._conn: sqlite3.Connection | None = None
        self._states = SeriesStates()

    def store(self, batch: Batch) -> int:
        """Write a batch as a whole and return the number of rows. Raises sqlite3.Error if nothing was written."""
        conn = self._connection()
        try:
            with transaction(conn):
                rows = self._write(conn, batch)
                ledgers = self._receipts.write(conn)
        except sqlite3.Error as error:
            self._states.forget()
            if is_trouble_of_the_disk(error) and (error.sqlite_errorcode & 0xFF) != sqlite3.SQLITE_BUSY:
                self.close()
            raise
        with self._receipts.lock:
            self._receipts.settle(ledgers)
        return rows

    def refresh_stale_rollups(self) -> int:
        """Work off what plain SQL inserts left; see rollups.refresh_stale."""
        return refresh_stale(self._connection())

    def make_durable(self) -> None:
        """Return when everything stored so far survives a power cut. Raises OSError."""
        sync_to_disk(self.path)

    def close(self) -> None:
        """Close the connection; it opens again when needed."""
        conn, self._conn = self._conn, None
        self._states.forget()
        if conn is not None:
            conn.close()

    def _connection(self) -> sqlite3.Connection:
        if self._conn is None:
            self._conn = connect(self.path, enforce_experiments=False, busy_wait_ms=self._busy_wait_ms)
        return self._conn

    def _write(self, conn: sqlite3.Connection, batch: Batch) -> int:
        self._states.begin(conn)
        rows = self._write_points(conn, batch)
        for statement, parameters, message in batch.inserts:
            try:
                conn.execute(statement, parameters)
                rows += 1
            except REFUSALS as error:
                self._refuse(conn, message, error)
        for message, reason in batch.dead:
            _bury(conn, message, reason)
        for absence in batch.absences:
            if not absence.was_acknowledged:
                record_absence(conn, JournalKey(absence.unit, absence.journal_id), absence.first, absence.last)
        return rows

    def _write_points(self, conn: sqlite3.Connection, batch: Batch) -> int:
        states = self._states
        rows = [(states.id_of(key), *tail) for key, tail in zip(batch.keys, batch.points, strict=True)]
        if not rows:
            return 0
        conn.execute("SAVEPOINT points")
        written = len(rows)
        if not _insert_all(conn, rows):
            conn.execute("ROLLBACK TO points")
            written = 0
            for row, message in zip(rows, batch.origins, strict=True):
                try:
                    written += insert_point(conn, row, is_new=bool(message.journal))
                except REFUSALS as error:
                    self._refuse(conn, message, error)
        conn.execute("RELEASE points")
        states.note(rows)
        states.roll_up(conn)
        return written

    def _refuse(self, conn: sqlite3.Connection, message: Message, error: Exception) -> None:
        if is_trouble_of_the_disk(error):
            raise error
        _bury(conn, message, f"the database refused the row: {error}")


def _insert_all(conn: sqlite3.Connection, rows: list[PointRow]) -> bool:
    try:
        return insert_points(conn, rows)
    except (OverflowError, UnicodeEncodeError):
        return False


def _bury(conn: sqlite3.Connection, message: Message, reason: str) -> None:
    journal_id, _, number = message.journal.partition(":")
    add_dead_letter(
        conn,
        message.received_us,
        message.topic.decode(errors="replace"),
        message.payload,
        reason,
        journal_id or None,
        int(number) if number.isdecimal() and len(number) <= LONGEST_NUMBER else None,
    )
