"""Reading dead letters once more, after the cause was mended: a newer version, a plugin that was missing, a table.

Works beside a running ingest. A letter and the rows that it becomes change places in one transaction, so it is stored
once, whatever happens meanwhile.
"""

from __future__ import annotations

import sqlite3
from typing import Final

import msgspec

from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import Batch, Message
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.routes import Routes
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.store import REFUSALS, is_trouble_of_the_disk
from pioreactor.storage.database.connection import transaction
from pioreactor.storage.database.dead_letters import Choice, numbers_of
from pioreactor.storage.database.points import insert_point, series_id_of
from pioreactor.storage.database.rollups import note_stale

_IN_ONE_STEP: Final = 200
"""Bounds the time for which the ingest waits."""


class Refused(msgspec.Struct):
    """A letter that is still not understood, and why."""

    id: int
    topic: str
    reason: str


class Replayed(msgspec.Struct):
    """``stored``: how many letters were understood this time. ``refused``: the others, which are kept."""

    stored: int
    refused: list[Refused]


def replay(conn: sqlite3.Connection, routes: Routes, choice: Choice) -> Replayed:
    """Store the letters that are meant; one that is refused again is kept with its new reason.

    ``conn``: a connection that does not enforce experiments, as the ingest's. Raises UnknownDeadLetterError;
    sqlite3.Error where the database cannot be written: then what was done so far is done, and the rest waits.
    """
    numbers = numbers_of(conn, choice)
    done = Replayed(0, [])
    for start in range(0, len(numbers), _IN_ONE_STEP):
        with transaction(conn):
            for number in numbers[start : start + _IN_ONE_STEP]:
                _replay_one(conn, routes, number, done)
    return done


def _replay_one(conn: sqlite3.Connection, routes: Routes, number: int, done: Replayed) -> None:
    row = conn.execute(
        "SELECT topic, payload, received_us, journal_id FROM dead_letters WHERE id = ?", (number,)
    ).fetchone()
    if row is None:
        return  # somebody else was quicker
    topic, payload, received_us, journal_id = row
    # Its number counts as received since it came, so it is not given again.
    message = Message(topic.encode(), bytes(payload), journal_id or "", received_us)
    conn.execute("SAVEPOINT letter")
    try:
        batch = Batch()
        routes.find(message.topic)(message, batch)
        _store(conn, batch)
    except Exception as error:  # whatever is wrong with one message, it must neither be lost nor stop the others
        if is_trouble_of_the_disk(error):
            raise
        conn.execute("ROLLBACK TO letter")
        reason = _reason(error)
        conn.execute("UPDATE dead_letters SET reason = ? WHERE id = ?", (reason, number))
        done.refused.append(Refused(number, topic, reason))
    else:
        conn.execute("DELETE FROM dead_letters WHERE id = ?", (number,))
        done.stored += 1
    conn.execute("RELEASE letter")


def _store(conn: sqlite3.Connection, batch: Batch) -> None:
    for key, tail, message in zip(batch.keys, batch.points, batch.origins, strict=True):
        series_id = series_id_of(conn, key)
        if insert_point(conn, (series_id, *tail), is_new=bool(message.journal)):
            note_stale(conn, series_id, tail[0])
    for statement, parameters, _ in batch.inserts:
        conn.execute(statement, parameters)


def _reason(error: Exception) -> str:
    return f"the database refused the row: {error}" if isinstance(error, REFUSALS) else str(error) or repr(error)
