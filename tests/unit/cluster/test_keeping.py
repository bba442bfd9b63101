from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pioreactor.cluster.backups.keeping import superseded

NIGHT = datetime(2026, 11, 29, 3, 15, tzinfo=UTC)


def test_a_week_of_days_and_a_month_of_weeks_stay() -> None:
    nights = [NIGHT - timedelta(days=n) for n in range(60)]
    gone = superseded(nights, daily=7, weekly=4)
    kept = sorted(set(nights) - set(gone), reverse=True)
    assert kept[:7] == nights[:7]
    assert [night.isocalendar().week for night in kept] == [48] * 7 + [47, 46, 45]
    assert gone == sorted(gone)


def test_of_one_day_the_newest_stays() -> None:
    morning, noon = NIGHT, NIGHT + timedelta(hours=9)
    assert superseded([noon, morning], daily=7, weekly=4) == [morning]


def test_a_month_without_power_costs_nothing() -> None:
    old = [NIGHT - timedelta(days=200 + n) for n in range(3)]
    assert superseded([NIGHT, *old], daily=7, weekly=4) == []


@given(st.lists(st.datetimes(timezones=st.just(UTC)), max_size=40), st.integers(0, 9), st.integers(0, 9))
def test_the_newest_stays_whatever_the_numbers(times: list[datetime], daily: int, weekly: int) -> None:
    gone = superseded(times, daily=daily, weekly=weekly)
    assert not times or max(times) not in gone
    assert len(set(times)) - len(set(gone)) <= max(1, daily + weekly)
    assert superseded(set(times) - set(gone), daily=daily, weekly=weekly) == []
