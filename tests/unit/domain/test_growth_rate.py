"""What the growth-rate estimator must do, on short traces; `benchmarks/growth_rate.py` has the full list."""

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.growth import traces
from pioreactor.domain.growth_rate import (
    GrowthEstimate,
    GrowthEventKind,
    GrowthRateEstimator,
    GrowthRateSettings,
)
from pioreactor.domain.growth_rate.interval import mixture_quantile
from pioreactor.domain.growth_rate.model import (
    gain_covariance,
    matrix_exponential,
    mode_rates,
    stationary_probabilities,
)
from pioreactor.domain.growth_rate.noise import NoiseTracker


def run(trace: Any, estimator: GrowthRateEstimator | None = None) -> list[GrowthEstimate]:
    """Feed a trace; one estimate per reading."""
    estimator = estimator or GrowthRateEstimator(GrowthRateSettings())
    doses, pump_runs = list(trace.doses), list(trace.pump_runs)
    out = []
    for i, now_s in enumerate(trace.time_s.tolist()):
        while doses and doses[0][0] <= now_s:
            estimator.add_dose(*doses.pop(0))
        while pump_runs and pump_runs[0] <= now_s:
            estimator.add_disturbance(pump_runs.pop(0))
        estimate = estimator.update(now_s, {label: float(od[i]) for label, od in trace.ods.items()})
        assert estimate is not None
        out.append(estimate)
    return out


def errors(estimates: list[GrowthEstimate], trace: Any, from_h: float, to_h: float = math.inf) -> np.ndarray:
    rates = np.array([e.growth_rate_per_h for e in estimates])
    return (rates - trace.rate)[(trace.time_s >= from_h * 3600.0) & (trace.time_s < to_h * 3600.0)]


def rms(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(values**2)))


def coverage(estimates: list[GrowthEstimate], trace: Any, from_h: float) -> float:
    inside = [e.interval_low_per_h <= r <= e.interval_high_per_h for e, r in zip(estimates, trace.rate, strict=True)]
    return float(np.mean(np.array(inside)[trace.time_s >= from_h * 3600.0]))


def kinds(estimates: list[GrowthEstimate]) -> list[GrowthEventKind]:
    return [event.kind for e in estimates for event in e.events]


def covariances(estimator: GrowthRateEstimator) -> np.ndarray:
    stored: Any = estimator.state()
    bank = stored["filter"]["bank"]
    size = len(bank["mean"]) // 3
    rows, columns = np.triu_indices(size)
    out = np.zeros((3, size, size))
    out[:, rows, columns] = out[:, columns, rows] = np.reshape(bank["covariance"], (3, -1))
    return out


def steady(rate: float = 0.3, hours: float = 3.0, seed: int = 1, **options: float) -> Any:
    return traces.culture(np.random.default_rng(seed), traces.constant(rate), hours, **options)


def turbidostat(rate: float = 0.5, hours: float = 3.5, seed: int = 2, **dosing: Any) -> Any:
    return traces.dosed_culture(np.random.default_rng(seed), traces.constant(rate), hours, traces.Dosing(**dosing))


# --- settings and parts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"expected_steady_time_h": 0.0},
        {"dose_accuracy": math.nan},
        {"optical_drift_per_h": -0.1},
        {"smoothing_lag_min": 2.5},
        {"smoothing_lag_min": 21},
        {"mixing_time_constants_s": (15.0, 5.0, 45.0)},
        {"disturbed_after_pump_s": math.inf},
    ],
)
def test_settings_outside_their_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        GrowthRateSettings(**wrong)


def test_quantiles_of_a_single_normal_are_the_known_ones() -> None:
    assert mixture_quantile(0.975, [1.0], [0.3], [0.1], guess=50.0) == pytest.approx(0.3 + 0.1959964, abs=1e-6)


