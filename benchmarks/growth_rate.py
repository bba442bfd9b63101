"""Acceptance figures of the growth-rate estimator on simulated traces, next to the published filter `grpredict`.

Run from the repository root:

    python -m benchmarks.growth_rate [--quick] [--only SECTION ...] [--json FILE] [--plots DIR] [--data DIR]

Sections: steady, steps, dosing, faults, curves, start, real, sampling, cost. Figures with a target decide the exit
code, except with ``--quick``; the others are for information. All of it takes about seven minutes. The real trace is
read from ``--data`` or the environment variable ``PIOREACTOR_DATA_DIR`` and skipped where absent.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import traces
from benchmarks.traces import Array, Dosing, Trace
from pioreactor.domain.growth_rate import (
    GrowthEstimate,
    GrowthEvent,
    GrowthEventKind,
    GrowthRateEstimator,
    GrowthRateSettings,
)

SETTLED_H = 1.5
DROPPED_READINGS = 5
WARMUP_READINGS = 10
REAL_TRACE = "od_trace_90deg.csv"
WARM_S = 1200.0  # both filters have found the growth rate of the real trace

try:
    import grpredict
except ImportError:
    grpredict = None


# --- running the two filters -----------------------------------------------------------------------------------------


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


# --- figures ---------------------------------------------------------------------------------------------------------


def window(trace: Trace, from_h: float, to_h: float = math.inf) -> Any:
    """Readings between two times."""
    return (trace.time_s >= from_h * 3600.0) & (trace.time_s < to_h * 3600.0)


def errors(track: Track, trace: Trace, from_h: float, to_h: float = math.inf) -> Array:
    """Error of the growth rate where something was said."""
    error = (track.rate - trace.rate)[window(trace, from_h, to_h)]
    return error[np.isfinite(error)]


def rms(values: Array) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(values**2))) if len(values) else math.nan


def coverage(track: Track, trace: Trace, from_h: float, to_h: float = math.inf) -> float:
    """Share of readings with the truth inside the interval."""
    inside = (track.low <= trace.rate) & (trace.rate <= track.high)
    return float(np.mean(inside[window(trace, from_h, to_h) & np.isfinite(track.rate)]))


def half_width(track: Track, trace: Trace, from_h: float) -> float:
    """Mean half-width of the interval."""
    return float(np.nanmean(0.5 * (track.high - track.low)[window(trace, from_h)]))


def reaction_min(track: Track, at_h: float, before: float, after: float, share: float) -> float:
    """Minutes until the growth rate first covers a share of a step."""
    progress = (track.rate - before) / (after - before)
    reached = np.flatnonzero((track.time_s >= at_h * 3600.0) & (progress >= share))
    return float(track.time_s[reached[0]] / 60.0 - at_h * 60.0) if len(reached) else math.inf


def overshoot_percent(track: Track, at_h: float, before: float, after: float) -> float:
    """Highest excursion beyond the new value, in % of the step."""
    progress = ((track.rate - before) / (after - before))[track.time_s >= at_h * 3600.0]
    return 100.0 * max(0.0, float(np.nanmax(progress)) - 1.0)


def smoothed_errors(track: Track, trace: Trace, from_h: float) -> Array:
    """Error of the smoothed growth rate against the truth at the time it describes."""
    rows = track.smoothed[track.smoothed[:, 0] >= from_h * 3600.0]
    return np.asarray(rows[:, 1] - np.interp(rows[:, 0], trace.time_s, trace.rate))


def smoothed_coverage(track: Track, trace: Trace, from_h: float) -> float:
    """Share of smoothed values with the truth inside their interval."""
    rows = track.smoothed[track.smoothed[:, 0] >= from_h * 3600.0]
    truth = np.interp(rows[:, 0], trace.time_s, trace.rate)
    return float(np.mean((rows[:, 2] <= truth) & (truth <= rows[:, 3])))


@dataclass
class Row:
    """One line of the table; ``target`` None is for information, ``upper`` False asks for at least the target."""

    item: str
    case: str
    figure: str
    measured: float
    target: float | None = None
    upper: bool = True
    incumbent: float | None = None

    @property
    def passed(self) -> bool | None:
        """Whether the target is met."""
        if self.target is None:
            return None
        return self.measured <= self.target if self.upper else self.measured >= self.target


Figure = Callable[[Track, Trace], float]


class Bench:
    """Runs cases over seeds and collects rows.

    Args:
        seeds: runs per case.
        incumbent: whether to run the published filter too.
        quick: leave out cases that resemble others.
    """

    def __init__(self, seeds: int, incumbent: bool, quick: bool = False) -> None:
        self.seeds = seeds
        self.incumbent = incumbent
        self.quick = quick
        self.rows: list[Row] = []

    def runs(
        self, make: Callable[[np.random.Generator], Trace], base: int, times: int = 1
    ) -> list[tuple[Trace, Track, Track | None]]:
        """Run a case once per seed, or ``times`` as often for figures that scatter widely."""
        out = []
        for seed in range(self.seeds * times):
            trace = make(np.random.default_rng(1000 * base + seed))
            out.append((trace, run_ours(trace), run_incumbent(trace) if self.incumbent else None))
        return out

    def add(
        self,
        item: str,
        case: str,
        figure: str,
        of: Figure,
        runs: Iterable[tuple[Trace, Track, Track | None]],
        target: float | None = None,
        *,
        combine: Callable[[list[float]], float] = lambda values: float(np.mean(values)),
        upper: bool = True,
        compare: bool = True,
    ) -> Row:
        """Add a line: a figure of each run, combined over the runs."""
        runs = list(runs)
        ours = combine([of(track, trace) for trace, track, _ in runs])
        theirs = [of(other, trace) for trace, _, other in runs if other is not None] if compare else []
        row = Row(item, case, figure, ours, target, upper, combine(theirs) if theirs else None)
        self.rows.append(row)
        return row


def median(values: list[float]) -> float:
    """Middle value."""
    return float(np.median(values))


def mean_square(values: list[float]) -> float:
    """Root of the mean square of per-run root mean squares."""
    return float(np.sqrt(np.mean(np.square(values))))


def largest(values: list[float]) -> float:
    """Largest magnitude."""
    return float(np.max(np.abs(values)))


def mean_magnitude(values: list[float]) -> float:
    """Magnitude of the mean: a bias over all runs."""
    return abs(float(np.mean(values)))


# --- sections --------------------------------------------------------------------------------------------------------


def steady(bench: Bench) -> None:
    """Item 1, and the steady part of item 5."""
    cases = [
        (rate, dev, 0.0, limit)
        for rate in ((0.3,) if bench.quick else (0.02, 0.3, 1.2))
        for dev, limit in ((0.005, 0.002), (0.01, 0.003), (0.03, 0.006))
    ]
    cases += [(0.3, 0.0055, 0.59, 0.004), (0.3, 0.014, 0.83, 0.014)]
    for rate, deviation, correlation, limit in cases:
        runs = bench.runs(
            lambda rng, r=rate, d=deviation, c=correlation: traces.culture(
                rng, traces.constant(r), 4.0, deviation=d, correlation=c
            ),
            base=1,
        )
        name = f"µ {rate}, noise {deviation:.2%}" + (f", correlation {correlation}" if correlation else "")
        bench.add("1", name, "RMSE", lambda t, x: rms(errors(t, x, SETTLED_H)), runs, limit, combine=mean_square)
        bias_target = 0.001 if correlation == 0.0 else None
        bench.add(
            "1",
            name,
            "|bias|",
            lambda t, x: float(np.mean(errors(t, x, SETTLED_H))),
            runs,
            bias_target,
            combine=mean_magnitude,
        )
        bench.add("5", name, "coverage", lambda t, x: coverage(t, x, SETTLED_H), runs, 0.95, upper=False)
        width_target = 0.02 if deviation == 0.005 else None
        bench.add("5", name, "half-width", lambda t, x: half_width(t, x, SETTLED_H), runs, width_target)


def steps(bench: Bench) -> None:
    """Item 2."""
    cases: list[tuple[str, float, float, dict[str, float], float, float | None, float | None]] = [
        ("0.1 → 0.5", 0.1, 0.5, {}, 4.0, 5.0, 25.0),
        ("0.5 → 0.1", 0.5, 0.1, {}, 4.0, 5.0, 25.0),
        ("0.1 → 0.5, correlation 0.59", 0.1, 0.5, {"deviation": 0.0055, "correlation": 0.59}, 5.0, 6.0, None),
        ("0.1 → 0.5, 60 s readings", 0.1, 0.5, {"interval_s": 60.0}, 9.0, 12.0, None),
        ("0.3 → 0.36", 0.3, 0.36, {}, 11.0, None, None),
    ]
    for name, before, after, options, limit_63, limit_90, limit_over in cases:
        runs = bench.runs(
            lambda rng, b=before, a=after, o=options: traces.culture(rng, traces.step(b, a), 4.0, **o),
            base=2,
            times=1 if limit_over is None or bench.quick else 4,
        )
        for share, limit in ((0.63, limit_63), (0.90, limit_90)):
            bench.add(
                "2",
                name,
                f"{share:.0%} (min)",
                lambda t, x, b=before, a=after, s=share: reaction_min(t, 2.5, b, a, s),
                runs,
                limit,
                combine=median,
            )
        bench.add(
            "2",
            name,
            "overshoot (%)",
            lambda t, x, b=before, a=after: overshoot_percent(t, 2.5, b, a),
            runs,
            limit_over,
            combine=median,
        )
        bench.add("2", name, "coverage after", lambda t, x: coverage(t, x, 2.5), runs)


def dosing(bench: Bench) -> None:
    """Item 3, and the false alarms of item 4."""
    cases = [(f"turbidostat µ 0.5, mixing {s} s", 0.5, Dosing(mixing_s=s), 1.5) for s in (2, 6, 12)]
    cases += [(f"turbidostat µ 0.5, mixing {s} s", 0.5, Dosing(mixing_s=s), 2.5) for s in (20, 40)]
    cases += [
        ("mixing 6 s, pump 1.3 × booked", 0.5, Dosing(gain=1.3), 1.5),
        ("mixing 6 s, µ 1.0", 1.0, Dosing(), 3.0),
        ("mixing 60 s (outside the range)", 0.5, Dosing(mixing_s=60.0), None),
        ("mixing 40 s, µ 0.2", 0.2, Dosing(mixing_s=40.0), None),
        ("chemostat D 0.3, 1 mL, pump + 5 %", 0.3, Dosing(every_s=800.0, gain=1.05), None),
        (
            "chemostat D 0.3, 0.25 mL, pump + 5 %",
            0.3,
            Dosing(every_s=200.0, volume_ml=0.25, duration_s=3.0, gain=1.05),
            None,
        ),
    ]
    if bench.quick:
        cases = [cases[i] for i in (1, 4, 5)]
    n_doses = n_false = 0
    for name, rate, how, limit in cases:
        runs = bench.runs(lambda rng, r=rate, h=how: traces.dosed_culture(rng, traces.constant(r), 6.0, h), base=3)
        bench.add(
            "3",
            name,
            "|bias| (% of µ)",
            lambda t, x, r=rate: 100.0 * float(np.mean(errors(t, x, SETTLED_H))) / r,
            runs,
            limit,
            combine=mean_magnitude,
        )
        bench.add("3", name, "RMSE", lambda t, x: rms(errors(t, x, SETTLED_H)), runs, combine=mean_square)
        bench.add("3", name, "OD error (%)", od_error_percent, runs, 0.15 if limit else None, combine=mean_square)
        bench.add("3", name, "coverage", lambda t, x: coverage(t, x, SETTLED_H), runs)
        if how.mixing_s >= 40.0:
            bench.add(
                "–", name, "slow_mixing per run", lambda t, x: t.count(GrowthEventKind.SLOW_MIXING), runs, compare=False
            )
        n_doses += sum(trace.n_doses for trace, _, _ in runs)
        n_false += sum(track.count(GrowthEventKind.DOSE_MISMATCH) for _, track, _ in runs)
    bench.rows.append(
        Row("4", f"{n_doses} ordinary doses", "false dose_mismatch per 500", 500.0 * n_false / n_doses, 1.0)
    )
    for mixing_s in (6.0,) if bench.quick else (6.0, 40.0):
        runs = bench.runs(
            lambda rng, m=mixing_s: traces.dosed_culture(rng, traces.step(0.3, 0.5, 3.0), 5.0, Dosing(mixing_s=m)),
            base=4,
        )
        name = f"turbidostat 0.3 → 0.5, mixing {mixing_s:.0f} s"
        bench.add("3", name, "63% (min)", lambda t, x: reaction_min(t, 3.0, 0.3, 0.5, 0.63), runs, 6.0, combine=median)


def od_error_percent(track: Track, trace: Trace) -> float:
    """Error of the well-mixed OD, offset of normalisation removed."""
    error = (track.ln_od - trace.ln_od)[window(trace, SETTLED_H)]
    error = error[np.isfinite(error)]
    return 100.0 * rms(error)


def faults(bench: Bench) -> None:
    """Item 4."""
    clean = bench.runs(lambda rng: traces.culture(rng, traces.constant(0.3), 4.0), base=5)
    reference = bench.add("4", "clean", "RMSE", lambda t, x: rms(errors(t, x, SETTLED_H)), clean, combine=mean_square)
    for share in (0.10,) if bench.quick else (0.01, 0.05, 0.10):
        runs = bench.runs(lambda rng, s=share: traces.culture(rng, traces.constant(0.3), 4.0, bubble_share=s), base=5)
        limit = 1.3 * reference.measured if share == 0.10 else None
        bench.add(
            "4",
            f"bubbles in {share:.0%}",
            "RMSE",
            lambda t, x: rms(errors(t, x, SETTLED_H)),
            runs,
            limit,
            combine=mean_square,
        )
    changes = (
        ("undeclared dilution − 20 %", 0.8, math.inf, True),
        ("bubble adhering 10 min, + 5 %", 1.05, 600.0, False),
    )
    for name, factor, length_s, of_culture in changes:
        runs = bench.runs(
            lambda rng, f=factor, n=length_s, c=of_culture: traces.with_level_change(
                traces.culture(rng, traces.constant(0.3), 4.0), 9000.0, 9000.0 + n, f, of_culture=c
            ),
            base=6,
        )
        bench.add(
            "4", name, "max |error|", lambda t, x: float(np.max(np.abs(errors(t, x, 2.5)))), runs, 0.02, combine=largest
        )
        bench.add(
            "4", name, "level_shift per run", lambda t, x: t.count(GrowthEventKind.LEVEL_SHIFT), runs, compare=False
        )
    for name, lost in (("3 doses lost, scattered", (12, 17, 22)), ("3 doses lost in a row", (12, 13, 14))):
        runs = bench.runs(
            lambda rng, n=lost: traces.dosed_culture(rng, traces.constant(0.5), 5.0, Dosing(lost=n)), base=7
        )
        bench.add("4", name, "max |error| after", lost_dose_error, runs, 0.05, combine=largest)
        bench.add(
            "4",
            name,
            "dose_mismatch per run",
            lambda t, x: t.count(GrowthEventKind.DOSE_MISMATCH),
            runs,
            3.0,
            combine=min,
            upper=False,
            compare=False,
        )
    runs = bench.runs(lambda rng: traces.saturating(rng, traces.constant(0.3), 4.0), base=8)
    bench.add(
        "–", "saturates at ¾ of the run", "RMSE", lambda t, x: rms(errors(t, x, SETTLED_H)), runs, combine=mean_square
    )
    bench.add("–", "saturates at ¾ of the run", "coverage", lambda t, x: coverage(t, x, SETTLED_H), runs)
    for name, lost_h in (("three angles", None), ("three angles, first lost 45 min", (2.0, 2.75))):
        runs = bench.runs(lambda rng, n=lost_h: traces.three_angles(rng, traces.constant(0.3), 4.0, n), base=9)
        bench.add("–", name, "RMSE", lambda t, x: rms(errors(t, x, SETTLED_H)), runs, combine=mean_square)


def lost_dose_error(track: Track, trace: Trace) -> float:
    """Largest error of µ from the first lost dose until 20 minutes after the last."""
    start, end = trace.lost_doses_s[0] / 3600.0, trace.lost_doses_s[-1] / 3600.0 + 1.0 / 3.0
    return float(np.max(np.abs(errors(track, trace, start, end))))


def curves(bench: Bench) -> None:
    """Items 5 and 6."""
    cases: list[tuple[str, traces.RateCurve, float, dict[str, float], float | None]] = [
        ("diauxic", traces.diauxic(), 6.0, {}, 0.93),
        ("lag – exponential – stationary", traces.lag_exponential(), 8.0, {}, 0.93),
        ("ramp 0.1 per h", traces.ramp(), 5.0, {}, 0.93),
        ("optical drift 1 %/h", traces.constant(0.3), 4.0, {"drift_per_h": 0.01}, 0.93),
        ("batch 16 h", traces.batch(), 16.0, {}, None),
    ]
    if bench.quick:
        cases = [cases[i] for i in (0, 2)]
    for name, curve, hours, options, limit in cases:
        from_h = SETTLED_H if "drift" in name else 0.5
        runs = bench.runs(lambda rng, c=curve, h=hours, o=options: traces.culture(rng, c, h, **o), base=10)
        row = bench.add("5", name, "RMSE", lambda t, x, f=from_h: rms(errors(t, x, f)), runs, combine=mean_square)
        bench.add("5", name, "coverage", lambda t, x, f=from_h: coverage(t, x, f), runs, limit, upper=False)
        bench.add(
            "6",
            name,
            "smoothed RMSE",
            lambda t, x, f=from_h: rms(smoothed_errors(t, x, f)),
            runs,
            0.6 * row.measured if name == "diauxic" else None,
            combine=mean_square,
            compare=False,
        )
        bench.add(
            "6", name, "smoothed coverage", lambda t, x, f=from_h: smoothed_coverage(t, x, f), runs, compare=False
        )


def start(bench: Bench) -> None:
    """Item 7."""
    runs = bench.runs(lambda rng: traces.culture(rng, traces.constant(0.5), 2.0), base=11)
    for minutes, limit in ((5, None), (10, 0.02), (20, None), (40, None)):
        at_h = minutes / 60.0 + DROPPED_READINGS * 5.0 / 3600.0
        bench.add(
            "7",
            "start at µ 0.5",
            f"|error| at {minutes} min",
            lambda t, x, a=at_h: float(np.mean(np.abs(errors(t, x, a, a + 0.01)))),
            runs,
            limit,
            combine=median,
        )
    gaps = bench.runs(gap_trace, base=12)
    bench.add(
        "7",
        "30 min gap",
        "max |error| after",
        lambda t, x: float(np.max(np.abs(errors(t, x, 2.5)))),
        gaps,
        0.08,
        combine=largest,
    )
    bench.add("7", "30 min gap", "coverage after", lambda t, x: coverage(t, x, 2.5, 3.0), gaps, 1.0, upper=False)
    later_h = 2.5 + 1.0 / 6.0
    bench.add(
        "7",
        "30 min gap",
        "|error| at 10 min",
        lambda t, x: float(np.mean(np.abs(errors(t, x, later_h, later_h + 0.01)))),
        gaps,
        0.02,
        combine=median,
    )
    bench.add(
        "7",
        "30 min gap",
        "max |error| from 10 min on",
        lambda t, x: float(np.max(np.abs(errors(t, x, later_h)))),
        gaps,
        combine=largest,
    )
    lost = bench.runs(lambda rng: some_lost(rng, 0.3), base=13)
    bench.add(
        "7", "30 % of readings missing", "RMSE", lambda t, x: rms(errors(t, x, SETTLED_H)), lost, combine=mean_square
    )


def gap_trace(rng: np.random.Generator) -> Trace:
    """Steady growth with half an hour without readings at 2 h."""
    trace = traces.culture(rng, traces.constant(0.3), 4.0)
    kept = ~window(trace, 2.0, 2.5)
    ods = {label: od[kept] for label, od in trace.ods.items()}
    return Trace(trace.time_s[kept], ods, trace.rate[kept], trace.ln_od[kept])


def some_lost(rng: np.random.Generator, share: float) -> Trace:
    """Steady growth with a share of the readings missing at random."""
    trace = traces.culture(rng, traces.constant(0.3), 4.0)
    return trace.without(rng.random(len(trace.time_s)) < share)


def sampling(bench: Bench) -> None:
    """Item 9: nothing may depend on the nominal interval."""
    differences, jittered, plain = [], [], []
    for seed in range(bench.seeds):
        rng = np.random.default_rng(14000 + seed)
        trace = traces.culture(rng, traces.constant(0.3), 4.0)
        full, thin = run_ours(trace), run_ours(trace.thinned(2))
        differences.append(
            float(np.mean(errors(full, trace, SETTLED_H)) - np.mean(errors(thin, trace.thinned(2), SETTLED_H)))
        )
        uneven = traces.culture(np.random.default_rng(15000 + seed), traces.constant(0.3), 4.0, jitter_s=4.0)
        jittered.append(rms(errors(run_ours(uneven), uneven, SETTLED_H)))
        plain.append(rms(errors(full, trace, SETTLED_H)))
    bench.rows.append(Row("9", "5 s against 10 s", "mean µ differs by", abs(float(np.mean(differences))), 0.001))
    bench.rows.append(Row("9", "5 s against 10 s", "largest of a run", largest(differences)))
    bench.rows.append(Row("9", "jittered by up to 4 s", "RMSE", mean_square(jittered), 1.3 * mean_square(plain)))


def cost(bench: Bench) -> None:
    """Item 10, as far as a development machine can tell."""
    trace = traces.dosed_culture(np.random.default_rng(16), traces.constant(0.5), 6.0, Dosing())
    for name, run in (("ours", run_ours), ("incumbent", run_incumbent)):
        begin = time.process_time()
        run(trace)
        per_reading_ms = 1000.0 * (time.process_time() - begin) / len(trace.time_s)
        if name == "ours":
            bench.rows.append(Row("10", "CPU per reading", "ms", per_reading_ms, 0.25))
        elif grpredict is not None:
            bench.rows[-1].incumbent = per_reading_ms
    n = 2000 * bench.seeds
    eigenvalue, finite, grown_kb = torture(n)
    bench.rows.append(
        Row("10", f"{n} readings with doses, gaps, outliers", "smallest eigenvalue of P", eigenvalue, -1e-12, False)
    )
    bench.rows.append(Row("10", f"{n} readings with doses, gaps, outliers", "all finite", float(finite), 1.0, False))
    bench.rows.append(Row("10", f"{n} readings with doses, gaps, outliers", "memory grown (kB)", grown_kb, 1024.0))


def covariances(estimator: GrowthRateEstimator) -> Array:
    """The covariances of the three modes, from the stored state."""
    stored: Any = estimator.state()
    bank = stored["filter"]["bank"]
    size = len(bank["mean"]) // 3
    rows, columns = np.triu_indices(size)
    out = np.zeros((3, size, size))
    out[:, rows, columns] = out[:, columns, rows] = np.reshape(bank["covariance"], (3, -1))
    return out


def torture(n: int) -> tuple[float, bool, float]:
    """Feed nonsense; return smallest eigenvalue, whether all was finite, and growth of memory in kB."""
    rng = np.random.default_rng(17)
    estimator = GrowthRateEstimator(GrowthRateSettings())
    now_s, eigenvalue, finite, before_kb = 0.0, math.inf, True, 0
    for i in range(n):
        now_s += float(
            rng.choice([0.5, 5.0, 5.0, 5.0, 60.0, 1800.0, 9000.0], p=[0.1, 0.4, 0.2, 0.2, 0.089, 0.01, 0.001])
        )
        if rng.random() < 0.05:
            estimator.add_dose(now_s - float(rng.uniform(-20.0, 20.0)), float(rng.uniform(0.01, 5.0)), 15.0)
        if rng.random() < 0.05:
            estimator.add_disturbance(now_s)
        if rng.random() < 0.002:
            estimator.declare_change()
        od = float(np.exp(rng.normal(0.0, 0.01) + (rng.normal(0.0, 2.0) if rng.random() < 0.1 else 0.0)))
        estimate = estimator.update(now_s, {"1": od if rng.random() > 0.05 else None})
        if i == n // 5:
            before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if estimate is not None and i % 10 == 0:
            eigenvalue = min(eigenvalue, float(np.linalg.eigvalsh(covariances(estimator)).min()))
            finite = finite and math.isfinite(estimate.growth_rate_per_h + estimate.interval_high_per_h + estimate.od)
    return eigenvalue, finite, float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb)


# --- the real trace --------------------------------------------------------------------------------------------------


def load_real(folder: Path | None) -> Trace | None:
    """Read the measured trace, or say why not."""
    if folder is None or not (folder / REAL_TRACE).is_file():
        print(f"Real trace skipped: give the folder that holds {REAL_TRACE} by --data or PIOREACTOR_DATA_DIR.")
        return None
    stamps, ods = [], []
    with (folder / REAL_TRACE).open(newline="") as file:
        for row in csv.DictReader(file):
            stamps.append(datetime.fromisoformat(row["timestamp"]).timestamp())
            ods.append(float(row["od_reading"]))
    order = np.argsort(stamps, kind="stable")
    time_s = np.array(stamps)[order]
    unknown = np.full(len(order), np.nan)
    return Trace(time_s - time_s[0], {"1": np.array(ods)[order]}, unknown, unknown)


def real(bench: Bench, folder: Path | None) -> None:
    """Item 8."""
    trace = load_real(folder)
    if trace is None:
        return
    ours, theirs = run_ours(trace), run_incumbent(trace) if bench.incumbent else None
    nothing = Track.empty(trace)
    nothing.ln_od[:], nothing.rate[:] = local_level(trace), 0.0
    for minutes, limit in ((10, None), (30, 1.85)):
        bench.rows.append(
            Row(
                "8",
                "real trace",
                f"prediction {minutes} min ahead (%)",
                prediction_error(ours, trace, minutes),
                limit,
                incumbent=None if theirs is None else prediction_error(theirs, trace, minutes),
            )
        )
        bench.rows.append(
            Row(
                "8",
                "real trace, no growth assumed",
                f"prediction {minutes} min ahead (%)",
                prediction_error(nothing, trace, minutes),
            )
        )
    moved, moved_theirs = [], []
    for seed in range(max(1, bench.seeds // 3)):
        factor = traces.bubbles(np.random.default_rng(18000 + seed), len(trace.time_s), 0.05)
        bubbly = Trace(trace.time_s, {"1": trace.reading * factor}, trace.rate, trace.ln_od)
        settled = window(trace, 0.5)
        moved.append(rms((run_ours(bubbly).rate - ours.rate)[settled]))
        other = run_incumbent(bubbly) if theirs is not None else None
        if other is not None and theirs is not None:
            moved_theirs.append(rms((other.rate - theirs.rate)[settled]))
    bench.rows.append(
        Row(
            "8",
            "real trace + 5 % bubbles",
            "µ moves by (rms)",
            mean_square(moved),
            0.006,
            incumbent=mean_square(moved_theirs) if moved_theirs else None,
        )
    )


def local_level(trace: Trace, half_span_s: float = 150.0) -> Array:
    """Median of ln reading within some minutes: what a prediction is judged against."""
    z = np.log(trace.reading)
    first = np.searchsorted(trace.time_s, trace.time_s - half_span_s)
    last = np.searchsorted(trace.time_s, trace.time_s + half_span_s, side="right")
    return np.array([np.median(z[a:b]) for a, b in zip(first, last, strict=True)])


def prediction_error(track: Track, trace: Trace, minutes: float) -> float:
    """Error in % of predicting the signal some time ahead from level and growth rate."""
    target_s = trace.time_s + 60.0 * minutes
    known = (trace.time_s > WARM_S) & (target_s < trace.time_s[-1] - 150.0) & np.isfinite(track.rate)
    actual = np.interp(target_s, trace.time_s, local_level(trace))
    return 100.0 * rms((track.ln_od + track.rate * minutes / 60.0 - actual)[known])


# --- output ----------------------------------------------------------------------------------------------------------


def print_table(rows: list[Row]) -> None:
    """Print target, measured, passed, and the incumbent's figure."""
    print(f"{'item':4} {'case':42} {'figure':30} {'target':>10} {'measured':>10} {'passed':>7} {'incumbent':>10}")
    for row in rows:
        sign = "" if row.target is None else ("≤ " if row.upper else "≥ ")
        target = "" if row.target is None else f"{sign}{row.target:.3g}"
        passed = {None: "", True: "yes", False: "NO"}[row.passed]
        other = "" if row.incumbent is None else f"{row.incumbent:.4g}"
        print(f"{row.item:4} {row.case:42} {row.figure:30} {target:>10} {row.measured:>10.4g} {passed:>7} {other:>10}")


