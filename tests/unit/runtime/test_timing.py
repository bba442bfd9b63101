"""Timers and small helpers, in a clock that runs a hundred times as fast."""

from __future__ import annotations

import threading

import pytest

from pioreactor import clock
from pioreactor.utils import SummableDict, argextrema, boolean_retry, clamp
from pioreactor.utils.timing import (
    RepeatedTimer,
    catchtime,
    current_utc_timestamp,
    paused_timer,
    to_datetime,
    to_iso_format,
)


@pytest.fixture
def fast_clock():
    clock.configure(100.0)
    yield
    clock.configure(1.0)


class Counter:
    def __init__(self):
        self.times = []
        self.reached = threading.Event()
        self.wanted = 5

    def __call__(self):
        self.times.append(clock.monotonic())
        if len(self.times) >= self.wanted:
            self.reached.set()


def test_a_timer_keeps_its_rhythm(fast_clock):
    count = Counter()
    begun = clock.monotonic()
    timer = RepeatedTimer(5, count).start()
    assert count.reached.wait(5)
    timer.cancel()
    for number, at in enumerate(count.times[:5], 1):
        assert 5 * number <= at - begun < 5 * number + 4
    assert not timer.is_alive()


def test_an_immediate_timer_begins_at_once_or_after_its_delay(fast_clock):
    for delay in (None, 20):
        count = Counter()
        begun = clock.monotonic()
        timer = RepeatedTimer(10, count, run_immediately=True, run_after=delay).start()
        assert count.reached.wait(5)
        timer.cancel()
        assert (delay or 0) <= count.times[0] - begun < (delay or 0) + 8


def test_a_failing_call_does_not_stop_the_timer(fast_clock, caplog):
    reached = threading.Event()
    calls = []

    def fail():
        calls.append(1)
        if len(calls) > 2:
            reached.set()
        raise RuntimeError("no")

    timer = RepeatedTimer(2, fail, job_name="x").start()
    assert reached.wait(5)
    timer.cancel()
    assert "no" in caplog.text


def test_a_paused_timer_rests_and_then_goes_on(fast_clock):
    count = Counter()
    timer = RepeatedTimer(2, count, run_immediately=True).start()
    assert clock.wait_until(lambda: len(count.times) > 0, 5)
    with paused_timer(timer):
        clock.sleep(3)
        before = len(count.times)
        clock.sleep(20)
        assert len(count.times) == before
    assert count.reached.wait(5)
    timer.cancel()


def test_a_slow_call_skips_the_ticks_it_missed(fast_clock):
    count = Counter()
    count.wanted = 3

    def slow():
        count()
        clock.sleep(25)

    timer = RepeatedTimer(10, slow, run_immediately=True).start()
    assert count.reached.wait(5)
    timer.cancel()
    gaps = [b - a for a, b in zip(count.times, count.times[1:], strict=False)]
    # Never at once after a slow call, as if the missed ticks were made up for; how much later is the computer's affair.
    assert all(gap >= 25 for gap in gaps), gaps


def test_a_timer_can_cancel_itself(fast_clock):
    done = threading.Event()
    timer = RepeatedTimer(1, lambda: (timer.cancel(), done.set()))
    timer.start()
    assert done.wait(5)
    assert clock.wait_until(lambda: not timer.is_alive(), 5)


def test_cancelling_one_that_was_never_started_is_fine():
    RepeatedTimer(1, lambda: None).cancel()
    with pytest.raises(ValueError, match="never"):
        RepeatedTimer(0, lambda: None)


def test_stamps_go_there_and_back():
    text = current_utc_timestamp()
    assert to_iso_format(to_datetime(text)) == text
    with catchtime() as elapsed:
        assert elapsed() >= 0


def test_small_helpers():
    assert (clamp(0, 5, 3), clamp(0, -1, 3)) == (3, 0)
    assert argextrema([3, 1, 2, 3]) == (1, 0)
    total = SummableDict(media_ml=1.0) + {"media_ml": 0.5, "waste_ml": 2.0}
    assert (total["media_ml"], total["waste_ml"], total["alt_media_ml"]) == (1.5, 2.0, 0.0)
    answers = iter([False, False, True])
    assert boolean_retry(lambda: next(answers), sleep_for=0)
    assert not boolean_retry(lambda: False, retries=2, sleep_for=0)
