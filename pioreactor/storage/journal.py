"""The unit's journal: every reading and event is written down here before it is published.

Rows are numbered without gaps or repeats for the life of the file; the leader acknowledges what it holds safely, and
only then may it be forgotten here. What no backup of the leader holds yet is kept on, so that the leader can collect it
again after a restore. All processes of a unit append to the same file.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from pioreactor import clock
from pioreactor.exc import JournalError, StorageError
from pioreactor.storage import deferred
from pioreactor.storage.caches import open_small_database
from pioreactor.storage.files import sync_folder
from pioreactor.storage.paths import journal_path

SYNC_EVERY_S: Final = 1.0
"""Wall seconds after which a row is safe from a power cut at the latest."""
DEFAULT_CAP_BYTES: Final = 1024 * 1024 * 1024
"""Size at which the oldest unacknowledged rows are dropped: months of readings of one unit."""
NEARLY_FULL: Final = 0.8
KEPT_FOR_BACKUPS: Final = 0.5
"""Share of the size cap above which the oldest rows that the leader holds are forgotten, backed up or not."""
REOPEN_EVERY_S: Final = 1.0
_CHECKPOINT_PAGES: Final = 512
_DROPPED_SHARE: Final = 20  # a twentieth of the rows at a time

_SCHEMA = """
CREATE TABLE IF NOT EXISTS journal (
  number INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, payload BLOB NOT NULL, written_at REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO about VALUES ('acknowledged', '0'), ('dropped', '0') ON CONFLICT DO NOTHING;
"""


class JournalRow(NamedTuple):
    """One message. ``written_at_s``: unix seconds."""

    number: int
    topic: str
    payload: bytes
    written_at_s: float


class Journal:
    """The open journal. Safe to share between threads; a failed disk is tried again at the next call."""

    def __init__(self, path: Path | None = None, *, cap_bytes: int = DEFAULT_CAP_BYTES) -> None:
        """Nothing is opened yet. ``path``: default the unit's journal; ``cap_bytes``: see DEFAULT_CAP_BYTES."""
        self.path = path or journal_path()
        self.cap_bytes = cap_bytes
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._journal_id = ""
        self._wal: int | None = None
        self._retry_at = 0.0
        self._last_failure = ""
        self._dirty = False

    @property
    def journal_id(self) -> str:
        """Eight hexadecimal digits that no other journal file has. Raises JournalError if the file cannot be opened."""
        with self._ready():
            return self._journal_id

    def append(self, topic: str, payload: bytes, *, durable: bool = False) -> int:
        """Write one message down and return its number.

        ``durable``: return only when it is safe from a power cut (a few ms on an SD card; for doses). Otherwise that
        happens within SYNC_EVERY_S. Raises JournalError when the disk is full, read-only or broken.
        """
        with self._ready() as connection:
            cursor = connection.execute(
                "INSERT INTO journal (topic, payload, written_at) VALUES (?, ?, ?)", (topic, payload, clock.now_s())
            )
            number = int(cursor.lastrowid or 0)
        self._dirty = True
        if durable:
            self._sync()
        else:
            deferred.call_later(("journal", id(self)), SYNC_EVERY_S, self._sync_quietly)
        return number

    def read(self, after: int, limit: int = 1000) -> list[JournalRow]:
        """Up to ``limit`` rows with a number above ``after``, in order. Raises JournalError."""
        with self._ready() as connection:
            query = "SELECT number, topic, payload, written_at FROM journal WHERE number > ? ORDER BY number LIMIT ?"
            return [JournalRow(*row) for row in connection.execute(query, (after, limit))]

    def last_number(self) -> int:
        """The highest number ever given; 0 for a new journal. Raises JournalError."""
        with self._ready() as connection:
            row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'journal'").fetchone()
            return int(row[0]) if row else 0

    def acknowledged(self) -> int:
        """The number up to which the leader holds everything. Raises JournalError."""
        return int(self._about("acknowledged"))

    def dropped(self) -> int:
        """How many unacknowledged rows the size cap has cost so far. Raises JournalError."""
        return int(self._about("dropped"))

    def acknowledge(self, through: int, *, keep_after: int | None = None) -> int:
        """The leader holds rows up to and including ``through``; returns the watermark that now holds.

        Those up to ``keep_after`` are forgotten, by default all of them. A watermark never moves backwards. Raises
        JournalError, also for a number that was never given out.
        """
        last = self.last_number()
        if through > last:
            raise JournalError(f"Row {through} was never written; the last one is {last}. Nothing is forgotten.")
        with self._ready() as connection, _transaction(connection):
            holds = max(through, int(self._about("acknowledged")))
            connection.execute("UPDATE about SET value = ? WHERE key = 'acknowledged'", (str(holds),))
            forget = holds if keep_after is None else min(holds, keep_after)
            connection.execute("DELETE FROM journal WHERE number <= ?", (forget,))
        self._dirty = True
        deferred.call_later(("journal", id(self)), SYNC_EVERY_S, self._sync_quietly)
        return holds

    def kept(self) -> int:
        """How many rows are kept only until a backup of the leader holds them. Raises JournalError."""
        with self._ready() as connection:
            query = "SELECT count(*) FROM journal WHERE number <= ?"
            return int(connection.execute(query, (self.acknowledged(),)).fetchone()[0])

    def used_bytes(self) -> int:
        """Bytes in use inside the file; space of forgotten rows is used again. Raises JournalError."""
        with self._ready() as connection:
            pages, free, size = (
                int(connection.execute(f"PRAGMA {name}").fetchone()[0])
                for name in ("page_count", "freelist_count", "page_size")
            )
        return (pages - free) * size

    def nearly_full(self) -> bool:
        """True from 80 % of the size cap on: the leader has not collected for long. Raises JournalError."""
        self._forget_kept()
        return self.used_bytes() >= NEARLY_FULL * self.cap_bytes

    def close(self) -> None:
        """Sync and close. The journal opens again at the next call."""
        deferred.cancel(("journal", id(self)))
        self._sync_quietly()
        with self._lock:
            self._drop_connection()

    def __del__(self) -> None:
        # A late log line may have opened a journal again that its owner had closed.
        # While the interpreter ends, modules are gone already and the system closes the files.
        if self.__dict__.get("_connection") is not None and not sys.is_finalizing():
            self._drop_connection()

    def _about(self, key: str) -> str:
        with self._ready() as connection:
            return str(connection.execute("SELECT value FROM about WHERE key = ?", (key,)).fetchone()[0])

    @contextlib.contextmanager
    def _ready(self) -> Iterator[sqlite3.Connection]:
        """The open connection; any failure becomes a JournalError and the file is opened anew next time."""
        with self._lock:
            if self._connection is None:
                self._open()
            connection = self._connection
            assert connection is not None
            try:
                yield connection
            except sqlite3.Error as error:
                self._fail(error)

    def _open(self) -> None:
        if clock.wall_monotonic() < self._retry_at:
            raise JournalError(self._last_failure)
        try:
            self._connect()
        except sqlite3.DatabaseError as error:
            if not _is_damaged(error):
                self._fail(error)
            self._set_aside()
        except (OSError, StorageError) as error:
            if not _is_damaged(error.__cause__):
                self._fail(error)
            self._set_aside()

    def _set_aside(self) -> None:
        """Keep a damaged file for rescue under another name, and begin a new journal with a new identity."""
        stamp = clock.now().strftime("%Y%m%dT%H%M%S")
        try:
            self._drop_connection()
            for suffix in ("", "-wal", "-shm"):
                damaged = self.path.with_name(self.path.name + suffix)
                if damaged.exists():
                    damaged.rename(damaged.with_name(f"{self.path.name}.damaged-{stamp}{suffix}"))
            self._connect()
        except (OSError, sqlite3.Error, StorageError) as error:
            self._fail(error)

    def _connect(self) -> None:
        connection = open_small_database(self.path, check_same_thread=False)
        try:
            # Checkpoints copy pages with two fsyncs. They belong in _sync, not in the append of a control loop.
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            connection.executescript(_SCHEMA)
            query = "INSERT INTO about VALUES ('journal_id', ?) ON CONFLICT DO NOTHING"
            connection.execute(query, (os.urandom(4).hex(),))
            self._journal_id = str(connection.execute("SELECT value FROM about WHERE key = 'journal_id'").fetchone()[0])
            self._wal = os.open(f"{self.path}-wal", os.O_RDONLY)
            sync_folder(self.path.parent)
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def _fail(self, error: BaseException) -> None:
        self._drop_connection()
        self._retry_at = clock.wall_monotonic() + REOPEN_EVERY_S
        is_told = isinstance(error, StorageError)
        self._last_failure = str(error) if is_told else f"The journal {self.path} cannot be used: {error}."
        raise JournalError(self._last_failure) from error

    def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        wal, self._wal = self._wal, None
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()
        if wal is not None:
            os.close(wal)

    def _sync(self) -> None:
        """Make all rows so far safe from a power cut, then fold a long write-ahead log into the file."""
        with self._lock:
            # A copy of the descriptor: a slow disk must not keep the lock from those who append.
            handle = os.dup(self._wal) if self._wal is not None else None
            self._dirty = False
        if handle is None:
            return
        try:
            os.fsync(handle)
            log_bytes = os.fstat(handle).st_size
        except OSError as error:
            raise JournalError(f"The journal {self.path} could not be synced: {error}.") from error
        finally:
            os.close(handle)
        if log_bytes > _CHECKPOINT_PAGES * 4096:
            self._checkpoint()

    def _checkpoint(self) -> None:
        """Fold the write-ahead log in, through a connection of its own so that appends go on meanwhile."""
        with contextlib.suppress(sqlite3.Error):
            connection = sqlite3.connect(self.path, isolation_level=None, timeout=0.2)
            try:
                # TRUNCATE waits for readers and may fail then; the next sync tries again.
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()
        self._enforce_cap()

    def _enforce_cap(self) -> None:
        self._forget_kept()
        if self.used_bytes() < self.cap_bytes:
            return
        with self._ready() as connection, _transaction(connection):
            count = self._forget_some(up_to=self.last_number())
            connection.execute("UPDATE about SET value = value + ? WHERE key = 'dropped'", (count,))
        logging.getLogger("pioreactor").error(
            "The journal is full: the oldest %d rows, which the leader never collected, are lost.", count
        )

    def _forget_kept(self) -> None:
        """What is kept for backups gives way to what nobody has."""
        while self.used_bytes() >= KEPT_FOR_BACKUPS * self.cap_bytes and self._forget_some(up_to=self.acknowledged()):
            pass

    def _forget_some(self, *, up_to: int) -> int:
        """Delete the oldest twentieth of the rows, but none above ``up_to``; how many went."""
        with self._ready() as connection:
            first, last = connection.execute("SELECT min(number), max(number) FROM journal").fetchone()
            if first is None:
                return 0
            through = min(up_to, first + (last - first) // _DROPPED_SHARE)
            return connection.execute("DELETE FROM journal WHERE number <= ?", (through,)).rowcount

    def _sync_quietly(self) -> None:
        with contextlib.suppress(JournalError):  # the next append meets the same disk and tells its caller
            if self._dirty:
                self._sync()


def _is_damaged(error: BaseException | None) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and (code & 0xFF) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


_shared: dict[Path, Journal] = {}


def shared_journal() -> Journal:
    """The journal of this unit, opened once per process."""
    path = journal_path()
    if path not in _shared:
        from pioreactor.config import get_config

        _shared[path] = Journal(path, cap_bytes=get_config().getint("storage", "journal_max_mb") * 1024 * 1024)
    return _shared[path]


def close_shared() -> None:
    """Close this process's shared journals; the next use opens them again."""
    for journal in _shared.values():
        journal.close()
    _shared.clear()
