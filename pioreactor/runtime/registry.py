"""The unit's list of jobs: what runs, what ran since boot, and the last value of every setting.

A SQLite file in the run directory, so a reboot empties it. A row says "running" only as long as the very process that
registered it lives: whoever asks gets the truth even after a SIGKILL.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from pioreactor import clock
from pioreactor.exc import JobPresentError, JobRequiredError, StorageError
from pioreactor.runtime.processes import forget_own_job, is_alive, note_own_job, own_identity
from pioreactor.storage.caches import open_small_database
from pioreactor.storage.paths import temporary_cache_path

WITHOUT_PROCESS: Final = frozenset({"led_intensity"})
"""Names whose rows outlive the command that made them: the lamps stay on."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS pio_job_metadata (
  job_id INTEGER PRIMARY KEY AUTOINCREMENT, unit TEXT NOT NULL, experiment TEXT NOT NULL, job_name TEXT NOT NULL,
  job_source TEXT NOT NULL, started_at TEXT NOT NULL, is_running INTEGER NOT NULL, leader TEXT NOT NULL,
  pid INTEGER NOT NULL, is_long_running_job INTEGER NOT NULL, ended_at TEXT, pid_started_at INTEGER
);
CREATE TABLE IF NOT EXISTS pio_job_published_settings (
  setting TEXT NOT NULL, value BLOB, proposed_value BLOB, created_at TEXT, updated_at TEXT,
  job_id INTEGER NOT NULL REFERENCES pio_job_metadata (job_id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS idx_pio_job_running ON pio_job_metadata (is_running);
CREATE INDEX IF NOT EXISTS idx_pio_job_running_experiment ON pio_job_metadata (is_running, experiment);
CREATE INDEX IF NOT EXISTS idx_pio_job_name ON pio_job_metadata (job_name);
CREATE INDEX IF NOT EXISTS idx_pio_job_settings_job ON pio_job_published_settings (job_id);
CREATE UNIQUE INDEX IF NOT EXISTS idx_pio_job_settings ON pio_job_published_settings (setting, job_id);
"""
_COLUMNS = (
    "job_id, unit, experiment, job_name, job_source, started_at, is_running, leader, pid, is_long_running_job, "
    "ended_at, pid_started_at"
)


class JobRecord(NamedTuple):
    """One start of one job. Times are UTC, ISO-8601; ``pid_started_at`` in clock ticks since boot."""

    job_id: int
    unit: str
    experiment: str
    job_name: str
    job_source: str
    started_at: str
    is_running: bool
    leader: str
    pid: int
    is_long_running_job: bool
    ended_at: str | None
    pid_started_at: int | None

    @property
    def is_alive(self) -> bool:
        """True if the row says running and its process (where it needs one) lives."""
        return self.is_running and (self.job_name in WITHOUT_PROCESS or is_alive(self.pid, self.pid_started_at))


class Registry:
    """The open registry. Safe to share between threads. All methods raise StorageError if the file fails."""

    def __init__(self, path: Path | None = None) -> None:
        """``path``: default the unit's temporary cache file. Opened at the first use."""
        self.path = path or temporary_cache_path()
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    def register(
        self,
        *,
        unit: str,
        experiment: str,
        job_name: str,
        job_source: str,
        leader: str = "",
        pid: int | None = None,
        is_long_running_job: bool = False,
        exclusive: bool = True,
    ) -> int:
        """Enter a job that starts and return its ``job_id``. One transaction: of two at once, one gets the name.

        ``pid``: default this process. ``exclusive`` False allows several at once (actions). Raises JobPresentError
        that says which job holds the name and how to stop it; rows of dead processes never hold a name.
        """
        own_pid, own_start = own_identity()
        with self._transaction() as db:
            for record in self._select(db, "is_running = 1 AND job_name = ?", (job_name,)):
                if not record.is_alive:
                    self._end(db, record.job_id)
                elif exclusive:
                    raise JobPresentError(
                        f"{job_name} runs already on {record.unit} (job {record.job_id}, process {record.pid}). "
                        f"Stop it first: pio kill --job-name {job_name}"
                    )
            row = (
                *(unit, experiment, job_name, job_source, clock.timestamp(), 1, leader, pid or own_pid),
                *(int(is_long_running_job), own_start if pid in (None, own_pid) else None),
            )
            cursor = db.execute(
                "INSERT INTO pio_job_metadata (unit, experiment, job_name, job_source, started_at, is_running, leader, "
                "pid, is_long_running_job, pid_started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            job_id = int(cursor.lastrowid or 0)
        if pid in (None, own_pid) and job_name not in WITHOUT_PROCESS:
            note_own_job(job_id, job_name, experiment)
        return job_id

    def set_not_running(self, job_id: int) -> None:
        """Enter the end of a job; an end that is known already stays."""
        forget_own_job(job_id)
        with self._transaction() as db:
            self._end(db, job_id)

    def is_running(self, job_name: str) -> bool:
        """True if a job of this name runs; a dead process does not count."""
        return bool(self.running(job_name=job_name))

    def running_job_id(self, job_name: str) -> int | None:
        """The latest running job of this name, or None."""
        records = self.running(job_name=job_name)
        return records[-1].job_id if records else None

    def running(
        self,
        *,
        job_name: str | None = None,
        experiment: str | None = None,
        job_source: str | None = None,
        job_id: int | None = None,
    ) -> list[JobRecord]:
        """Running jobs that fit all given filters, oldest first."""
        found = self.entered_as_running(job_name=job_name, experiment=experiment, job_source=job_source, job_id=job_id)
        return [record for record in found if record.is_alive]

    def entered_as_running(self, **filters: str | int | None) -> list[JobRecord]:
        """As :meth:`running`, with rows whose process died without signing off."""
        given = {column: value for column, value in filters.items() if value is not None}
        where = " AND ".join(["is_running = 1", *(f"{column} = ?" for column in given)])
        with self._open() as db:
            return self._select(db, where, tuple(given.values()))

    def history(self) -> list[JobRecord]:
        """Every job since boot, newest first; ``is_running`` as entered."""
        with self._open() as db:
            return self._select(db, "1", ())[::-1]

    def info(self, job_id: int) -> JobRecord | None:
        """One job, or None."""
        with self._open() as db:
            return next(iter(self._select(db, "job_id = ?", (job_id,))), None)

    def settings(self, job_id: int) -> dict[str, Any]:
        """The last published values of a job, as they were sent; the state is under ``$state``."""
        with self._open() as db:
            query = "SELECT setting, value FROM pio_job_published_settings WHERE job_id = ? ORDER BY setting"
            return dict(db.execute(query, (job_id,)).fetchall())

    def settings_with_times(self, job_id: int) -> list[dict[str, Any]]:
        """As :meth:`settings`, each with ``setting value created_at updated_at``."""
        with self._open() as db:
            query = (
                "SELECT setting, value, created_at, updated_at FROM pio_job_published_settings "
                "WHERE job_id = ? ORDER BY setting"
            )
            names = ("setting", "value", "created_at", "updated_at")
            return [dict(zip(names, row, strict=True)) for row in db.execute(query, (job_id,))]

    def upsert_setting(self, job_id: int, setting: str, value: Any) -> None:
        """Keep the last value of a setting; None removes it."""
        self.upsert_settings(job_id, {setting: value})

    def upsert_settings(self, job_id: int, values: dict[str, Any]) -> None:
        """Keep several values in one transaction; None removes one."""
        now = clock.timestamp()
        with self._transaction() as db:
            for setting, value in values.items():
                if value is None:
                    query = "DELETE FROM pio_job_published_settings WHERE setting = ? AND job_id = ?"
                    db.execute(query, (setting, job_id))
                    continue
                db.execute(
                    "INSERT INTO pio_job_published_settings (setting, value, created_at, updated_at, job_id) "
                    "VALUES (?, ?, ?, ?, ?) ON CONFLICT (setting, job_id) DO UPDATE "
                    "SET value = excluded.value, updated_at = excluded.updated_at",
                    (setting, value, now, now, job_id),
                )

    def get_setting_of_running_job(self, job_name: str, setting: str, timeout: float | None = None) -> Any:
        """The last value that a running job published; waits up to ``timeout`` wall seconds for it.

        Raises JobRequiredError where no such job runs, NameError where it has no such setting.
        """
        found: list[Any] = []

        def look() -> bool:
            job_id = self.running_job_id(job_name)
            settings = self.settings(job_id) if job_id is not None else {}
            found[:] = [job_id, settings.get(setting)]
            return found[1] is not None

        clock.wait_until(look, timeout or 0.0, poll=0.05)
        if found[0] is None:
            raise JobRequiredError(f"{job_name} does not run. Start it first.")
        if found[1] is None:
            raise NameError(f"{job_name} has no setting {setting}.")
        return found[1]

    def delete(self, job_id: int) -> None:
        """Remove a job and its settings from the list."""
        with self._transaction() as db:
            db.execute("DELETE FROM pio_job_published_settings WHERE job_id = ?", (job_id,))
            db.execute("DELETE FROM pio_job_metadata WHERE job_id = ?", (job_id,))

    def reconcile(self, died: Callable[[JobRecord], None] | None = None) -> list[JobRecord]:
        """Enter the end of every job whose process is gone and return those; ``died`` is called for each."""
        with self._open() as db:
            gone = [r for r in self._select(db, "is_running = 1", ()) if not r.is_alive]
        for record in gone:
            self.set_not_running(record.job_id)
            if died is not None:
                died(record)
        return gone

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def __del__(self) -> None:
        # Commands ask one question and let go; nobody is left to close the file for them.
        if self.__dict__.get("_connection") is not None:
            self.close()

    def _select(self, db: sqlite3.Connection, where: str, values: tuple[Any, ...]) -> list[JobRecord]:
        query = f"SELECT {_COLUMNS} FROM pio_job_metadata WHERE {where} ORDER BY job_id"  # noqa: S608
        try:
            rows = db.execute(query, values).fetchall()
        except OverflowError:
            return []  # a number that no row can have
        return [JobRecord._make((*row[:6], bool(row[6]), *row[7:9], bool(row[9]), *row[10:])) for row in rows]

    def _end(self, db: sqlite3.Connection, job_id: int) -> None:
        query = "UPDATE pio_job_metadata SET is_running = 0, ended_at = ? WHERE job_id = ? AND is_running = 1"
        db.execute(query, (clock.timestamp(), job_id))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                if self._connection is None:
                    connection = open_small_database(self.path, check_same_thread=False)
                    connection.executescript(_SCHEMA)
                    self._connection = connection
                yield self._connection
            except sqlite3.Error as error:
                self.close()
                raise StorageError(f"The list of jobs {self.path} cannot be used: {error}.") from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")