@given(
    st.lists(st.tuples(st.floats(0.01, 1.0), st.floats(-2.0, 2.0), st.floats(1e-4, 1.0)), min_size=1, max_size=3),
    st.floats(-3.0, 3.0),
)
@settings(max_examples=50, deadline=None)
def test_quantile_of_a_mixture_has_its_probability_below(parts: list[tuple[float, float, float]], guess: float) -> None:
    total = sum(w for w, _, _ in parts)
    x = mixture_quantile(
        0.025, [w / total for w, _, _ in parts], [m for _, m, _ in parts], [d for *_, d in parts], guess
    )
    below = sum(w / total * 0.5 * math.erfc(-(x - m) / d / math.sqrt(2.0)) for w, m, d in parts)
    assert below == pytest.approx(0.025, abs=1e-3)


def test_mode_transitions_do_not_depend_on_how_time_is_cut() -> None:
    rates = mode_rates(10.0)
    once, twice = matrix_exponential(rates * 0.02), matrix_exponential(rates * 0.01)
    assert np.allclose(once, twice @ twice, atol=1e-12)
    assert np.allclose(matrix_exponential(rates * 1000.0), stationary_probabilities(rates), atol=1e-9)


def test_prior_of_the_dose_gains_knows_their_sum_to_the_dose_accuracy() -> None:
    assert gain_covariance(0.1).sum() == pytest.approx(0.01)


def test_correlated_noise_counts_more_than_its_scatter() -> None:
    ratios = []
    for correlation in (0.0, 0.8):
        tracker = NoiseTracker()
        for value in traces.noise(np.random.default_rng(3), 3000, 0.01, correlation):
            tracker.learn(float(value), 1e-8, 5.0)
        assert math.sqrt(tracker.single) == pytest.approx(0.01, rel=0.25)
        ratios.append(tracker.long_run / tracker.single)
    assert ratios[0] < 2.0 < 4.0 < ratios[1]


# --- the contract of update ------------------------------------------------------------------------------------------


def test_nothing_is_said_before_the_first_reading() -> None:
    estimator = GrowthRateEstimator(GrowthRateSettings())
    assert estimator.update(0.0, {"1": None}) is None
    assert estimator.update(5.0, {}) is None
    estimate = estimator.update(10.0, {"1": 0.5})
    assert estimate is not None
    assert estimate.od == pytest.approx(0.5)
    assert estimate.interval_low_per_h < -0.9 < 0.9 < estimate.interval_high_per_h


@pytest.mark.parametrize("step_s", [0.0, -5.0])
def test_reading_is_ignored_unless_time_advances(step_s: float) -> None:
    estimator = GrowthRateEstimator(GrowthRateSettings())
    for i in range(20):
        estimator.update(5.0 * i, {"1": 0.5 + 0.001 * i})
    before = estimator.state()
    assert estimator.update(95.0 + step_s, {"1": 0.9}) is None
    assert estimator.state() == before


@pytest.mark.parametrize("missing", [None, math.nan, math.inf, 0.0, -0.1])
def test_unusable_reading_is_predicted_with_a_wider_interval(missing: float | None) -> None:
    estimator = GrowthRateEstimator(GrowthRateSettings())
    last = run(steady(hours=1.0), estimator)[-1]
    for i in range(60):
        estimate = estimator.update(last.time_s + 5.0 * (i + 1), {"1": missing})
        assert estimate is not None and estimate.is_predicted
    assert estimate.ln_od - last.ln_od == pytest.approx(last.growth_rate_per_h * 300.0 / 3600.0, abs=1e-3)
    assert estimate.uncertainty_per_h > last.uncertainty_per_h


@pytest.mark.parametrize("volumes", [(-15.0, 15.0), (1.0, 0.0), (math.nan, 15.0), (1.0, math.inf), (1.0, -15.0)])
def test_impossible_dose_is_refused(volumes: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="volume_ml must be"):
        GrowthRateEstimator(GrowthRateSettings()).add_dose(0.0, *volumes)


