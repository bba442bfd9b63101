"""Doses that are in the books but perhaps not in the record: their process died between the two.

The books and the journal are two files, so a dose enters them one after the other. With the books goes a note of what
is about to be told, in the same transaction; it is removed once that has been told. What is left of a process that has
died is told by the guardian, so that the record of doses always adds up to the books. The note also says up to when the
pump is booked with it: the lease says so a moment later.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sqlite3
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from pioreactor.exc import PioreactorError
from pioreactor.runtime.processes import is_alive, own_identity
from pioreactor.storage.caches import Cache, local_persistent_storage
from pioreactor.storage.paths import persistent_cache_path

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client

TABLE: Final = "untold_doses"
_LOOKED_AT: Final = 1000
"""Rows at the end of the journal among which the dose would be: the note lives for milliseconds."""
_numbers = itertools.count(1)


class UntoldDose(msgspec.Struct):
    """The message of a dose that has been booked, and the process that was about to send it.

    ``booked_until_s``: clock monotonic up to which its pump is booked with this; None where it was off.
    """

    topic: str
    payload: str
    pid: int
    started_at: int
    event: str
    booked_until_s: float | None = None


class Note(NamedTuple):
    """A row of the table."""

    key: str
    text: str


def new_note(topic: str, payload: bytes, event: str, booked_until_s: float | None = None) -> Note:
    """Of what this process is about to tell; to be kept in the transaction that books the dose."""
    pid, started_at = own_identity()
    dose = UntoldDose(topic, payload.decode(), pid, started_at or 0, event, booked_until_s)
    return Note(f"{pid}:{started_at}:{next(_numbers)}", msgspec.json.encode(dose).decode())


def keep(connection: sqlite3.Connection, note: Note) -> None:
    """Write it down in a transaction of the persistent cache that is open."""
    Cache(TABLE, connection).set(note.key, note.text)


def forget(note: Note) -> None:
    """It has been told. A note that cannot be removed does no harm: what it says is found in the journal."""
    with contextlib.suppress(PioreactorError, sqlite3.Error), local_persistent_storage(TABLE) as notes:
        notes.pop(note.key)


def booked_until_s(pid: int, started_at: int, event: str) -> float | None:
    """Up to when (clock monotonic) a process had booked its pump in what it could not tell; None: nothing is left."""
    with local_persistent_storage(TABLE) as notes:
        doses = [_decoded(notes.get(key)) for key in notes]
    owner = (pid, started_at, event)
    found = [d.booked_until_s for d in doses if d is not None and (d.pid, d.started_at, d.event) == owner]
    return max((until_s for until_s in found if until_s is not None), default=None)


class Follower:
    """Tells what processes that have died had booked and not told; for whoever looks again and again.

    Where nothing was written since and no note is left, a look costs next to nothing.
    """

    def __init__(self) -> None:
        self._stamps: list[object] = [None, None]

    def tell(self, client: Client) -> list[UntoldDose]:
        """Record and publish these doses, and return them.

        Raises StorageError or JournalError when the disk fails; it is tried again then.
        """
        stamp = _stamp()
        # Equal twice: stamps are a few milliseconds coarse, and a note may have come right after the first look.
        if stamp == self._stamps[0] == self._stamps[1]:
            return []
        earlier, self._stamps = self._stamps[0], [None, None]  # should this fail, the next look is a whole one
        told, is_one_left = _tell(client)
        if not is_one_left:
            self._stamps = [stamp, earlier]
        return told


def _stamp() -> tuple[tuple[int, int, int] | None, ...]:
    """Of the file that holds the notes: another one after every change."""
    path = persistent_cache_path()
    stamps: list[tuple[int, int, int] | None] = []
    for name in (str(path), f"{path}-wal"):
        try:
            found = os.stat(name)  # noqa: PTH116 - several times a minute for months
        except OSError:
            stamps.append(None)
        else:
            stamps.append((found.st_ino, found.st_size, found.st_mtime_ns))
    return tuple(stamps)


def _tell(client: Client) -> tuple[list[UntoldDose], bool]:
    """The doses that were told, and whether a note of a living process is left."""
    from pioreactor.pubsub.recording import BOOKED_PROPERTY, record_and_publish
    from pioreactor.storage.journal import shared_journal

    told: list[UntoldDose] = []
    is_one_left = False
    with local_persistent_storage(TABLE) as notes:
        for key in list(notes):
            dose = _decoded(notes.get(key))
            if dose is not None and is_alive(dose.pid, dose.started_at):
                is_one_left = True
                continue
            if dose is not None and not _is_recorded(dose):
                record_and_publish(
                    client,
                    shared_journal(),
                    dose.topic,
                    dose.payload.encode(),
                    on_journal_failure=_raise,
                    user_properties=(BOOKED_PROPERTY,),
                )
                told.append(dose)
            notes.pop(key)
    return told, is_one_left


def _is_recorded(dose: UntoldDose) -> bool:
    from pioreactor.storage.journal import shared_journal

    journal = shared_journal()
    rows = journal.read(max(0, journal.last_number() - _LOOKED_AT), _LOOKED_AT)
    return any((row.topic, row.payload) == (dose.topic, dose.payload.encode()) for row in rows)


def _raise(error: Exception) -> None:
    raise error


def _decoded(text: object) -> UntoldDose | None:
    try:
        return msgspec.json.decode(text, type=UntoldDose) if isinstance(text, (str, bytes)) else None
    except msgspec.MsgspecError:
        return None
