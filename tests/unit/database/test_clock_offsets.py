from __future__ import annotations

import sqlite3

from pioreactor.storage.database import clock_offsets
from pioreactor.storage.database.times import SECOND_US

T_US = 1_750_000_000 * SECOND_US


def test_an_offset_lasts_until_it_ends_or_another_one_begins(conn: sqlite3.Connection) -> None:
    clock_offsets.begin(conn, "u1", T_US, -600 * SECOND_US)
    clock_offsets.begin(conn, "u2", T_US, 3 * SECOND_US)
    assert clock_offsets.lasting(conn) == {"u1": -600.0, "u2": 3.0}
    clock_offsets.begin(conn, "u1", T_US + 60 * SECOND_US, 30 * SECOND_US)
    clock_offsets.end(conn, "u1", T_US + 90 * SECOND_US)
    assert clock_offsets.lasting(conn) == {"u2": 3.0}
    told = [(one.from_, one.to, one.ahead_s) for one in clock_offsets.list_offsets(conn, unit="u1")]
    assert told == [
        ("2025-06-15T15:07:40.000Z", "2025-06-15T15:08:10.000Z", 30.0),
        ("2025-06-15T15:06:40.000Z", "2025-06-15T15:07:40.000Z", -600.0),
    ]
    assert [one.pioreactor_unit for one in clock_offsets.list_offsets(conn, limit=2)] == ["u1", "u2"]


def test_an_end_before_the_beginning_is_an_end_at_once(conn: sqlite3.Connection) -> None:
    """The leader's own clock may be set back in between."""
    clock_offsets.begin(conn, "u1", T_US, SECOND_US)
    clock_offsets.end(conn, "u1", T_US - 5)
    [found] = clock_offsets.list_offsets(conn)
    assert found.from_ == found.to
