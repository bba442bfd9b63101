"""Bringing a backup to its other places, in generations, without ever filling one of them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from pioreactor.cluster.backups import alarms, records
from pioreactor.cluster.backups.keeping import superseded
from pioreactor.cluster.backups.places import Place, PlaceError, places
from pioreactor.cluster.backups.stores import FolderStore, Store
from pioreactor.cluster.backups.structs import Backup
from pioreactor.config import get_config

LEAST_SPARE_BYTES: Final = 256 * 1024 * 1024
_MORE_THAN_ITSELF: Final = 1.05
"""Folders and blocks that are not full take room as well."""


class Brought(msgspec.Struct, kw_only=True):
    """What became of one place. ``error``: why it has no copy, '' if it has; ``removed``: copies that went there."""

    place: str
    where: str
    error: str = ""
    was_there: bool = False
    removed: list[str] = []


def bring_everywhere(
    backup: Backup,
    tell: Callable[[Brought], None] = lambda outcome: None,
    begin: Callable[[Place], None] = lambda place: None,
) -> list[Brought]:
    """Copy a verified backup to every place, one after the other; one that fails does not keep the others from theirs.

    ``begin`` is told before each, ``tell`` after it. What came of it is written down, and alarms are raised and ended.
    Raises OSError if that cannot be written.
    """
    outcomes = []
    known = places()
    records.keep_only([place.name for place in known])
    for place in known:
        begin(place)
        outcome = bring(backup, place)
        tell(outcome)
        outcomes.append(outcome)
    alarms.tell(known)
    return outcomes


def bring(backup: Backup, place: Place) -> Brought:
    """Copy a verified backup to one place, and write down what it has now. Raises OSError if that cannot be written."""
    outcome = Brought(place=place.name, where=str(place))
    copies: list[Backup] | None = None
    try:
        with opened(place) as store:
            copies = store.copies()
            outcome.was_there = backup.name in [copy.name for copy in copies]
            if not outcome.was_there:
                outcome.removed = _make_room(store, backup, copies)
                store.put(backup)
            outcome.removed += _rotate(store)
            copies = store.copies()
    except PlaceError as error:
        outcome.error = str(error)
    records.note_tried(place.name, str(place), copies, outcome.error)
    return outcome


@contextlib.contextmanager
def opened(place: Place) -> Iterator[Store]:
    """The place, ready for use. Raises PlaceError where it is absent or configured wrongly."""
    if place.problem:
        raise PlaceError(f"[backup.places] {place.name}: {place.problem}.")
    if place.kind == "folder":
        yield FolderStore(place)
        return
    from pioreactor.cluster.backups.unit_store import opened as opened_unit

    with opened_unit(place) as store:
        yield store


def _make_room(store: Store, backup: Backup, copies: list[Backup]) -> list[str]:
    """Remove the oldest copies as far as needed, never the newest. Raises PlaceError where that is not enough."""
    percent = get_config().getfloat("backup", "keep_free_percent")
    removed: list[str] = []
    while True:
        room = store.room()
        spare = max(LEAST_SPARE_BYTES, int(room.total * percent / 100))
        needed = int(backup.metadata.size_bytes * _MORE_THAN_ITSELF) + spare
        if room.free >= needed:
            return removed
        left = [copy for copy in copies if copy.name not in removed]
        can_be_won = sum(copy.metadata.size_bytes for copy in left[1:])
        if room.free + can_be_won < needed:
            raise PlaceError(
                f"{backup.metadata.size_bytes / 1e6:.0f} MB do not fit: {room.free / 1e6:.0f} MB are free, of which "
                f"{spare / 1e6:.0f} MB stay free. Make room there, or take a larger disk."
            )
        store.remove(left[-1].name)
        removed.append(left[-1].name)


def _rotate(store: Store) -> list[str]:
    config = get_config()
    known = {copy.made_at: copy.name for copy in store.copies()}
    old = superseded(
        known, daily=config.getint("backup", "copies_daily"), weekly=config.getint("backup", "copies_weekly")
    )
    for time in old:
        store.remove(known[time])
    return [known[time] for time in old]
