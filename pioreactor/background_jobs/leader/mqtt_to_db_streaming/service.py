"""The parts of the ingest put together: receiver, writer and gap puller around one database."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from pioreactor import clock
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.gap_puller import GRACE_S, VISIT_EVERY_S, GapPuller
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.routes import Routes
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.pipeline import Pipeline
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.receiver import BrokerSettings, Receiver
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.statistics import Snapshot, Statistics
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.unit_journal import UnitJournals
from pioreactor.storage.database.connection import connect
from pioreactor.storage.database.migrating import migrate
from pioreactor.storage.database.points import SeriesKey
from pioreactor.storage.database.receipts import Receipts
from pioreactor.storage.database.workers import list_workers

_INVENTORY_EVERY_S: Final = 5.0


class Ingest:
    """From the broker and the units' journals into the database. ``start`` once, ``stop`` once.

    Raises DatabaseError from the constructor when the database cannot be brought to this version's schema.
    """

    def __init__(
        self,
        path: Path,
        broker: BrokerSettings,
        journals: UnitJournals,
        units: Callable[[], Iterable[str]],
        routes: Routes,
        logger: logging.Logger | logging.LoggerAdapter[logging.Logger],
        *,
        visit_every_s: float = VISIT_EVERY_S,
        grace_s: float = GRACE_S,
        on_stored: Callable[[Sequence[SeriesKey]], None] = lambda keys: None,
    ) -> None:
        """``units``: whose journals are collected. ``visit_every_s``, ``grace_s``: see gap_puller, in wall seconds.

        ``on_stored``: gets the series of the points that are stored, from the writer's thread.
        """
        with closing(connect(path)) as conn:
            migrate(conn)
            receipts = Receipts(conn)
        self._statistics = Statistics()
        self._pipeline = Pipeline(path, routes, receipts, self._statistics, logger, on_stored=on_stored)
        self._puller = GapPuller(self._pipeline, journals, units, logger, visit_every_s=visit_every_s, grace_s=grace_s)
        self._receiver = Receiver(broker, routes.patterns(), self._pipeline.offer, self._puller.visit_all_now, logger)
        self._pipeline.confirm = self._receiver.confirm

    def start(self) -> None:
        """Begin. Broker and units may be away; both are tried for ever."""
        self._pipeline.start()
        self._puller.start()
        self._receiver.start()

    def stop(self) -> None:
        """Store what has arrived and end, within about 5 wall seconds."""
        self._receiver.stop()
        self._puller.stop()
        self._pipeline.stop()

    def is_alive(self) -> bool:
        """False when one of the threads has ended; then this process should end too and be started again."""
        return self._pipeline.is_alive() and self._puller.is_alive() and self._receiver.is_alive()

    def statistics(self) -> Snapshot:
        """How it is doing."""
        return self._statistics.snapshot(
            messages_waiting=self._pipeline.waiting(),
            missing_rows=self._puller.missing_rows(),
            is_connected=self._receiver.is_connected,
        )


class Inventory:
    """Names of the units of the cluster, out of the database and the leader's own name."""

    def __init__(self, path: Path, leader: str) -> None:
        self._path = path
        self._known = [leader]
        self._leader = leader
        self._read_at = -_INVENTORY_EVERY_S

    def units(self) -> list[str]:
        """The leader and all workers, active or not: an inactive unit may still hold readings."""
        now = clock.wall_monotonic()
        if now - self._read_at >= _INVENTORY_EVERY_S:
            with contextlib.suppress(sqlite3.Error), closing(connect(self._path, readonly=True)) as conn:
                self._known = sorted({self._leader, *(worker.pioreactor_unit for worker in list_workers(conn))})
            self._read_at = now
        return self._known
