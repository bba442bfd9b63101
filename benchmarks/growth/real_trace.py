"""The measured trace of a real unit."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import numpy as np

from benchmarks.growth import traces
from benchmarks.growth.figures import Bench, Row, mean_square, rms, window
from benchmarks.growth.filters import Track, run_incumbent, run_ours
from benchmarks.growth.traces import Array, Trace

REAL_TRACE = "od_trace_90deg.csv"
WARM_S = 1200.0  # both filters have found the growth rate of the real trace


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
