"""How long a series may keep quiet."""

from __future__ import annotations

from pioreactor.domain.liveness import Patience, Rhythm

PATIENT = Patience(intervals=5.0, least_s=60.0)


def heard_every(interval_s: float, times: int = 10) -> Rhythm:
    rhythm = Rhythm(0.0)
    for number in range(times):
        rhythm.heard(number * interval_s)
    return rhythm


def test_a_quick_series_may_be_silent_for_the_least_time_and_a_slow_one_for_its_intervals() -> None:
    assert heard_every(5.0).allowed_s(PATIENT) == 60.0
    assert heard_every(600.0).allowed_s(PATIENT) == 3000.0


def test_an_interval_that_is_set_counts_before_anything_has_come_and_when_it_was_made_longer() -> None:
    assert Rhythm(0.0).allowed_s(PATIENT, 30.0) == 150.0
    assert heard_every(5.0).allowed_s(PATIENT, 600.0) == 3000.0


def test_bursts_are_no_rhythm() -> None:
    rhythm = Rhythm(0.0)
    for start in range(5):
        for step in range(3):
            rhythm.heard(start * 300.0 + step)
    assert rhythm.allowed_s(PATIENT) == 2 * 298.0


def test_silence_is_counted_from_the_last_reading_or_from_when_one_could_be_heard() -> None:
    rhythm = Rhythm(10.0)
    assert not rhythm.is_regular and rhythm.silent_s(25.0, 0.0) == 15.0
    rhythm.heard(20.0)
    assert rhythm.silent_s(25.0, 0.0) == 5.0 and rhythm.silent_s(25.0, 24.0) == 1.0
