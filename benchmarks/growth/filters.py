"""Our estimator and the published filter, run over one trace as their jobs would."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from benchmarks.growth.traces import Array, Trace
from pioreactor.domain.growth_rate import (
    GrowthEstimate,
    GrowthEvent,
    GrowthEventKind,
    GrowthRateEstimator,
    GrowthRateSettings,
)

DROPPED_READINGS = 5
WARMUP_READINGS = 10

try:
    import grpredict
except ImportError:
    grpredict = None


@dataclass
class Track:
    """What a filter said about a trace; arrays of shape (n,), NaN where it said nothing."""

    time_s: Array
    rate: Array
    low: Array
    high: Array
    ln_od: Array
    smoothed: Array = field(default_factory=lambda: np.empty((0, 4)))  # time_s, rate, low, high
    events: list[GrowthEvent] = field(default_factory=list)
    last: GrowthEstimate | None = None

    @classmethod
    def empty(cls, trace: Trace) -> Track:
        """Nothing said yet."""
        return cls(trace.time_s, *(np.full(len(trace.time_s), np.nan) for _ in range(4)))

    def count(self, kind: GrowthEventKind) -> int:
        """How many events of a kind were reported."""
        return sum(event.kind == kind for event in self.events)


def run_ours(trace: Trace, settings: GrowthRateSettings | None = None) -> Track:
    """Run the estimator as the job does: first readings dropped, doses booked as they happen."""
    estimator = GrowthRateEstimator(settings or GrowthRateSettings())
    track = Track.empty(trace)
    smoothed = []
    doses, pump_runs = iter(trace.doses), iter(trace.pump_runs)
    dose, pump_s = next(doses, None), next(pump_runs, None)
    columns = [(label, od.tolist()) for label, od in trace.ods.items()]
    for i, now_s in enumerate(trace.time_s.tolist()):
        while dose is not None and dose[0] <= now_s:
            estimator.add_dose(*dose)
            dose = next(doses, None)
        while pump_s is not None and pump_s <= now_s:
            estimator.add_disturbance(pump_s)
            pump_s = next(pump_runs, None)
        if i < DROPPED_READINGS:
            continue
        estimate = estimator.update(now_s, {label: od[i] for label, od in columns})
        if estimate is None:
            continue
        track.rate[i], track.ln_od[i] = estimate.growth_rate_per_h, estimate.ln_od
        track.low[i], track.high[i] = estimate.interval_low_per_h, estimate.interval_high_per_h
        if estimate.smoothed_time_s is not None:
            smoothed.append(
                (
                    estimate.smoothed_time_s,
                    estimate.smoothed_growth_rate_per_h,
                    estimate.smoothed_interval_low_per_h,
                    estimate.smoothed_interval_high_per_h,
                )
            )
        track.events.extend(estimate.events)
        track.last = estimate
    track.smoothed = np.array(smoothed, dtype=float).reshape(-1, 4)
    return track


def _robust_deviation(values: Array) -> float:
    return 1.4826 * float(np.median(np.abs(values - np.median(values))))


def run_incumbent(trace: Trace) -> Track | None:
    """Run the published filter the way its job does; ``None`` without the package."""
    if grpredict is None:
        return None
    sources = trace.unflagged or trace.ods
    ods = np.column_stack([sources[label] for label in sorted(sources, reverse=True)])
    track = Track.empty(trace)
    complete = np.flatnonzero(np.isfinite(ods).all(axis=1))
    warm = complete[complete >= DROPPED_READINGS][:WARMUP_READINGS]
    normal = ods / np.median(ods[warm], axis=0)
    interval_h = float(np.median(np.diff(trace.time_s))) / 3600.0
    hours = np.arange(WARMUP_READINGS) * interval_h
    residuals = [z - np.polyval(np.polyfit(hours, z, 1), hours) for z in np.log(normal[warm]).T]
    noise = np.array([max(_robust_deviation(r), 0.005) ** 2 for r in residuals])
    means = normal[warm].mean(axis=1)
    level_deviation = max(0.05, 2.0 * _robust_deviation(np.log(means)), math.sqrt(noise.mean()))
    ekf = grpredict.CultureGrowthEKF(
        initial_state=np.array([math.log(max(float(np.median(means[-5:])), 1e-9)), 0.0, 0.0]),
        initial_covariance=np.diag([level_deviation**2, 0.03**2, 0.05**2]),
        process_noise_covariance=np.diag([1e-8, 5e-8, 5e-6]) * max(interval_h * 720.0, 0.25),
        observation_noise_covariance=np.diag(noise),
        outlier_std_threshold=5.0,
    )
    pumps_s = sorted([dose[0] for dose in trace.doses] + list(trace.pump_runs))
    k = diluted_left = 0
    last_s = float(trace.time_s[warm[-1]])
    level = math.log(float(np.median(ods[warm, -1])))
    for i in range(int(warm[-1]) + 1, len(trace.time_s)):
        now_s = float(trace.time_s[i])
        while k < len(pumps_s) and pumps_s[k] <= now_s:
            k, diluted_left = k + 1, 2
        if not np.isfinite(normal[i]).all() or now_s <= last_s:
            continue
        state, covariance = ekf.update(normal[i].tolist(), (now_s - last_s) / 3600.0, diluted_left > 0)
        diluted_left, last_s = max(diluted_left - 1, 0), now_s
        track.ln_od[i], track.rate[i] = float(state[0]) + level, float(state[1])
        half = 1.96 * math.sqrt(float(covariance[1, 1]))
        track.low[i], track.high[i] = track.rate[i] - half, track.rate[i] + half
    return track