def test_times_must_be_finite() -> None:
    estimator = GrowthRateEstimator(GrowthRateSettings())
    with pytest.raises(ValueError, match="time_s"):
        estimator.update(math.nan, {"1": 1.0})
    with pytest.raises(ValueError, match="time_s"):
        estimator.add_disturbance(math.inf)


def test_same_calls_give_the_same_numbers() -> None:
    trace = turbidostat(hours=1.0)
    assert run(trace) == run(trace)


def test_origin_of_the_clock_does_not_matter() -> None:
    trace = turbidostat(hours=1.0)
    first = run(trace)[-1]
    trace.time_s = trace.time_s + 2.0**20
    trace.doses = [(t + 2.0**20, v, vial) for t, v, vial in trace.doses]
    trace.pump_runs = [t + 2.0**20 for t in trace.pump_runs]
    assert run(trace)[-1].growth_rate_per_h == pytest.approx(first.growth_rate_per_h, abs=1e-9)


def test_unit_of_the_readings_does_not_matter() -> None:
    trace = steady(hours=1.0)
    first = run(trace)[-1]
    trace.ods = {"1": 1000.0 * trace.ods["1"]}
    second = run(trace)[-1]
    assert second.growth_rate_per_h == pytest.approx(first.growth_rate_per_h, abs=1e-9)
    assert second.od == pytest.approx(1000.0 * first.od)


# --- whatever happens ------------------------------------------------------------------------------------------------

happenings = st.lists(
    st.tuples(
        st.sampled_from(["read"] * 8 + ["dose", "pump", "change", "missing"]),
        st.sampled_from([0.0, 0.01, 1.0, 5.0, 5.0, 5.0, 60.0, 1800.0, 9000.0]),
        st.one_of(st.floats(0.45, 0.55), st.floats(1e-300, 1e300)),
    ),
    min_size=5,
    max_size=80,
)


def happen(estimator: GrowthRateEstimator, now_s: float, what: str, value: float) -> GrowthEstimate | None:
    if what == "dose":
        estimator.add_dose(now_s - 3.0, min(max(value, 1e-3), 100.0), 15.0)
    elif what == "pump":
        estimator.add_disturbance(now_s)
    elif what == "change":
        estimator.declare_change()
    return estimator.update(now_s, {"1": None if what == "missing" else value, "2": 0.5 if value < 1.0 else None})


@given(happenings)
@settings(max_examples=60, deadline=None)
def test_numbers_stay_finite_and_covariances_positive(story: list[tuple[str, float, float]]) -> None:
    estimator = GrowthRateEstimator(GrowthRateSettings())
    now_s = 0.0
    for what, dt_s, value in story:
        now_s += dt_s
        estimate = happen(estimator, now_s, what, value)
        if estimate is None:
            continue
        assert math.isfinite(estimate.growth_rate_per_h + estimate.ln_od + estimate.noise_ratio + estimate.dose_gain)
        assert estimate.interval_low_per_h < estimate.growth_rate_per_h < estimate.interval_high_per_h
        assert 0.0 <= estimate.p_steady <= 1.0
        assert np.linalg.eigvalsh(covariances(estimator)).min() >= -1e-12


@given(happenings, st.integers(0, 79))
@settings(max_examples=30, deadline=None)
def test_stored_state_goes_on_as_if_nothing_happened(story: list[tuple[str, float, float]], cut: int) -> None:
    whole = GrowthRateEstimator(GrowthRateSettings())
    resumed: GrowthRateEstimator | None = None
    now_s = last_s = 0.0
    for i, (what, dt_s, value) in enumerate(story):
        now_s += dt_s + 0.5
        if resumed is None and i >= cut:
            state = json.loads(json.dumps(whole.state(), allow_nan=False))
            resumed = GrowthRateEstimator.from_state(GrowthRateSettings(), state, gap_s=now_s - last_s)
        expected = happen(whole, now_s, what, value)
        last_s = now_s if expected is not None else last_s
        if resumed is not None:
            found = happen(resumed, now_s, what, value)
            assert (found is None) == (expected is None)
            if found is not None and expected is not None:
                assert found.growth_rate_per_h == pytest.approx(expected.growth_rate_per_h, rel=1e-6, abs=1e-9)
                assert found.ln_od == pytest.approx(expected.ln_od, rel=1e-9, abs=1e-9)


