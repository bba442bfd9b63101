from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pioreactor.domain.restart_policy import decide


def test_three_tries_in_ten_minutes_then_no_more() -> None:
    tries: list[float] = []
    for at in (0.0, 60.0, 120.0):
        decision = decide(tries, at)
        assert decision.is_allowed
        tries = decision.tries
    assert not decide(tries, 180.0).is_allowed
    assert decide(tries, 601.0).is_allowed


@given(st.lists(st.floats(0, 1e6), max_size=20), st.integers(0, 5))
def test_never_more_than_allowed_within_any_window(gaps: list[float], allowed: int) -> None:
    now, tries, started = 0.0, [], []
    for gap in gaps:
        now += gap
        decision = decide(tries, now, allowed, 600.0)
        tries = decision.tries
        if decision.is_allowed:
            started.append(now)
    for begin in started:
        assert sum(begin <= at < begin + 600.0 for at in started) <= allowed


def test_a_clock_that_was_set_back_neither_blocks_nor_unlocks_for_ever() -> None:
    assert not decide([5000.0, 5000.0, 5000.0], 100.0).is_allowed
    assert decide(decide([5000.0] * 3, 100.0).tries, 701.0).is_allowed
