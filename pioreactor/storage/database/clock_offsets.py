"""When clocks of units were off, so that readings of that time are not misplaced without a word."""

from __future__ import annotations

import sqlite3

import msgspec

from pioreactor.storage.database.connection import transaction
from pioreactor.storage.database.times import SECOND_US, us_to_text


class Offset(msgspec.Struct, kw_only=True):
    """``from_``, ``to``: the leader's time, ISO-8601; ``to`` None while it lasts. ``ahead_s``: negative if behind."""

    pioreactor_unit: str
    from_: str = msgspec.field(name="from")
    to: str | None
    ahead_s: float


def begin(conn: sqlite3.Connection, unit: str, from_us: int, ahead_us: int) -> None:
    """The unit's clock is off by so much from now on; what was said of it before ends there."""
    with transaction(conn):
        end(conn, unit, from_us)
        conn.execute(
            "INSERT INTO clock_offsets (pioreactor_unit, from_us, ahead_us) VALUES (?, ?, ?)", (unit, from_us, ahead_us)
        )


def end(conn: sqlite3.Connection, unit: str, to_us: int) -> None:
    """The unit's clock is right again, or is off by another amount."""
    conn.execute(
        "UPDATE clock_offsets SET to_us = max(from_us, ?) WHERE pioreactor_unit = ? AND to_us IS NULL", (to_us, unit)
    )


def lasting(conn: sqlite3.Connection) -> dict[str, float]:
    """By unit, how far clocks are ahead that are off as far as is known, s."""
    rows = conn.execute("SELECT pioreactor_unit, ahead_us FROM clock_offsets WHERE to_us IS NULL ORDER BY id")
    return {str(unit): ahead_us / SECOND_US for unit, ahead_us in rows}


def list_offsets(conn: sqlite3.Connection, *, unit: str | None = None, limit: int = 100) -> list[Offset]:
    """The newest first."""
    rows = conn.execute(
        "SELECT pioreactor_unit, from_us, to_us, ahead_us FROM clock_offsets WHERE ?1 IS NULL OR pioreactor_unit = ?1 "
        "ORDER BY from_us DESC, id DESC LIMIT ?2",
        (unit, limit),
    )
    return [
        Offset(
            pioreactor_unit=owner,
            from_=us_to_text(from_us),
            to=None if to_us is None else us_to_text(to_us),
            ahead_s=ahead_us / SECOND_US,
        )
        for owner, from_us, to_us, ahead_us in rows
    ]
