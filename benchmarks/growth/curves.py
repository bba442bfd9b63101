"""Sections on smooth cultures: steady growth, steps, curves, start."""

from __future__ import annotations

import numpy as np

from benchmarks.growth import traces
from benchmarks.growth.figures import (
    Bench,
    coverage,
    errors,
    half_width,
    largest,
    mean_magnitude,
    mean_square,
    median,
    overshoot_percent,
    reaction_min,
    rms,
    smoothed_coverage,
    smoothed_errors,
    window,
)
from benchmarks.growth.filters import DROPPED_READINGS
from benchmarks.growth.traces import Trace

SETTLED_H = 1.5


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
