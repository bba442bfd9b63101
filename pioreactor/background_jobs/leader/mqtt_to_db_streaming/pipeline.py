"""The writer: takes messages in, stores them in batches, and tells who waits for it."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from pioreactor import clock
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import Absence, Batch, Message
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.intake import Intake
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.notices import DeadLetterNotices
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.routes import Routes
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.statistics import Statistics
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.store import Store
from pioreactor.storage.database.points import SeriesKey
from pioreactor.storage.database.receipts import Receipts

MAX_WAITING: Final = 20_000
"""Messages held in memory; beyond that the broker and the units' journals hold them."""
MAX_BATCH: Final = 5_000
_SHORTEST_PERIOD_S: Final = 0.25
_LONGEST_PERIOD_S: Final = 3.0
_ROWS_PER_PERIOD: Final = 800
_RETRY_S: Final = 1.0
_COMPLAIN_EVERY_S: Final = 60.0
_STALE_EVERY_S: Final = 5.0


class Pipeline:
    """``start`` it, ``offer`` messages from any thread, ``stop`` it.

    Batches are small when little comes and large when much comes: the number of database pages written per second
    stays bounded, and a quiet cluster is stored within a quarter of a second.
    """

    def __init__(
        self,
        path: Path,
        routes: Routes,
        receipts: Receipts,
        statistics: Statistics,
        logger: logging.Logger | logging.LoggerAdapter[logging.Logger],
        confirm: Callable[[Sequence[int]], None] = lambda packet_ids: None,
        on_stored: Callable[[Sequence[SeriesKey]], None] = lambda keys: None,
    ) -> None:
        """``path``: a migrated database. ``confirm``: gets packet ids of messages that are stored now.

        ``on_stored``: gets the series of the points that are.
        """
        self.receipts = receipts
        self.store = Store(path, receipts)
        self.statistics = statistics
        self.confirm = confirm
        self._on_stored = on_stored
        self._intake = Intake(routes, receipts)
        self._logger = logger
        self._notices = DeadLetterNotices(logger)
        self._changed = threading.Condition()
        self._waiting: deque[Message | Absence] = deque()
        self._taken = 0
        self._stored = 0
        self._urgent = 0
        self._is_stopping = False
        self._gives_up_at = float("inf")
        self._rows_per_s = 0.0
        self._stored_at = clock.wall_monotonic()
        self._complained_at = -_COMPLAIN_EVERY_S
        self._stale_checked_at = 0.0
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    def start(self) -> None:
        """Begin writing."""
        self._thread.start()

    def offer(self, items: Sequence[Message | Absence], timeout: float) -> bool:
        """Take items; False if there was no room for ``timeout`` wall seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._waiting) < MAX_WAITING, timeout):
                return False
            self._waiting.extend(items)
            self._taken += len(items)
            self._changed.notify_all()
            return True

    def offer_and_wait(self, items: Sequence[Message | Absence], timeout: float) -> bool:
        """Take items and return when they are committed; False if that took longer than ``timeout`` wall seconds."""
        deadline = clock.wall_monotonic() + timeout
        if not self.offer(items, timeout):
            return False
        with self._changed:
            target = self._taken
            self._urgent = max(self._urgent, target)
            self._changed.notify_all()
            return self._changed.wait_for(lambda: self._stored >= target, deadline - clock.wall_monotonic())

    def is_alive(self) -> bool:
        """False when writing has ended, on purpose or not."""
        return self._thread.is_alive()

    def waiting(self) -> int:
        """How many messages are not stored yet."""
        with self._changed:
            return self._taken - self._stored

    def stop(self, timeout: float = 5.0) -> None:
        """Store what is there, for at most ``timeout`` wall seconds, and end. The rest is still with its senders."""
        with self._changed:
            self._is_stopping = True
            self._gives_up_at = clock.wall_monotonic() + timeout
            self._changed.notify_all()
        self._thread.join(timeout + 3.0)
        self.store.close()

    def _run(self) -> None:
        while True:
            items = self._gather()
            if items:
                batch = self._intake.batch(items)
                if not self._store_at_last(batch):
                    return
                self._settle(items, batch)
            elif self._is_stopping:
                return
            self._look_for_stale_rollups()

    def _gather(self) -> list[Message | Absence]:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_stopping, _STALE_EVERY_S)
            if self._waiting:
                self._changed.wait_for(self._is_time, max(0.0, self._stored_at + self._period() - _now()))
            count = min(len(self._waiting), MAX_BATCH)
            items = [self._waiting.popleft() for _ in range(count)]
            self._changed.notify_all()
            return items

    def _is_time(self) -> bool:
        return self._is_stopping or len(self._waiting) >= MAX_BATCH or self._urgent > self._stored

    def _period(self) -> float:
        return min(_LONGEST_PERIOD_S, max(_SHORTEST_PERIOD_S, self._rows_per_s / _ROWS_PER_PERIOD))

    def _store_at_last(self, batch: Batch) -> bool:
        """Try until the batch is stored; False when it is time to give up because the job ends."""
        while True:
            try:
                rows = self.store.store(batch)
            except sqlite3.Error as error:
                self._complain(error)
                with self._changed:
                    self._changed.wait_for(lambda: self._is_stopping, _RETRY_S)
                if _now() >= self._gives_up_at:
                    return False
                continue
            if self.statistics.is_failing:
                self._logger.info("The database can be written again.")
            self.statistics.stored(rows, len(batch.dead))
            self._measure_rate(batch.messages)
            return True

    def _settle(self, items: Sequence[Message | Absence], batch: Batch) -> None:
        with self._changed:
            self._stored += len(items)
            self._changed.notify_all()
        self.confirm([i.packet_id for i in items if isinstance(i, Message) and i.packet_id and not i.journal])
        self._on_stored(batch.keys)
        self._notices.report(batch.dead)

    def _measure_rate(self, messages: int) -> None:
        now = _now()
        elapsed = max(now - self._stored_at, 1e-3)
        weight = min(1.0, elapsed / 5.0)
        self._rows_per_s += weight * (messages / elapsed - self._rows_per_s)
        self._stored_at = now

    def _complain(self, error: sqlite3.Error) -> None:
        self.statistics.failed(str(error))
        if _now() - self._complained_at >= _COMPLAIN_EVERY_S:
            self._complained_at = _now()
            self._logger.error(
                f"The database {self.store.path} cannot be written: {error}. Nothing is lost: units keep their "
                f"readings, {self.waiting()} messages wait here. Free disk space or end the program that locks it."
            )

    def _look_for_stale_rollups(self) -> None:
        if _now() - self._stale_checked_at < _STALE_EVERY_S:
            return
        self._stale_checked_at = _now()
        try:
            self.store.refresh_stale_rollups()
        except sqlite3.Error as error:
            self.statistics.failed(str(error))


def _now() -> float:
    return clock.wall_monotonic()
