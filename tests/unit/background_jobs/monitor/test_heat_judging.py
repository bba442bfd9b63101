from __future__ import annotations

import pytest

from pioreactor.background_jobs.monitor.heat_judging import Finding, HeatJudge, Limits


@pytest.fixture
def judge() -> HeatJudge:
    return HeatJudge(Limits(disable_c=80.0, shutdown_c=85.0))


def test_one_reading_alone_has_no_consequence(judge):
    for reading in (81.0, 40.0, 120.0, 40.0, -20.0, 86.0, 70.0):
        assert judge.look(reading, 5.0, is_on=True, has_job=True) is Finding.FINE


@pytest.mark.parametrize(("reading", "finding"), [(81.0, Finding.TOO_HOT), (86.0, Finding.FAR_TOO_HOT)])
def test_two_in_a_row_do(judge, reading, finding):
    assert judge.look(reading, 5.0, is_on=True, has_job=True) is Finding.FINE
    assert judge.is_suspicious
    found = judge.look(reading, 1.0, is_on=True, has_job=True)
    assert found is finding
    assert found.must_cut
    assert found.wants_power_off is (finding is Finding.FAR_TOO_HOT)


def test_a_board_that_cools_after_its_job_has_ended_is_left_alone(judge):
    board = 79.0
    while board > 60.0:
        assert judge.look(board, 1.0, is_on=False, has_job=False) is Finding.FINE
        board -= 0.2


def test_a_board_that_stays_hot_while_nobody_heats(judge):
    found = [judge.look(66.0, 5.0, is_on=False, has_job=False) for _ in range(8)]
    assert found[:6] == [Finding.FINE] * 6
    assert found[-1] is Finding.HOT_ALONE
    assert found[-1].wants_power_off


def test_hot_is_ordinary_while_a_temperature_automation_runs(judge):
    assert {judge.look(72.0, 5.0, is_on=True, has_job=True) for _ in range(100)} == {Finding.FINE}


def test_nobody_may_heat_blindly_for_more_than_half_a_minute(judge):
    found = [judge.look(None, 5.0, is_on=True, has_job=True) for _ in range(7)]
    assert found[:6] == [Finding.FINE] * 6
    assert found[-1] is Finding.BLIND
    assert judge.look(None, 5.0, is_on=False, has_job=True) is Finding.FINE