def write_plots(folder: Path) -> None:
    """Draw three traces with both filters."""
    try:
        import matplotlib

        matplotlib.use("Agg")
        from matplotlib import pyplot
    except ImportError:
        print("Plots skipped: matplotlib is not installed.")
        return
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(19)
    cases = {
        "step": traces.culture(rng, traces.step(0.1, 0.5), 5.0),
        "turbidostat": traces.dosed_culture(rng, traces.step(0.3, 0.5, 3.0), 6.0, Dosing(mixing_s=40.0)),
        "diauxic": traces.culture(rng, traces.diauxic(), 6.0, bubble_share=0.03),
    }
    for name, trace in cases.items():
        ours, theirs = run_ours(trace), run_incumbent(trace)
        figure, axes = pyplot.subplots(figsize=(7.0, 4.0))
        hours = trace.time_s / 3600.0
        axes.plot(hours, trace.rate, color="black", label="truth")
        if theirs is not None:
            axes.plot(hours, theirs.rate, label="incumbent")
        axes.fill_between(hours, ours.low, ours.high, alpha=0.25)
        axes.plot(hours, ours.rate, label="growth rate, 95 % interval")
        axes.plot(ours.smoothed[:, 0] / 3600.0, ours.smoothed[:, 1], "--", label="smoothed")
        axes.set(xlabel="h", ylabel="µ (1/h)", title=name, ylim=(-0.15, 0.9))
        axes.legend()
        figure.savefig(folder / f"{name}.svg")
        pyplot.close(figure)