def test_stored_state_keeps_doses_and_copies_on_another_clock() -> None:
    trace = turbidostat(hours=1.5)
    whole = run(trace)
    cut = next(i for i, t in enumerate(trace.time_s) if t > trace.doses[-1][0] + 20.0)
    first = GrowthRateEstimator(GrowthRateSettings())
    head, tail = traces.Trace(**vars(trace)), traces.Trace(**vars(trace))
    head.time_s = trace.time_s[:cut]
    run(head, first)
    state = json.loads(json.dumps(first.state()))
    assert len(json.dumps(state)) < 20_000
    second = GrowthRateEstimator.from_state(GrowthRateSettings(), state, gap_s=5.0)
    tail.time_s, tail.ods = trace.time_s[cut:] - 4096.0, {"1": trace.ods["1"][cut:]}
    tail.doses, tail.pump_runs = [], [t - 4096.0 for t in trace.pump_runs if t > trace.time_s[cut - 1]]
    rest = run(tail, second)
    for found, expected in zip(rest, whole[cut:], strict=True):
        assert found.growth_rate_per_h == pytest.approx(expected.growth_rate_per_h, abs=1e-9)
        assert (found.smoothed_time_s is None) == (expected.smoothed_time_s is None)


def test_state_that_does_not_fit_is_refused() -> None:
    estimator = GrowthRateEstimator(GrowthRateSettings())
    run(steady(hours=0.1), estimator)
    state: Any = estimator.state()
    with pytest.raises(ValueError, match="gap_s"):
        GrowthRateEstimator.from_state(GrowthRateSettings(), state, gap_s=0.0)
    with pytest.raises(ValueError, match="version"):
        GrowthRateEstimator.from_state(GrowthRateSettings(), {}, gap_s=5.0)
    with pytest.raises(ValueError, match="start the estimator anew"):
        GrowthRateEstimator.from_state(GrowthRateSettings(smoothing_lag_min=2), state, gap_s=5.0)
    state["filter"]["bank"]["mean"][0] = math.nan
    with pytest.raises(ValueError, match="start the estimator anew"):
        GrowthRateEstimator.from_state(GrowthRateSettings(), state, gap_s=5.0)


def test_state_without_a_reading_starts_anew() -> None:
    state = GrowthRateEstimator(GrowthRateSettings()).state()
    estimator = GrowthRateEstimator.from_state(GrowthRateSettings(), state, gap_s=5.0)
    assert estimator.update(0.0, {"1": 0.5}) is not None


# --- growth ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "noise", "correlation", "limit"),
    [(0.02, 0.005, 0.0, 0.0025), (1.2, 0.01, 0.0, 0.0035), (0.3, 0.03, 0.0, 0.007), (0.3, 0.0055, 0.59, 0.004)],
)
def test_steady_growth_is_found_and_covered(rate: float, noise: float, correlation: float, limit: float) -> None:
    trace = steady(rate, deviation=noise, correlation=correlation)
    estimates = run(trace)
    assert rms(errors(estimates, trace, 1.5)) <= limit
    assert coverage(estimates, trace, 1.5) >= 0.95
    if noise == 0.005:
        assert np.mean([e.interval_high_per_h - e.interval_low_per_h for e in estimates[1080:]]) / 2.0 <= 0.02


