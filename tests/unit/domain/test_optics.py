from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.domain.mains import infer_mains_hz
from pioreactor.domain.optics import (
    GAINS,
    automatic_intensity,
    estimate_level,
    sample_offsets_s,
    select_gain,
    smoothing_weight,
)
from pioreactor.domain.quality import OvervoltageGuard, StuckDetector, WrapGuard, is_dark, is_noisy, is_unlit
from pioreactor.domain.reference import ReferenceTracker


def signal(
    times: list[float], level: float, hz: float, hum: float, second: float = 0.0, phase: float = 1.0
) -> list[float]:
    omega = 2 * math.pi * hz
    return [level + hum * math.sin(omega * t + phase) + second * math.sin(2 * omega * t + 2.1) for t in times]


def test_window_is_that_of_the_golden_ratio() -> None:
    offsets = sample_offsets_s()
    assert len(offsets) == 40
    assert offsets[-1] == pytest.approx(0.413, abs=0.01)
    assert offsets == sorted(offsets)


@given(phase=st.floats(0, 6.28), hz=st.sampled_from([50.0, 60.0, 49.98]), share=st.floats(0.001, 0.04))
def test_hum_with_its_second_harmonic_leaves_the_level_alone(phase: float, hz: float, share: float) -> None:
    times = sample_offsets_s()
    values = signal(times, 0.1, hz, 0.1 * share, 0.05 * share, phase)
    estimate = estimate_level(times, values, mains_hz=round(hz, -1))
    assert estimate.raw == pytest.approx(0.1, rel=0.002)
    assert estimate.hum == pytest.approx(0.1 * share, rel=0.2)
    plain = estimate_level(times, values)
    assert abs(estimate.raw - 0.1) <= abs(plain.raw - 0.1) + 1e-4


def test_bubbles_do_not_count() -> None:
    rng = random.Random(3)
    times = sample_offsets_s()
    values = [0.1 + rng.gauss(0, 1e-4) + (0.05 if 10 <= k < 16 else 0.0) for k in range(40)]
    estimate = estimate_level(times, values)
    assert estimate.raw == pytest.approx(0.1, abs=1e-4)
    assert estimate.used <= 33


def test_smoothing_is_the_penalised_mean() -> None:
    times = sample_offsets_s()
    weight = smoothing_weight(3.0, 5.0)
    assert weight == pytest.approx(24.0)
    assert smoothing_weight(3.0, None) == 0.0
    estimate = estimate_level(times, [0.2] * 40, weight=weight, previous=0.1)
    assert estimate.level == pytest.approx((38 * 0.2 + 24 * 0.1) / 62)
    assert estimate.raw == pytest.approx(0.2)


def test_too_few_samples_for_a_fit_still_give_a_level() -> None:
    assert estimate_level([0.0], [0.3], mains_hz=50).raw == pytest.approx(0.3)
    assert estimate_level([0.0, 0.0, 0.0], [0.1, 0.2, 0.3], mains_hz=50).raw == pytest.approx(0.2)
    with pytest.raises(ValueError, match="at least one"):
        estimate_level([], [])


@pytest.mark.parametrize("hz", [50.0, 60.0])
def test_mains_frequency_is_found_in_two_seconds(hz: float) -> None:
    rng = random.Random(5)
    times = [0.42 * window + t for window in range(5) for t in sample_offsets_s()]
    clean = signal(times, 0.1, hz, 1e-3)
    values = [v * (1 - 0.014 * t) + rng.gauss(0, 3e-4) for t, v in zip(times, clean, strict=True)]
    assert infer_mains_hz(times, values) == hz


def test_no_hum_is_not_invented() -> None:
    rng = random.Random(6)
    times = [0.42 * window + t for window in range(5) for t in sample_offsets_s()]
    assert infer_mains_hz(times, [0.1 + rng.gauss(0, 3e-4) for _ in times]) is None
    assert infer_mains_hz([0.0, 0.1], [1.0, 1.0]) is None


@given(volts=st.floats(0, 5.2))
def test_the_range_holds_the_signal_with_room(volts: float) -> None:
    gain = select_gain(volts)
    full_scale = dict(GAINS)[gain]
    assert volts < 0.85 * full_scale
    smaller = [scale for _, scale in GAINS if scale < full_scale]
    assert not smaller or volts >= 0.85 * max(smaller)


@given(ref=st.floats(0.001, 1), sig=st.floats(-0.1, 3))
def test_automatic_intensity_stays_within_its_limits(ref: float, sig: float) -> None:
    chosen = automatic_intensity(85.0, ref, sig)
    assert 50.0 <= chosen <= 85.0
    if chosen > 50.0:
        assert ref * chosen / 85.0 <= 0.2501
        assert sig * chosen / 85.0 <= 3.0 / 50 * 1.001


def test_reference_follows_the_lamp_but_not_the_noise() -> None:
    tracker = ReferenceTracker(0.1, interval_s=5.0)
    for _ in range(60):
        assert tracker.update(0.095)
    assert tracker.factor == pytest.approx(0.95, abs=1e-4)
    assert not tracker.update(0.18)
    assert tracker.factor == pytest.approx(0.95, abs=1e-4)
    assert tracker.update(0.095)
    assert ReferenceTracker(1.0, interval_s=20.0).gate == pytest.approx(0.05)
    with pytest.raises(ValueError, match="divided"):
        ReferenceTracker(0.0)


def test_quality_of_a_reading() -> None:
    times = sample_offsets_s()
    rng = random.Random(7)
    assert not is_noisy(estimate_level(times, [0.1 + rng.gauss(0, 0.003) for _ in times]))
    assert is_noisy(estimate_level(times, [0.1 + rng.gauss(0, 0.05) for _ in times]))
    assert is_dark(0.001, None)
    assert is_dark(0.005, 0.1)
    assert not is_dark(0.06, 0.1)
    assert is_unlit(5e-6)  # a cable without a photodiode
    assert not is_unlit(0.0002)  # an empty holder


def test_stuck_converter() -> None:
    detector = StuckDetector()
    assert not detector.update([500] * 40)
    assert detector.update([500] * 40)
    assert not detector.update([500, 501] * 20)
    assert not detector.update([499] * 40)


def test_wrapped_word_is_recognised_until_it_comes_back() -> None:
    guard = WrapGuard(1.65)
    seen = [guard.update(volts % 1.65) for volts in (0.5, 1.3, 1.6, 1.75, 1.9, 1.7, 1.6, 1.2)]
    assert seen == [False, False, False, True, True, True, False, False]


def test_overvoltage() -> None:
    guard = OvervoltageGuard()
    assert [guard.update(v) for v in (1.0, 3.15, 3.3, 3.3)] == ["ok", "warn", "warn", "stop"]


def test_one_high_window_and_a_dead_converter_are_no_overvoltage() -> None:
    guard = OvervoltageGuard()
    assert [guard.update(v) for v in (3.3, 1.0, 3.3, 6.14, 3.3, 6.14, 6.14)].count("stop") == 0
