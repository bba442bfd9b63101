"""Which journal rows the database holds: one ledger per unit and journal.

A ledger lives in memory and is saved in the same transaction as the rows it speaks of. ``Receipts`` may be used from
several threads; ledgers only while its lock is held.
"""

from __future__ import annotations

import sqlite3
import threading
from typing import NamedTuple

from pioreactor.storage.database.number_ranges import NumberRanges
from pioreactor.storage.database.times import now_us


class JournalKey(NamedTuple):
    """A journal as seen under one unit's name; two units with copies of one disk stay apart."""

    unit: str
    journal_id: str


class Ledger:
    """Received numbers of one journal. ``committed`` is the watermark that the database holds."""

    __slots__ = ("_saved", "_saving", "committed", "is_changed", "is_known", "received")

    def __init__(self, stored: list[tuple[int, int]]) -> None:
        self.received = NumberRanges(stored)
        self.committed = self.received.watermark()
        self.is_known = bool(stored)
        self.is_changed = False
        self._saved = dict(stored)
        self._saving: dict[int, int] = {}

    def add(self, number: int) -> bool:
        """Note a number; False if it was received before."""
        self.is_changed = True
        return self.received.add(number)

    def add_range(self, first: int, last: int) -> None:
        """Note a range of numbers."""
        self.is_changed = True
        self.received.add_range(first, last)

    def write(self, conn: sqlite3.Connection, key: JournalKey) -> None:
        """Save what changed since the last commit, within the caller's transaction."""
        self._saving = dict(self.received)
        gone = [(*key, first) for first in self._saved if first not in self._saving]
        new = [(*key, f, last) for f, last in self._saving.items() if self._saved.get(f) != last]
        if not self.is_known:
            conn.execute(
                "INSERT OR IGNORE INTO journals (pioreactor_unit, journal_id, first_seen_us) VALUES (?, ?, ?)",
                (*key, now_us()),
            )
        if gone:
            conn.executemany(
                "DELETE FROM journal_ranges WHERE pioreactor_unit = ? AND journal_id = ? AND first = ?", gone
            )
        conn.executemany("INSERT OR REPLACE INTO journal_ranges VALUES (?, ?, ?, ?)", new)

    def settle(self) -> None:
        """The transaction of the last ``write`` was committed."""
        self._saved = self._saving
        self.is_known = True
        self.is_changed = False
        first_saved = self._saved.get(1)
        self.committed = first_saved if first_saved is not None else 0


class Receipts:
    """All ledgers of the cluster. Hold ``lock`` while ledgers are read or changed."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.lock = threading.RLock()
        stored: dict[JournalKey, list[tuple[int, int]]] = {}
        for unit, journal_id in conn.execute("SELECT pioreactor_unit, journal_id FROM journals"):
            stored[JournalKey(unit, journal_id)] = []
        for unit, journal_id, first, last in conn.execute("SELECT * FROM journal_ranges ORDER BY 1, 2, 3"):
            stored.setdefault(JournalKey(unit, journal_id), []).append((first, last))
        self._ledgers = {key: Ledger(ranges) for key, ranges in stored.items()}

    def ledger(self, unit: str, journal_id: str) -> Ledger:
        """The ledger of a journal, an empty one if it is new."""
        key = JournalKey(unit, journal_id)
        ledger = self._ledgers.get(key)
        if ledger is None:
            ledger = self._ledgers[key] = Ledger([])
        return ledger

    def keys(self) -> list[JournalKey]:
        """All journals seen so far."""
        with self.lock:
            return list(self._ledgers)

    def write(self, conn: sqlite3.Connection) -> list[Ledger]:
        """Save all changed ledgers in the caller's transaction; pass the result to ``settle`` after the commit."""
        changed = [(key, ledger) for key, ledger in self._ledgers.items() if ledger.is_changed]
        for key, ledger in changed:
            ledger.write(conn, key)
        return [ledger for _, ledger in changed]

    def settle(self, written: list[Ledger]) -> None:
        """The transaction was committed: the ledgers are what the database holds."""
        for ledger in written:
            ledger.settle()


def record_absence(conn: sqlite3.Connection, key: JournalKey, first: int, last: int) -> None:
    """Note that a unit no longer has these rows of its journal."""
    conn.execute("INSERT OR REPLACE INTO journal_absences VALUES (?, ?, ?, ?, ?)", (*key, first, last, now_us()))


def record_acknowledged(conn: sqlite3.Connection, key: JournalKey, through: int) -> None:
    """Note up to which number the unit was told that its rows are safe."""
    conn.execute(
        "UPDATE journals SET acknowledged = max(acknowledged, ?) WHERE pioreactor_unit = ? AND journal_id = ?",
        (through, *key),
    )


def acknowledged(conn: sqlite3.Connection, key: JournalKey) -> int:
    """The number up to which this database told the unit that its rows are safe."""
    row = conn.execute(
        "SELECT acknowledged FROM journals WHERE pioreactor_unit = ? AND journal_id = ?", tuple(key)
    ).fetchone()
    return int(row[0]) if row else 0


class BackedUp(NamedTuple):
    """What backups hold. ``made_us``: when the newest was made, 0 for none; ``through``: per journal."""

    made_us: int
    through: dict[JournalKey, int]


def watermarks(conn: sqlite3.Connection) -> dict[JournalKey, int]:
    """Up to which number this database holds each journal without a gap."""
    rows = conn.execute("SELECT pioreactor_unit, journal_id, last FROM journal_ranges WHERE first = 1")
    return {JournalKey(unit, journal_id): int(last) for unit, journal_id, last in rows}


def record_backed_up(conn: sqlite3.Connection, through: dict[JournalKey, int], made_us: int) -> None:
    """Note what a backup that was read back holds."""
    conn.executemany(
        "UPDATE journals SET backed_up = max(backed_up, ?), backed_up_us = max(backed_up_us, ?) "
        "WHERE pioreactor_unit = ? AND journal_id = ?",
        [(last, made_us, *key) for key, last in through.items()],
    )


def backed_up(conn: sqlite3.Connection) -> BackedUp:
    """What the backups of this database hold."""
    rows = conn.execute("SELECT pioreactor_unit, journal_id, backed_up, backed_up_us FROM journals").fetchall()
    through = {JournalKey(unit, journal_id): int(number) for unit, journal_id, number, _ in rows}
    return BackedUp(max((int(row[3]) for row in rows), default=0), through)
