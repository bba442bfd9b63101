"""Figures of one run, rows of the table, and cases over seeds."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.growth.filters import Track, run_incumbent, run_ours
from benchmarks.growth.traces import Array, Trace


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
