from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.domain.clock_offsets import FEWEST, WINDOW_S, Change, ClockOffset, judge


def heard(offset_s: float, delays_s: list[float], every_s: float = 1.0) -> tuple[ClockOffset, float]:
    clock, now_s = ClockOffset(), 0.0
    for number, delay_s in enumerate(delays_s):
        now_s = number * every_s
        clock.hear(offset_s - delay_s, now_s)
    return clock, now_s


@given(st.floats(-1e6, 1e6), st.lists(st.floats(0.0, 5.0), min_size=FEWEST, max_size=15))
def test_delays_make_no_clock_look_ahead(offset_s: float, delays_s: list[float]) -> None:
    clock, now_s = heard(offset_s, delays_s)
    found = clock.ahead_s(now_s)
    assert found is not None and found == pytest.approx(offset_s - min(delays_s), abs=1e-6)


def test_few_messages_and_old_ones_say_nothing() -> None:
    clock, now_s = heard(5.0, [0.1] * (FEWEST - 1))
    assert clock.ahead_s(now_s) is None
    clock, now_s = heard(5.0, [0.1] * 10)
    assert clock.ahead_s(now_s) is not None
    assert clock.ahead_s(now_s + WINDOW_S) is None


@pytest.mark.parametrize(
    ("before_s", "ahead_s", "means"),
    [
        (None, 0.3, Change.NONE),
        (None, -2.5, Change.OFF),
        (None, 2.0, Change.OFF),
        (2.1, 1.5, Change.NONE),
        (2.1, 0.9, Change.RIGHT),
        (-600.0, -599.0, Change.NONE),
        (-600.0, -500.0, Change.OFF),
        (-600.0, 600.0, Change.OFF),
        (-600.0, None, Change.NONE),
        (None, None, Change.NONE),
    ],
)
def test_what_a_look_means(before_s: float | None, ahead_s: float | None, means: Change) -> None:
    assert judge(before_s, ahead_s) is means
