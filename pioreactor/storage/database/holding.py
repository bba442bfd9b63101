"""Holding back acknowledgements while the leader's database may be put back to an earlier state.

A unit forgets a reading once the leader says that it is safe. During an upgrade it is not: the snapshot of before may
come back, and then the units must still have what came after it. The hold is a file beside the database.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from pioreactor import clock
from pioreactor.storage.files import write_atomically


class Hold(msgspec.Struct, kw_only=True):
    """Since when (UTC, ISO-8601) and why units are asked to keep everything."""

    since: str
    reason: str


def hold(database: Path, reason: str) -> None:
    """From now on nothing is acknowledged. An earlier hold stays as it is. Raises OSError."""
    if held(database) is None:
        content = msgspec.json.encode(Hold(since=clock.timestamp(), reason=reason))
        write_atomically(_path(database), content)


def release(database: Path) -> None:
    """Acknowledge again. Nothing happens where nothing is held."""
    _path(database).unlink(missing_ok=True)


def held(database: Path) -> Hold | None:
    """The hold, or None. A file that cannot be read holds too: rather too much is kept than too little."""
    try:
        return msgspec.json.decode(_path(database).read_bytes(), type=Hold)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError):
        return Hold(since="", reason="a damaged file")


def _path(database: Path) -> Path:
    return database.with_name(f"{database.name}.hold")