@pytest.mark.parametrize(("before", "after", "interval_s", "limit_min"), [(0.1, 0.5, 5.0, 4), (0.1, 0.5, 60.0, 9)])
def test_step_is_followed_within_minutes(before: float, after: float, interval_s: float, limit_min: float) -> None:
    rng = np.random.default_rng(4)
    trace = traces.culture(rng, traces.step(before, after, 1.5), 2.5, interval_s=interval_s)
    estimates = run(trace)
    reached = next(
        e.time_s for e in estimates if e.time_s > 5400.0 and e.growth_rate_per_h > before + 0.63 * (after - before)
    )
    assert (reached - 5400.0) / 60.0 <= limit_min
    assert coverage(estimates, trace, 1.0) >= 0.9


def test_smoothed_value_comes_each_minute_and_is_better() -> None:
    trace = traces.culture(np.random.default_rng(5), traces.diauxic(), 5.0)
    estimates = run(trace)
    smoothed = [e for e in estimates if e.smoothed_time_s is not None and e.time_s > 1800.0]
    assert len(smoothed) == pytest.approx(270, abs=1)
    assert all(e.time_s - (e.smoothed_time_s or 0.0) == 240.0 for e in smoothed)
    stamps, rates = zip(*[(e.smoothed_time_s, e.smoothed_growth_rate_per_h) for e in smoothed], strict=True)
    off = np.array(rates) - np.interp(stamps, trace.time_s, trace.rate)
    assert rms(off) <= 0.6 * rms(errors(estimates, trace, 0.5))
    assert coverage(estimates, trace, 0.5) >= 0.9


def test_start_is_found_within_ten_minutes() -> None:
    trace = steady(0.5, hours=0.5)
    assert rms(errors(run(trace), trace, 1 / 6, 1 / 6 + 0.03)) <= 0.03


def test_odd_first_reading_does_no_harm() -> None:
    trace = steady(0.3, hours=1.0)
    trace.ods["1"][0] *= 1.3
    assert rms(errors(run(trace), trace, 1 / 3)) <= 0.03


def test_interval_between_readings_does_not_matter() -> None:
    trace = steady()
    thin = trace.thinned(2)
    assert abs(np.mean(errors(run(trace), trace, 1.5)) - np.mean(errors(run(thin), thin, 1.5))) <= 0.001


def test_missing_readings_change_little() -> None:
    trace = steady()
    gappy = trace.without(np.random.default_rng(6).random(len(trace.time_s)) < 0.3)
    assert rms(errors(run(gappy), gappy, 1.5)) <= 0.004


# --- doses -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mixing_s", "gain"), [(2.0, 1.0), (20.0, 1.0), (40.0, 1.0), (6.0, 1.3)])
def test_doses_do_not_bias_growth(mixing_s: float, gain: float) -> None:
    trace = turbidostat(mixing_s=mixing_s, gain=gain)
    estimates = run(trace)
    assert abs(np.mean(errors(estimates, trace, 1.5))) <= 0.03 * 0.5
    off = np.array([e.ln_od for e in estimates])[1080:] - trace.ln_od[1080:]
    assert rms(off) <= 0.002
    assert coverage(estimates, trace, 1.5) >= 0.95
    assert estimates[-1].dose_gain == pytest.approx(gain, rel=0.1)
    assert estimates[-1].last_dose_residual == pytest.approx(0.0, abs=0.02)
    assert kinds(estimates) == []


def test_learned_mixing_time_tells_fast_from_slow() -> None:
    fast, slow = (run(turbidostat(mixing_s=s))[-1].dose_mixing_time_s for s in (3.0, 30.0))
    assert fast < 12.0 < 20.0 < slow


def test_mixing_slower_than_the_model_is_reported_and_widens_the_interval() -> None:
    trace = turbidostat(mixing_s=80.0, hours=5.0)
    estimates = run(trace)
    assert GrowthEventKind.SLOW_MIXING in kinds(estimates)
    assert estimates[-1].dose_mixing_time_s > 35.0
    assert np.mean([e.uncertainty_per_h for e in estimates[-360:]]) > 0.02


