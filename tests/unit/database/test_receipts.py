from __future__ import annotations

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from pioreactor.storage.database import transaction
from pioreactor.storage.database.number_ranges import NumberRanges
from pioreactor.storage.database.receipts import Receipts


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 8)), max_size=40))
def test_ranges_are_a_set(added: list[tuple[int, int]]) -> None:
    ranges, wanted = NumberRanges(), set[int]()
    for first, more in added:
        if more == 0:
            assert ranges.add(first) == (first not in wanted)
            wanted.add(first)
        else:
            ranges.add_range(first, first + more)
            wanted |= set(range(first, first + more + 1))
    assert {n for first, last in ranges for n in range(first, last + 1)} == wanted
    assert all(a[1] + 1 < b[0] for a, b in zip(list(ranges), list(ranges)[1:], strict=False))
    watermark = next(n for n in range(0, 100) if n + 1 not in wanted)
    assert ranges.watermark() == watermark
    gap = ranges.first_gap(80)
    assert gap is not None and gap[0] == watermark + 1
    assert not wanted & set(range(gap[0], gap[1] + 1))


def test_a_ledger_is_saved_with_its_rows(conn: sqlite3.Connection) -> None:
    receipts = Receipts(conn)
    ledger = receipts.ledger("u", "abcd0123")
    for number in (1, 2, 3, 7, 8):
        assert ledger.add(number)
    assert not ledger.add(7)
    with transaction(conn):
        written = receipts.write(conn)
    assert ledger.committed == 0
    receipts.settle(written)
    assert ledger.committed == 3
    ledger.add_range(4, 6)
    with transaction(conn):
        written = receipts.write(conn)
    receipts.settle(written)
    assert conn.execute("SELECT first, last FROM journal_ranges").fetchall() == [(1, 8)]
    again = Receipts(conn).ledger("u", "abcd0123")
    assert (again.committed, list(again.received)) == (8, [(1, 8)])
    assert not again.add(5)
