"""Fetches what did not arrive by itself, and tells units what they may forget.

Every unit is visited regularly, and at once after the broker was away or when its numbers show a hole. A visit asks
the unit for missing rows until none is left, then acknowledges what is safely on disk. While backups are made, a unit
keeps what none of them holds.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from pioreactor import clock
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import Absence, Message
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.pipeline import Pipeline
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.unit_journal import (
    NOTHING_SAFE,
    JournalPage,
    JournalState,
    PulledRow,
    Safe,
    UnitJournals,
    UnitUnreachableError,
)
from pioreactor.storage.database.connection import connect
from pioreactor.storage.database.holding import held
from pioreactor.storage.database.receipts import JournalKey, acknowledged, backed_up, record_acknowledged
from pioreactor.storage.database.times import SECOND_US, now_us, text_to_us

VISIT_EVERY_S: Final = 30.0
"""Wall seconds between visits of a unit; a row waits no longer than this to be acknowledged."""
GRACE_S: Final = 2.0
"""Wall seconds for which a hole may be a message still under way."""
KEEP_FOR_BACKUPS_OF_S: Final = 8 * 86_400.0
"""Units keep what no backup holds while the newest is younger than this: long enough for those made once a week."""
PAGE: Final = 1000
_TICK_S: Final = 0.5
_AT_ONCE: Final = 8
_STORE_WAIT_S: Final = 60.0
_AFTER_PULLING_S: Final = 2.0
_FIRST_RETRY_S: Final = 1.0


class GapPuller(threading.Thread):
    """Runs until ``stop``. ``units()`` names the units of the cluster."""

    def __init__(
        self,
        pipeline: Pipeline,
        journals: UnitJournals,
        units: Callable[[], Iterable[str]],
        logger: logging.Logger | logging.LoggerAdapter[logging.Logger],
        *,
        visit_every_s: float = VISIT_EVERY_S,
        grace_s: float = GRACE_S,
    ) -> None:
        super().__init__(name="gap puller", daemon=True)
        self._pipeline = pipeline
        self._journals = journals
        self._units = units
        self._logger = logger
        self._visit_every_s = visit_every_s
        self._grace_s = grace_s
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._all_are_due = True
        self._due_at: dict[str, float] = {}
        self._current: dict[str, str] = {}
        self._holes: dict[str, tuple[int, float]] = {}
        self._unreachable: dict[str, int] = {}
        self._visiting: dict[str, threading.Thread] = {}
        self._opening = threading.Lock()  # each connection holds the whole schema, half a megabyte: one at a time

    def visit_all_now(self) -> None:
        """The broker was away: look into every journal."""
        self._all_are_due = True
        self._wake.set()

    def stop(self) -> None:
        """End soon; a visit under way is finished or times out."""
        self._stopping.set()
        self._wake.set()

    def missing_rows(self) -> int:
        """How many rows the units' numbers show to be missing now."""
        total = 0
        with self._pipeline.receipts.lock:
            for unit, journal_id in self._current.items():
                ranges = list(self._pipeline.receipts.ledger(unit, journal_id).received)
                held = sum(last - first + 1 for first, last in ranges)
                total += (ranges[-1][1] - held) if ranges else 0
        return total

    def run(self) -> None:
        """Visit units as they become due, several at a time."""
        while not self._stopping.is_set():
            due = self._find_due()[: _AT_ONCE - len(self._visiting)]
            # Committed first, synced then: an acknowledged row is one that a power cut cannot take back.
            safe = self._safe_watermarks() if due else {}
            for unit in due:
                # A thread that ends gives its memory back; those of a pool would stay between the visits.
                visitor = threading.Thread(target=self._visit_and_report, args=(unit, safe), name=f"visits {unit}")
                visitor.daemon = True
                self._visiting[unit] = visitor
                visitor.start()
            self._wake.wait(_TICK_S)
            self._wake.clear()
        for visitor in list(self._visiting.values()):
            visitor.join()

    def visit(self, unit: str, safe: dict[JournalKey, Safe]) -> bool:
        """Acknowledge what is safe and fetch what is missing of one unit; True if something was missing.

        Raises UnitUnreachableError.
        """
        state = self._acknowledge(unit, safe)
        key = JournalKey(unit, state.journal_id)
        self._current[unit] = state.journal_id
        has_pulled = False
        while (gap := self._first_gap(key, state.last)) is not None and not self._stopping.is_set():
            page = self._journals.read(unit, gap[0] - 1, min(PAGE, gap[1] - gap[0] + 1))
            if page.journal_id != key.journal_id:
                break
            self._take(key, gap, page)
            has_pulled = True
        return has_pulled

    def _acknowledge(self, unit: str, safe: dict[JournalKey, Safe]) -> JournalState:
        journal_id = self._current.get(unit) or self._newest_known(unit)
        if journal_id is None:
            page = self._journals.read(unit, 0, 1)
            return JournalState(page.journal_id, page.last, 0)
        key = JournalKey(unit, journal_id)
        told = safe.get(key, NOTHING_SAFE)
        try:
            state = self._journals.acknowledge(unit, journal_id, told)
        except UnitUnreachableError:
            # A unit with a new journal may refuse numbers of the old one; reading tells.
            page = self._journals.read(unit, 0, 1)
            return JournalState(page.journal_id, page.last, 0)
        if state.journal_id == journal_id:
            with self._connection() as conn:
                record_acknowledged(conn, key, told.through)
        return state

    def _newest_known(self, unit: str) -> str | None:
        known = [key.journal_id for key in self._pipeline.receipts.keys() if key.unit == unit]  # noqa: SIM118
        return known[-1] if len(known) == 1 else None

    def _first_gap(self, key: JournalKey, last: int) -> tuple[int, int] | None:
        with self._pipeline.receipts.lock:
            return self._pipeline.receipts.ledger(*key).received.first_gap(last)

    def _take(self, key: JournalKey, gap: tuple[int, int], page: JournalPage) -> None:
        """Store a page, and note which numbers of the gap the journal skips."""
        items: list[Message | Absence] = [_message(key.journal_id, row) for row in page.rows]
        numbers = [row.number for row in page.rows]
        # Rows are given in order, so what lies between two of them, or before the first, does not exist any more.
        end = gap[1] if not numbers else min(gap[1], numbers[-1])
        wanted = gap[0]
        for number in [*(n for n in numbers if n <= end), end + 1]:
            if number > wanted:
                items.append(self._absence(key, wanted, number - 1))
            wanted = number + 1
        # A row of another unit's topic counts in that unit's ledger; here its number is accounted for.
        items += [
            Absence(key.unit, key.journal_id, row.number, row.number, was_acknowledged=True)
            for row in page.rows
            if row.topic.split("/", 2)[1:2] != [key.unit]
        ]
        if not self._pipeline.offer_and_wait(items, _STORE_WAIT_S):
            raise UnitUnreachableError("the database does not take rows at the moment")

    @contextlib.contextmanager
    def _connection(self, *, readonly: bool = False) -> Iterator[sqlite3.Connection]:
        with (
            self._opening,
            contextlib.closing(connect(self._pipeline.store.path, readonly=readonly)) as conn,
        ):
            yield conn

    def _absence(self, key: JournalKey, first: int, last: int) -> Absence:
        with self._connection(readonly=True) as conn:
            told = acknowledged(conn, key)
        was_acknowledged = last <= told
        if not was_acknowledged:
            self._logger.warning(
                f"{key.unit} no longer has rows {first} to {last} of its journal {key.journal_id}. They were collected "
                "by an earlier database, or dropped because its disk was full."
            )
        return Absence(key.unit, key.journal_id, first, last, was_acknowledged)

    def _find_due(self) -> list[str]:
        now = clock.wall_monotonic()
        units = set(self._units())
        if self._all_are_due:
            self._all_are_due = False
            self._due_at = dict.fromkeys(units, now)
        # New units take their turn within the interval, so that a large cluster is not visited in one burst.
        for place, unit in enumerate(sorted(units - self._due_at.keys())):
            self._due_at[unit] = now + _TICK_S + place % 8 * self._visit_every_s / 8
        for unit in self._units_with_old_holes(now):
            self._due_at[unit] = min(self._due_at.get(unit, now), now)
        due = [u for u, at in self._due_at.items() if at <= now and u in units and u not in self._visiting]
        return sorted(due, key=self._due_at.__getitem__)

    def _units_with_old_holes(self, now: float) -> list[str]:
        old = []
        with self._pipeline.receipts.lock:
            for unit, journal_id in self._current.items():
                received = self._pipeline.receipts.ledger(unit, journal_id).received
                gap = received.first_gap(received.highest())
                if gap is None:
                    self._holes.pop(unit, None)
                    continue
                first, since = self._holes.get(unit, (0, now))
                if first != gap[0]:
                    self._holes[unit] = (gap[0], now)
                elif now - since >= self._grace_s and unit not in self._unreachable:
                    old.append(unit)
        return old

    def _safe_watermarks(self) -> dict[JournalKey, Safe]:
        receipts = self._pipeline.receipts
        if held(self._pipeline.store.path) is not None:
            return {}  # what is stored may yet be taken back; units keep everything
        with receipts.lock:
            committed = {key: receipts.ledger(*key).committed for key in receipts.keys()}  # noqa: SIM118
        try:
            self._pipeline.store.make_durable()
            with self._connection(readonly=True) as conn:
                backups = backed_up(conn)
        except (OSError, sqlite3.Error) as error:
            self._pipeline.statistics.failed(f"syncing to disk failed: {error}")
            return {}
        are_backups_made = backups.made_us > now_us() - KEEP_FOR_BACKUPS_OF_S * SECOND_US
        return {
            key: Safe(through, backups.through.get(key, 0) if are_backups_made else through)
            for key, through in committed.items()
        }

    def _visit_and_report(self, unit: str, safe: dict[JournalKey, Safe]) -> None:
        pause_s = self._visit_every_s
        try:
            if self.visit(unit, safe):
                pause_s = min(pause_s, _AFTER_PULLING_S)
            if unit in self._unreachable:
                del self._unreachable[unit]
                self._logger.info(f"{unit} answers again; its journal is collected.")
        except UnitUnreachableError as error:
            failures = self._unreachable[unit] = self._unreachable.get(unit, 0) + 1
            pause_s = min(pause_s, _FIRST_RETRY_S * 2 ** min(failures - 1, 8))
            if failures == 1:
                self._logger.info(f"The journal of {unit} cannot be read: {error}. Its rows stay there until it can.")
        except sqlite3.Error as error:
            self._pipeline.statistics.failed(str(error))
        except Exception:  # nobody else would hear of it
            self._logger.exception(f"Collecting the journal of {unit} failed")
        finally:
            self._due_at[unit] = clock.wall_monotonic() + pause_s
            del self._visiting[unit]
            self._wake.set()  # somebody may be waiting for a turn


def _message(journal_id: str, row: PulledRow) -> Message:
    written_us = (
        text_to_us(row.written_at) if isinstance(row.written_at, str) else round(float(row.written_at) * SECOND_US)
    )
    return Message(row.topic.encode(), row.payload.encode(), f"{journal_id}:{row.number}", written_us)
