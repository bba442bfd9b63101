"""Alarms about backups: a place that did not get its copy, and places whose newest copy is old."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pioreactor.cluster.backups import records
from pioreactor.config import get_config
from pioreactor.runtime.alarms import end_alarm, open_alarms, raise_alarm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pioreactor.cluster.backups.places import Place
    from pioreactor.pubsub.client import Client

MISSED: Final = "backup.not_copied"
STALE: Final = "backup.stale"
_NO_CODE: Final = re.compile(r"[^a-z0-9_]")


def tell(known: Sequence[Place] | None = None, client: Client | None = None) -> None:
    """Raise and end what is due by what is written down. ``known``: the places of now, where somebody knows them.

    Raises StorageError.
    """
    found = records.load()
    names = {place.name for place in known} if known is not None else found.places.keys()
    due: set[str] = set()
    for name, place in found.places.items():
        if place.error and name in names:
            due.add(_missed(name, place, client))
    days = get_config().getfloat("backup", "stale_after_days")
    for name, newest in records.stale(found, days).items():
        if not name or name in names:
            due.add(_stale(name, newest, days, found, client))
    for alarm in open_alarms():
        if alarm.code.startswith((f"{MISSED}.", f"{STALE}.")) and alarm.code not in due:
            end_alarm(alarm.code, client)


def _missed(name: str, place: records.PlaceRecord, client: Client | None) -> str:
    newest = f"Its newest copy is {place.copies[0].name}." if place.copies else "It has no copy."
    code = f"{MISSED}.{_word(name)}"
    raise_alarm(
        code,
        severity="warning",
        title=f"The last backup was not copied to {name}",
        text=f"{place.error} {newest}",
        remedy="It is tried again with the next backup; at once: pio backup copy",
        source="backup",
        data={"place": name, "where": place.where, "tried_at": place.tried_at},
        client=client,
    )
    return code


def _stale(name: str, newest: str, days: float, found: records.Records, client: Client | None) -> str:
    where = name or "the leader"
    code = f"{STALE}.{_word(name) if name else 'leader_itself'}"
    since = f"The newest is of {newest[:16].replace('T', ' ')} UTC." if newest else "There has never been one."
    remedy = (
        f"See what goes wrong: {found.places[name].error or 'pio backup copy'}"
        if name
        else "See what goes wrong: systemctl status pioreactor-backup\nMake one now: pio backup create"
    )
    raise_alarm(
        code,
        severity="alarm",
        title=f"No backup at {where} is younger than {days:g} days" if name else f"No backup for {days:g} days",
        text=f"{since} If the leader's disk died now, what came later would be lost, as far as units do not have it.",
        remedy=remedy,
        source="backup",
        data={"place": name, "newest": newest or None},
        client=client,
    )
    return code


def _word(name: str) -> str:
    return _NO_CODE.sub("_", name.lower())
