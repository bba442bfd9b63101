"""The grid on which automations execute."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.domain import schedule as schedules
from pioreactor.domain.schedule import LastRun, Schedule

NOW = st.floats(0, 1e7)
PERIOD = st.floats(0.1, 1e5)


def test_a_fresh_schedule_begins_soon_or_one_period_later():
    assert schedules.begin(100.0, 60.0) == Schedule(60.0, 102.0)
    assert schedules.begin(100.0, 60.0, skip_first=True) == Schedule(60.0, 162.0)
    assert schedules.begin(100.0, 60.0, run_after_s=0.0) == Schedule(60.0, 100.0)


@pytest.mark.parametrize("ended_in_order", [True, False])
@pytest.mark.parametrize("skip_first", [True, False])
def test_a_restart_before_the_next_run_changes_nothing(ended_in_order, skip_first):
    last = LastRun(80.0, ended_in_order)
    assert schedules.begin(100.0, 60.0, last=last, skip_first=skip_first).next_s == 140.0


def test_what_was_missed_is_made_up_once():
    found = schedules.begin(1000.0, 60.0, last=LastRun(80.0, False))
    assert found.next_s == 1002.0
    assert schedules.after_run(found, 1003.0).next_s == 1062.0


def test_leaving_out_the_first_run_holds_for_a_fresh_start_and_not_for_a_killed_process():
    assert schedules.begin(1000.0, 60.0, skip_first=True, last=LastRun(80.0, True)).next_s == 1060.0
    assert schedules.begin(1000.0, 60.0, skip_first=True, last=LastRun(80.0, False)).next_s == 1002.0


def test_a_new_period_counts_from_the_last_run():
    running = Schedule(600.0, 1600.0, 1000.0)
    assert schedules.rephased(running, 120.0, 1050.0).next_s == 1120.0
    assert schedules.rephased(running, 30.0, 1050.0).next_s == 1050.0
    assert schedules.rephased(Schedule(600.0, 1600.0), 120.0, 1050.0).next_s == 1050.0


def test_once_is_once():
    assert schedules.after_run(schedules.once(5.0), 6.0) is None


@pytest.mark.parametrize("period", [0.0, -1.0, math.nan])
def test_a_period_that_never_comes_round_is_refused(period):
    with pytest.raises(ValueError, match="never comes round"):
        schedules.begin(0.0, period)
    with pytest.raises(ValueError, match="never comes round"):
        schedules.rephased(Schedule(1.0, 1.0), period, 0.0)


@given(NOW, PERIOD, st.floats(0, 1e6))
def test_the_next_run_lies_ahead_on_the_same_grid(start, period, late):
    due = Schedule(period, start)
    following = schedules.after_run(due, start + late)
    assert following.next_s > start + late - 1e-6 * period
    assert following.next_s <= start + late + period * (1 + 1e-6)
    steps = (following.next_s - start) / period
    assert abs(steps - round(steps)) < 1e-6 * max(1.0, steps)


@given(NOW, PERIOD, st.floats(0, 1e6))
def test_a_pause_keeps_the_grid(start, period, pause):
    due = Schedule(period, start)
    resumed = schedules.resumed(due, start + pause)
    if pause <= schedules.MADE_UP_WITHIN_S - 1e-3:
        assert resumed == due
    steps = (resumed.next_s - start) / period
    assert abs(steps - round(steps)) < 1e-6 * max(1.0, steps)


@given(st.lists(st.floats(0.0, 500.0), max_size=30), st.floats(10.0, 300.0))
def test_restarts_at_any_moment_neither_double_nor_forget(gaps, period):
    """A process killed and started again at any moments executes no two runs within one period minus the start
    delay, and never lets more than one period plus the outage pass without one."""
    now, last, runs = 0.0, None, []
    for gap in gaps:
        schedule = schedules.begin(now, period, last=None if last is None else LastRun(last, False))
        end = now + gap
        while schedule.next_s <= end:
            now = schedule.next_s
            runs.append(now)
            last = now
            schedule = schedules.after_run(schedule, now)
        now = end
    for earlier, later in itertools.pairwise(runs):
        assert later - earlier >= period - 1e-6
