"""Acceptance figures of the growth-rate estimator on simulated traces, next to the published filter `grpredict`.

Run from the repository root:

    python -m benchmarks.growth_rate [--quick] [--only SECTION ...] [--json FILE] [--plots DIR] [--data DIR]

Sections: steady, steps, dosing, faults, curves, start, real, sampling, cost. Figures with a target decide the exit
code, except with ``--quick``; the others are for information. All of it takes about seven minutes. The real trace is
read from ``--data`` or the environment variable ``PIOREACTOR_DATA_DIR`` and skipped where absent.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np

from benchmarks.growth import traces
from benchmarks.growth.curves import curves, start, steady, steps
from benchmarks.growth.disturbed import cost, dosing, faults, sampling
from benchmarks.growth.figures import Bench, Row
from benchmarks.growth.filters import grpredict, run_incumbent, run_ours
from benchmarks.growth.real_trace import load_real, real
from benchmarks.growth.traces import Dosing


def print_table(rows: list[Row]) -> None:
    """Print target, measured, passed, and the incumbent's figure."""
    print(f"{'item':4} {'case':42} {'figure':30} {'target':>10} {'measured':>10} {'passed':>7} {'incumbent':>10}")
    for row in rows:
        sign = "" if row.target is None else ("≤ " if row.upper else "≥ ")
        target = "" if row.target is None else f"{sign}{row.target:.3g}"
        passed = {None: "", True: "yes", False: "NO"}[row.passed]
        other = "" if row.incumbent is None else f"{row.incumbent:.4g}"
        print(f"{row.item:4} {row.case:42} {row.figure:30} {target:>10} {row.measured:>10.4g} {passed:>7} {other:>10}")


def write_plots(folder: Path, data: Path | None) -> None:
    """Draw three simulated traces and, where it is at hand, the measured one, with both filters."""
    try:
        import matplotlib

        matplotlib.use("Agg")
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
        _plot(folder / f"{name}.png", name, trace, is_simulated=True)
    measured = load_real(data)
    if measured is not None:
        _plot(folder / "measured.png", "measured trace of a real unit", measured, is_simulated=False)


def _plot(path: Path, title: str, trace: traces.Trace, *, is_simulated: bool) -> None:
    from matplotlib import pyplot

    ours, theirs = run_ours(trace), run_incumbent(trace)
    figure, (above, below) = pyplot.subplots(2, figsize=(7.0, 5.0), sharex=True, height_ratios=(1, 2))
    hours = trace.time_s / 3600.0
    above.semilogy(hours, trace.reading, ".", markersize=1, color="grey")
    above.set(ylabel="reading", title=title)
    if is_simulated:
        below.plot(hours, trace.rate, color="black", label="truth")
    if theirs is not None:
        below.plot(hours, theirs.rate, color="tab:orange", label="filter of 26.7")
    below.fill_between(hours, ours.low, ours.high, alpha=0.25)
    below.plot(hours, ours.rate, color="tab:blue", label="growth rate, 95 % interval")
    below.plot(ours.smoothed[:, 0] / 3600.0, ours.smoothed[:, 1], "--", color="tab:green", label="smoothed")
    below.set(xlabel="h", ylabel="µ (1/h)", ylim=(-0.15, 0.9))
    below.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=100)
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
        write_plots(options.plots, data)
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
