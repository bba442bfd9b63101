"""Where backups are copied to: other units of the cluster, and folders of a USB disk or of the network."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import Final, Literal

import msgspec

from pioreactor.cluster.backups.structs import BackupError
from pioreactor.config import get_config
from pioreactor.storage.database.connection import connect
from pioreactor.storage.database.workers import list_workers
from pioreactor.whoami import get_unit_name

SECTION: Final = "backup.places"
_UNIT: Final = "unit:"


class PlaceError(BackupError):
    """A place is not there, is full, or does not keep what it is given."""


class Place(msgspec.Struct, frozen=True):
    """One place. ``path``: a folder, here or on ``unit``; there it may be relative to the home of the unit's account.

    ``problem``: why it cannot be used, as it is configured.
    """

    name: str
    kind: Literal["folder", "unit"] = "folder"
    unit: str = ""
    path: str = ""
    problem: str = ""

    def __str__(self) -> str:
        return f"{self.unit}:{self.path}" if self.kind == "unit" else self.path


def places() -> list[Place]:
    """Those of ``[backup.places]``, in their order, and as many workers as ``[storage]`` asks for in addition.

    One that is configured wrongly has a ``problem``; the others are not kept from their copies by it.
    """
    config = get_config()
    options = config.options(SECTION) if config.has_section(SECTION) else []
    found = [parse(name, config.get(SECTION, name)) for name in options]
    more = config.getint("storage", "number_of_backup_replicates_to_workers")
    taken = {place.unit for place in found}
    workers = [unit for unit in _workers() if unit not in taken and unit not in options] if more else []
    return found + [parse(unit, _UNIT + unit) for unit in workers[:more]]


def parse(name: str, text: str) -> Place:
    """``/a/folder``, ``unit:worker1`` or ``unit:worker1:/a/folder``."""
    text = text.strip()
    if text.startswith("/"):
        return Place(name, path=text.rstrip("/") or "/")
    if text.startswith(_UNIT):
        unit, _, path = text.removeprefix(_UNIT).partition(":")
        if unit == get_unit_name():
            return Place(name, "unit", unit, problem=f"{unit} is the leader itself; name another unit or a folder")
        if unit:
            return Place(name, "unit", unit, path or f".pioreactor/backups-of-{get_unit_name()}")
    return Place(
        name, problem=f"{text!r} is neither a folder such as /mnt/usb/pioreactor nor a unit such as unit:worker1"
    )


def find_place(name: str) -> Place | None:
    """The place of this name, or None."""
    return next((place for place in places() if place.name == name), None)


def _workers() -> list[str]:
    with contextlib.suppress(sqlite3.Error), contextlib.closing(connect(readonly=True)) as conn:
        return [w.pioreactor_unit for w in list_workers(conn, active_only=True) if w.pioreactor_unit != get_unit_name()]
    return []