def test_lost_doses_are_recognised() -> None:
    trace = turbidostat(lost=(6, 10, 14))
    estimates = run(trace)
    mismatches = [event for e in estimates for event in e.events if event.kind == GrowthEventKind.DOSE_MISMATCH]
    assert len(mismatches) == 3
    assert all(event.size == pytest.approx(math.log(16 / 15), rel=0.3) for event in mismatches)
    assert np.max(np.abs(errors(estimates, trace, trace.lost_doses_s[0] / 3600.0))) <= 0.05


@pytest.mark.parametrize("late_s", [0.0, 3.0, 6.0])
def test_dose_may_be_booked_late(late_s: float) -> None:
    estimator = GrowthRateEstimator(GrowthRateSettings())
    trace = turbidostat(hours=2.5)
    waiting = [(t + late_s, (t, volume, vial)) for t, volume, vial in trace.doses]
    rates = []
    for i, now_s in enumerate(trace.time_s.tolist()):
        while waiting and waiting[0][0] <= now_s:
            estimator.add_dose(*waiting.pop(0)[1])
        estimate = estimator.update(now_s, {"1": float(trace.ods["1"][i])})
        assert estimate is not None
        rates.append(estimate.growth_rate_per_h)
    assert abs(np.mean(rates[1080:]) - 0.5) <= 0.02


def test_dose_booked_ahead_waits_for_its_reading() -> None:
    trace = turbidostat(hours=1.0)
    ahead = GrowthRateEstimator(GrowthRateSettings())
    for dose in trace.doses:
        ahead.add_dose(*dose)
    for pump_s in trace.pump_runs:
        ahead.add_disturbance(pump_s)
    at_once = traces.Trace(**{**vars(trace), "doses": [], "pump_runs": []})
    assert run(at_once, ahead)[-1] == run(trace)[-1]


def test_dose_booked_ahead_in_steps_and_corrected_is_as_good_as_known() -> None:
    """Pumps book half-second steps before the liquid and settle with a signed correction."""
    trace = turbidostat(hours=2.0)
    steps = []
    for t, volume, vial in trace.doses:
        held = vial
        for number, part in enumerate([0.3 * volume] * 4 + [-0.2 * volume]):
            steps.append((t + 0.1 * number, part, held))
            held += part
    exact = run(trace)
    stepped = run(traces.Trace(**{**vars(trace), "doses": steps}))
    difference = [a.growth_rate_per_h - b.growth_rate_per_h for a, b in zip(exact, stepped, strict=True)]
    assert np.max(np.abs(difference[720:])) <= 0.005


# --- odd events ------------------------------------------------------------------------------------------------------


def test_bubbles_do_not_disturb() -> None:
    trace = steady(bubble_share=0.10)
    estimates = run(trace)
    assert rms(errors(estimates, trace, 1.5)) <= 0.003
    assert kinds(estimates) == []
    assert 0.05 <= estimates[-1].down_weighted_fraction <= 0.2


@pytest.mark.parametrize(("factor", "length_s", "shifts"), [(0.8, math.inf, 1), (1.05, 600.0, 2)])
def test_level_shift_is_recognised_and_leaves_growth_alone(factor: float, length_s: float, shifts: int) -> None:
    trace = traces.with_level_change(steady(), 7200.0, 7200.0 + length_s, factor, of_culture=False)
    estimates = run(trace)
    assert kinds(estimates) == [GrowthEventKind.LEVEL_SHIFT] * shifts
    assert np.max(np.abs(errors(estimates, trace, 2.0))) <= 0.02


