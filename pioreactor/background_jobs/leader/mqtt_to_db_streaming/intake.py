"""Reading messages into a batch: each journaled message once, nothing dropped in silence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import (
    LONGEST_NUMBER,
    Absence,
    Batch,
    DeadRow,
    Message,
)
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.routes import Routes
from pioreactor.pubsub.topics import PREFIX
from pioreactor.storage.database.receipts import Ledger, Receipts

_PREFIX_LENGTH: Final = len(PREFIX) + 1


class Intake:
    """Turns messages into batches and notes journal numbers in the ledgers."""

    def __init__(self, routes: Routes, receipts: Receipts) -> None:
        self._routes = routes
        self._receipts = receipts
        self._ledgers: dict[tuple[bytes, str], Ledger] = {}

    def batch(self, items: Sequence[Message | Absence]) -> Batch:
        """Read messages. A batch must be stored before the next one is made, or the ledgers say too much."""
        batch = Batch()
        with self._receipts.lock:
            for item in items:
                if isinstance(item, Message):
                    self._read(item, batch)
                else:
                    self._receipts.ledger(item.unit, item.journal_id).add_range(item.first, item.last)
                    batch.absences.append(item)
        return batch

    def _read(self, message: Message, batch: Batch) -> None:
        batch.messages += 1
        before = len(batch.points), len(batch.inserts)
        try:
            if message.journal and not self._is_first_delivery(message):
                return
            if message.payload:
                self._routes.find(message.topic)(message, batch)
        except Exception as error:  # whatever is wrong with one message, it must neither be lost nor stop the others
            _take_back(batch, *before)
            batch.dead.append(DeadRow(message, str(error) or repr(error)))

    def _is_first_delivery(self, message: Message) -> bool:
        journal_id, _, digits = message.journal.partition(":")
        number = int(digits) if digits.isdecimal() and len(digits) <= LONGEST_NUMBER else 0
        if number == 0:
            return True  # not one of our numbers: store the message as one without a journal
        unit = message.topic[_PREFIX_LENGTH : message.topic.index(b"/", _PREFIX_LENGTH)]
        ledger = self._ledgers.get((unit, journal_id))
        if ledger is None:
            ledger = self._ledgers[unit, journal_id] = self._receipts.ledger(unit.decode(), journal_id)
        return ledger.add(number)


def _take_back(batch: Batch, points: int, inserts: int) -> None:
    del batch.keys[points:], batch.points[points:], batch.origins[points:], batch.inserts[inserts:]
