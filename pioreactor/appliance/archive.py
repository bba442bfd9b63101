"""The backup of a leader that somebody has put onto the card, or onto a USB stick, for the unit to be made of."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.appliance import settings, sticks
from pioreactor.appliance.host import Host
from pioreactor.appliance.settings import Problem, Role
from pioreactor.cluster.backups import restoring, structs
from pioreactor.cluster.backups.structs import Backup, BackupError
from pioreactor.exc import PioreactorError

PARTS: Final = (structs.METADATA, structs.DATABASE, structs.FILES)
STICK_WITHIN_S: Final = 20.0
"""Wall seconds after which a stick that has not shown itself is not there."""
INSTEAD: Final = (
    "Correct it and start the unit again. Who answers on the page instead gets a new unit, without the archive"
)
_ASK_USERS: Final = "SELECT count(*) FROM workers WHERE pioreactor_unit = ?"


class ArchiveError(PioreactorError):
    """The archive cannot be used. The text says why, and what to do."""


@contextlib.contextmanager
def opened(host: Host, name: str) -> Iterator[Backup]:
    """The archive, as long as this lasts: on the card, else on a stick. Raises ArchiveError, OSError."""
    on_card = host.places.boot / name
    if on_card.is_dir():
        yield _described(on_card)
        return
    clock.wait_until(lambda: bool(sticks.partitions(host.run)), STICK_WITHIN_S, poll=1.0)
    with sticks.mounted(host.run, host.places.run / "usb") as roots:
        there = [root / name for root in roots if (root / name).is_dir()]
        if not there:
            where = "on this card or on the USB stick" if roots else "on this card, and there is no USB stick"
            raise ArchiveError(f"There is no folder {name} {where}. It has the files {', '.join(PARTS)}.")
        yield _described(there[0])


def take_name(host: Host) -> None:
    """Let the unit have the name of the leader that the archive is of, and its role; a problem if it cannot be used."""
    said = host.state.settings
    try:
        with opened(host, said.restore or "") as backup:
            restoring.require_known_schema(backup)
            unit, role = backup.metadata.unit, role_in(backup)
    except (ArchiveError, BackupError, OSError) as error:
        refuse(host, error)
        return
    if said.hostname not in (None, unit):
        text = f"The archive is of {unit}, and every unit of its cluster knows it by that name."
        refuse(host, ArchiveError(f"{text} Remove the line hostname, or write {unit} there."))
        return
    host.state.settings = msgspec.structs.replace(said, hostname=unit, role=said.role or role)


def role_in(backup: Backup) -> Role:
    """What the leader was: with a vial of its own or without. Raises ArchiveError for a database that is damaged."""
    path = backup.folder / structs.DATABASE
    try:
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as conn:
            return "both" if conn.execute(_ASK_USERS, (backup.metadata.unit,)).fetchone()[0] else "leader"
    except (sqlite3.Error, ValueError) as error:  # ValueError: text in it is none
        raise ArchiveError(f"{structs.DATABASE} in the archive is damaged ({error}). Copy it anew.") from error


def refuse(host: Host, error: Exception) -> None:
    """What is wrong with the archive is a problem that the page and the card show."""
    host.state.problems = [*host.state.problems, Problem("restore", f"{error} {INSTEAD}.")]


def _described(folder: Path) -> Backup:
    """What is written down about it, if all of its parts are there in their size."""
    missing = [part for part in PARTS if not (folder / part).is_file()]
    if missing:
        raise ArchiveError(f"The archive {folder.name} lacks {' and '.join(missing)}. Copy the whole folder.")
    backup = structs.read(folder)
    size = sum((folder / part).stat().st_size for part in backup.metadata.sha256)
    if size != backup.metadata.size_bytes:
        raise ArchiveError(
            f"The archive {folder.name} has {size} bytes instead of {backup.metadata.size_bytes}: it was not copied to "
            "its end. Copy it anew, and let the computer eject the card before you pull it out."
        )
    if not re.match(settings.NAME, backup.metadata.unit):
        raise ArchiveError(f"The archive {folder.name} is of no unit that could have this name.")
    return backup
