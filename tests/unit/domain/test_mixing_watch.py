"""A stirrer that is off must not read as a culture that dies."""

from __future__ import annotations

import math
import random

import pytest

from pioreactor.domain.growth_rate import GrowthRateEstimator, GrowthRateSettings
from pioreactor.domain.growth_rate.mixing_watch import (
    IGNORED_FOR_S,
    RESUSPENDED_AFTER_S,
    STILL_AFTER_S,
    MixingWatch,
)

STOP_S, START_S, END_S = 7200.0, 8400.0, 10800.0
RATE_PER_H = 0.3
SETTLING_S = 1200.0


def lowest_and_highest_rate(uses_watch: bool) -> tuple[float, float]:
    """A culture that grows steadily and whose stirrer is off for 20 minutes; cells sink with a time constant of 20
    min and are up again within seconds."""
    chance = random.Random(3)
    estimator, watch = GrowthRateEstimator(GrowthRateSettings()), MixingWatch()
    rates = []
    t = settled = 0.0
    while t < END_S:
        t += 5.0
        is_off = STOP_S <= t < START_S
        if t % 25.0 == 0.0:
            watch.rpm(t, 0.0 if is_off else 500.0)
        if t == STOP_S:
            watch.state(t, "sleeping")
        settled = 1.0 - (1.0 - settled) * math.exp(-5.0 / SETTLING_S) if is_off else settled * math.exp(-5.0 / 3.0)
        od = 0.2 * math.exp(RATE_PER_H * t / 3600.0) * (1.0 - settled) * (1.0 + chance.gauss(0, 0.004))
        is_used = not (uses_watch and watch.is_unmixed(t))
        estimate = estimator.update(t, {"2": od if is_used else None})
        if estimate is not None and t > STOP_S - 600.0:
            rates.append(estimate.growth_rate_per_h)
    return min(rates), max(rates)


def test_the_estimate_goes_on_while_the_stirrer_is_off() -> None:
    low, high = lowest_and_highest_rate(uses_watch=True)
    assert low > RATE_PER_H - 0.1
    assert high < RATE_PER_H + 0.1


def test_without_the_watch_it_would_not() -> None:
    low, _ = lowest_and_highest_rate(uses_watch=False)
    assert low < -1.0


def test_a_stirrer_that_was_never_seen_turning_says_nothing() -> None:
    watch = MixingWatch()
    watch.state(0.0, "disconnected")
    watch.rpm(1.0, 0.0)
    assert not watch.is_unmixed(1000.0)


def test_resting_around_a_reading_is_not_off() -> None:
    watch = MixingWatch()
    for t in range(0, 600, 10):
        watch.rpm(float(t), 500.0)
        watch.rpm(t + 6.0, 0.0)
        assert not watch.is_unmixed(t + 9.0)


@pytest.mark.parametrize("by_state", [True, False])
def test_off_is_noticed_ends_with_turning_and_is_believed_in_the_end(by_state: bool) -> None:
    watch = MixingWatch()
    watch.rpm(0.0, 500.0)
    if by_state:
        watch.state(10.0, "disconnected")
        assert watch.is_unmixed(11.0)
    watch.rpm(10.0, 0.0)
    assert watch.is_unmixed(10.0 + STILL_AFTER_S)
    assert watch.is_unmixed(9.0 + IGNORED_FOR_S)
    assert not watch.is_unmixed(11.0 + IGNORED_FOR_S)
    watch.rpm(600.0, 480.0)
    assert watch.is_unmixed(601.0)
    assert not watch.is_unmixed(601.0 + RESUSPENDED_AFTER_S)
