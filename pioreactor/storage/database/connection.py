"""Opening the leader's database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pioreactor.storage.wal import use_wal

BUSY_WAIT_MS: Final = 15_000


def connect(
    path: Path | str | None = None,
    readonly: bool = False,
    *,
    enforce_experiments: bool = True,
    busy_wait_ms: int = BUSY_WAIT_MS,
) -> sqlite3.Connection:
    """A connection in autocommit mode; group statements with :func:`transaction`.

    ``path``: database file, default the leader's. ``readonly``: refuse writing (the file must exist).
    ``enforce_experiments``: foreign keys are enforced; the ingest switches this off, because readings of unknown
    experiments are stored too, in the tables of plugins as well. ``busy_wait_ms``: how long a statement waits for
    another writer. A connection may be handed from thread to thread but not used by two at once. Raises
    sqlite3.OperationalError when the file cannot be opened.
    """
    if path is None:
        from pioreactor.storage.paths import database_path

        path = database_path()
    path = Path(path)
    if not readonly:
        path.parent.mkdir(parents=True, exist_ok=True)
    conn = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={'ro' if readonly else 'rwc'}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        _configure(conn, readonly, enforce_experiments, busy_wait_ms)
    except sqlite3.Error:
        conn.close()
        raise
    return conn


def _configure(conn: sqlite3.Connection, readonly: bool, enforce_experiments: bool, busy_wait_ms: int) -> None:
    conn.execute(f"PRAGMA busy_timeout = {int(busy_wait_ms)}")
    conn.execute(f"PRAGMA foreign_keys = {'ON' if enforce_experiments else 'OFF'}")
    conn.execute("PRAGMA recursive_triggers = ON")
    conn.execute("PRAGMA temp_store = MEMORY")
    conn.execute("PRAGMA cache_size = -8000")
    conn.execute("PRAGMA mmap_size = 268435456")
    if readonly:
        return
    if conn.execute("PRAGMA page_count").fetchone()[0] == 0:
        conn.execute("PRAGMA auto_vacuum = INCREMENTAL")
    use_wal(conn)
    conn.execute("PRAGMA synchronous = NORMAL")
    conn.execute("PRAGMA wal_autocheckpoint = 4000")


@contextmanager
def transaction(conn: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All statements inside or none. Takes the write lock at once; joins a transaction that is already open."""
    if conn.in_transaction:
        yield conn
        return
    conn.execute("BEGIN IMMEDIATE")
    try:
        yield conn
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise
