"""How the units stand, asked now; nothing is changed on them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.cluster.config_sync import asking, diffs
from pioreactor.cluster.config_sync.structs import ConfigDiff, ConfigOfUnit, FilesHeld, State
from pioreactor.cluster.config_sync.versions import Shared, shared
from pioreactor.config import get_leader_hostname
from pioreactor.leader.replies import UnitReply
from pioreactor.storage.caches import local_persistent_storage
from pioreactor.storage.database.config_history import SHARED, version_with

_HEARD: Final = "config_of_units"
_HIDDEN_NOTE: Final = "Nothing that may be shown differs: hidden values, or the ends of lines."


class Heard(msgspec.Struct):
    """What the leader knew of a unit's copy at a time."""

    version: int | None
    at: str


def look(connection: sqlite3.Connection, units: Sequence[str]) -> tuple[Shared, list[ConfigOfUnit]]:
    """The present version, and how each unit stands. Raises ConfigError and OSError for the leader's own file."""
    wanted = shared(connection)
    leader = get_leader_hostname()
    held, _ = asking.files_held([unit for unit in units if unit != leader])
    return wanted, [
        _of_leader(wanted, unit) if unit == leader else _stand(connection, wanted, unit, held.get(unit))
        for unit in units
    ]


def differences(
    connection: sqlite3.Connection, units: Sequence[str]
) -> tuple[dict[str, ConfigDiff], dict[str, UnitReply]]:
    """Per unit what bringing the shared file would change there; the replies of those that do not answer.

    Raises ConfigError and OSError for the leader's own file.
    """
    wanted = shared(connection)
    texts, failed = asking.file_texts(units)
    found = {}
    for unit, has in texts.items():
        diff = diffs.unified(has.shared.text, wanted.text, f"{SHARED} of {unit}", f"{SHARED} version {wanted.version}")
        is_same = has.shared.digest == wanted.digest
        found[unit] = ConfigDiff(diff, "" if diff or is_same else _HIDDEN_NOTE)
    return found, failed


def judge(connection: sqlite3.Connection, wanted: Shared, held: FilesHeld) -> tuple[State, int | None]:
    """How the unit's copy stands, and which version it is: a copy that was never a version was edited on the unit."""
    if held.shared_digest == wanted.digest or held.unit == get_leader_hostname():
        return "current", wanted.version
    known = version_with(connection, SHARED, held.shared_digest)
    if known is None and held.shared_digest:
        return "edited", held.version
    return "behind", known


def note_heard(unit: str, version: int | None) -> None:
    """Remember which version a unit has, for when it is away."""
    with local_persistent_storage(_HEARD) as cache:
        cache[unit] = msgspec.json.encode(Heard(version, clock.timestamp()))


def forget_heard(unit: str) -> None:
    """The unit left the cluster."""
    with local_persistent_storage(_HEARD) as cache:
        cache.pop(unit)


def _of_leader(wanted: Shared, leader: str) -> ConfigOfUnit:
    """What the leader has is what there is to have."""
    return ConfigOfUnit(
        unit=leader,
        state="current",
        version=wanted.version,
        heard_at=clock.timestamp(),
        message="Its file is the truth.",
    )


def _stand(connection: sqlite3.Connection, wanted: Shared, unit: str, held: FilesHeld | None) -> ConfigOfUnit:
    if held is None:
        with local_persistent_storage(_HEARD) as cache:
            stored = cache.get(unit)
        heard = msgspec.json.decode(stored, type=Heard) if stored is not None else None
        return ConfigOfUnit(
            unit=unit,
            state="unreachable",
            version=heard.version if heard else None,
            heard_at=heard.at if heard else None,
            message="It catches up by itself when it is back.",
        )
    state, version = judge(connection, wanted, held)
    note_heard(unit, version)
    messages = {
        "current": "",
        "behind": "It gets the new version within minutes, or by `pio cluster config sync`.",
        "edited": "Its copy was changed on the unit. A sync keeps that text in the history and then replaces it.",
    }
    return ConfigOfUnit(unit=unit, state=state, version=version, heard_at=clock.timestamp(), message=messages[state])
