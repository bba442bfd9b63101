"""Sections on dosing, faults, sampling and cost."""

from __future__ import annotations

import math
import resource
import time
from typing import Any

import numpy as np

from benchmarks.growth import traces
from benchmarks.growth.figures import (
    Bench,
    Row,
    coverage,
    errors,
    largest,
    mean_magnitude,
    mean_square,
    median,
    reaction_min,
    rms,
    window,
)
from benchmarks.growth.filters import Track, grpredict, run_incumbent, run_ours
from benchmarks.growth.traces import Array, Dosing, Trace
from pioreactor.domain.growth_rate import (
    GrowthEventKind,
    GrowthRateEstimator,
    GrowthRateSettings,
)

SETTLED_H = 1.5


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
