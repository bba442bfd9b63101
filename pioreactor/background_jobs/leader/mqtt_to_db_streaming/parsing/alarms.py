"""Alarms of units: each change of one becomes a row."""

from __future__ import annotations

import msgspec

from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import Batch, Message
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.readings import Route
from pioreactor.storage.database.alarm_history import STORE
from pioreactor.storage.database.times import text_to_us


class _Alarm(msgspec.Struct):
    code: str
    severity: str
    title: str
    raised_at: str
    state: str = "new"
    text: str = ""
    remedy: str = ""
    source: str = ""
    experiment: str = ""
    acknowledged_at: str | None = None
    acknowledged_by: str | None = None
    returned_at: str | None = None
    data: msgspec.Raw = msgspec.Raw(b"null")


def change(unit: str, _experiment: str) -> Route:
    """What became of an alarm. It belongs to the experiment that it names; the topic's is that of the whole unit."""
    decode = msgspec.json.Decoder(_Alarm).decode

    def add(message: Message, batch: Batch) -> None:
        found = decode(message.payload)
        # An alarm that is seen after its cause was gone ends with that; when, only the unit's journal says.
        told = {"new": found.raised_at, "acknowledged": found.acknowledged_at, "returned": found.returned_at}
        at = told.get(found.state)
        data = bytes(found.data).decode()
        row = (
            *(unit, found.experiment, found.code, text_to_us(found.raised_at), found.state),
            *(text_to_us(at) if at else message.received_us, message.received_us),
            found.acknowledged_by,
            *(found.severity, found.title, found.text, found.remedy, found.source, "" if data == "null" else data),
        )
        batch.inserts.append((STORE, row, message))

    return add