def test_declared_change_sets_the_level_and_keeps_growth() -> None:
    trace = traces.with_level_change(steady(), 7200.0, math.inf, 3.0, of_culture=True)
    estimator = GrowthRateEstimator(GrowthRateSettings())
    estimates = []
    for now_s, od in zip(trace.time_s.tolist(), trace.reading.tolist(), strict=True):
        if now_s == 7200.0:
            estimator.declare_change()
        estimate = estimator.update(now_s, {"1": od})
        assert estimate is not None
        estimates.append(estimate)
    assert kinds(estimates) == []
    assert np.max(np.abs(errors(estimates, trace, 2.0))) <= 0.02
    assert estimates[1450].ln_od == pytest.approx(trace.ln_od[1450], abs=0.01)


def test_half_an_hour_without_readings_does_little_harm() -> None:
    trace = steady(hours=3.0)
    kept = (trace.time_s < 5400.0) | (trace.time_s >= 7200.0)
    short = traces.Trace(trace.time_s[kept], {"1": trace.reading[kept]}, trace.rate[kept], trace.ln_od[kept])
    estimates = run(short)
    assert np.max(np.abs(errors(estimates, short, 2.0))) <= 0.08
    assert coverage(estimates, short, 2.0) == 1.0


@pytest.mark.parametrize("listed", [False, True])
def test_after_hours_without_readings_the_level_comes_from_the_next(listed: bool) -> None:
    estimator = GrowthRateEstimator(GrowthRateSettings())
    last = run(steady(hours=1.0), estimator)[-1]
    for i in range(1, 31):
        if listed:
            estimator.update(last.time_s + 300.0 * i, {"1": None})
    estimate = estimator.update(last.time_s + 9000.0 + 5.0, {"1": 0.2})
    assert estimate is not None
    assert [event.kind for event in estimate.events] == [GrowthEventKind.RESUMED_AFTER_GAP]
    assert estimate.od == pytest.approx(0.2)
    assert estimate.interval_high_per_h - estimate.interval_low_per_h <= 2.1


def test_numbers_gone_wrong_lead_to_a_fresh_start() -> None:
    estimator = GrowthRateEstimator(GrowthRateSettings())
    run(steady(hours=0.5), estimator)
    estimator._filter.bank.mean[1, 0] = math.nan
    estimate = estimator.update(1800.0, {"1": 0.4})
    assert estimate is not None
    assert [event.kind for event in estimate.events] == [GrowthEventKind.RESTARTED]
    assert estimate.od == pytest.approx(0.4)
    following = estimator.update(1805.0, {"1": 0.4})
    assert following is not None and math.isfinite(following.growth_rate_per_h) and following.events == ()


# --- several sensors -------------------------------------------------------------------------------------------------


def test_three_sensors_beat_the_best_and_losing_it_makes_no_jump() -> None:
    rng = np.random.default_rng(7)
    trace = traces.three_angles(rng, traces.constant(0.3), 4.0, (2.0, 2.75))
    estimates = run(trace)
    assert rms(errors(estimates, trace, 1.5)) <= 0.005
    assert not set(kinds(estimates))
    levels = np.array([e.ln_od for e in estimates])
    steps = np.abs(np.diff(levels))[1080:]
    assert steps.max() < 0.01


def test_stuck_sensor_is_outvoted() -> None:
    rng = np.random.default_rng(8)
    trace = traces.three_angles(rng, traces.constant(0.3), 2.5, None)
    trace.ods["3"] = np.where(trace.time_s > 5400.0, 10.0 * trace.ods["3"], trace.ods["3"])
    estimates = run(trace)
    assert np.max(np.abs(errors(estimates, trace, 1.5))) <= 0.03


def test_single_sensor_may_be_replaced_by_another() -> None:
    trace = steady()
    half = trace.time_s < 7200.0
    trace.ods = {
        "1": np.where(half, trace.ods["1"], np.nan),
        "2": np.where(half, np.nan, 5.0 * trace.ods["1"]),
    }
    estimates = run(trace)
    assert np.max(np.abs(errors(estimates, trace, 2.0))) <= 0.02
    assert kinds(estimates) == []