SECTIONS: dict[str, Callable[[Bench], None]] = {
    "steady": steady, "steps": steps, "dosing": dosing, "faults": faults, "curves": curves, "start": start,
    "sampling": sampling, "cost": cost,
}  # fmt: skip


def main() -> int:
    """Run the benchmark; return 1 if a target was missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few seeds and cases, about half a minute")
    parser.add_argument("--seeds", type=int, help="runs per case (default 10)")
    parser.add_argument("--only", nargs="+", choices=[*SECTIONS, "real"], help="sections to run")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures")
    parser.add_argument("--plots", type=Path, metavar="DIR", help="write pictures")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder with measured traces")
    parser.add_argument("--no-incumbent", action="store_true", help="leave the published filter out")
    options = parser.parse_args()
    if grpredict is None:
        print("The column 'incumbent' is missing: the package grpredict is not installed.")
    data = options.data or (Path(os.environ["PIOREACTOR_DATA_DIR"]) if os.environ.get("PIOREACTOR_DATA_DIR") else None)
    bench = Bench(
        options.seeds or (2 if options.quick else 10), grpredict is not None and not options.no_incumbent, options.quick
    )
    chosen = options.only or [*SECTIONS, "real"]
    for name, section in SECTIONS.items():
        if name in chosen:
            section(bench)
    if "real" in chosen:
        real(bench, data)
    bench.rows.sort(key=lambda row: 99 if row.item == "–" else int(row.item))
    print_table(bench.rows)
    if options.json:
        figures = [{**asdict(row), "passed": row.passed} for row in bench.rows]
        options.json.write_text(json.dumps({"seeds": bench.seeds, "figures": figures}, indent=1, ensure_ascii=False))
    if options.plots:
        write_plots(options.plots)
    missed = sum(row.passed is False for row in bench.rows)
    print(
        f"{sum(row.passed is True for row in bench.rows)} targets met, {missed} missed, {bench.seeds} seeds per case."
    )
    if options.quick:
        print("With so few seeds a figure close to its target may miss by chance; the exit code says nothing.")
        return 0
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
