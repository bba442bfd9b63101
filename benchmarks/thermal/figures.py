"""Rows of the table, and figures of a heat-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from benchmarks.thermal.plant import Array
from benchmarks.thermal.runs import Track

BAND_K = 0.5
HOLD_S = 1200.0


@dataclass
class Row:
    """One line of the table: median and 95 % over the units; ``target`` None is for information.

    ``judged``: the number that must not pass the target (or fall below it, with ``upper`` False).
    """

    item: str
    case: str
    figure: str
    values: str
    judged: float
    target: float | None = None
    upper: bool = True
    incumbent: str = ""

    @property
    def passed(self) -> bool | None:
        """Whether the target is met."""
        if self.target is None:
            return None
        return self.judged <= self.target if self.upper else self.judged >= self.target


@dataclass
class Table:
    """Collects rows. ``tell``: gets each as it comes, for a benchmark that takes long."""

    units: int
    weeks: float
    tell: Callable[[Row], None] = lambda row: None
    rows: list[Row] = field(default_factory=list)

    def add(
        self,
        item: str,
        case: str,
        figure: str,
        values: Array,
        *,
        median: float | None = None,
        at_95: float | None = None,
        incumbent: Array | None = None,
    ) -> None:
        """Median and 95 % of a figure; targets for either."""
        middle, high = middle_and_high(values)
        other = "" if incumbent is None else pair(incumbent)
        if median is not None:
            self._note(Row(item, case, f"{figure}, median", pair(values), middle, median, incumbent=other))
        if at_95 is not None or median is None:
            self._note(Row(item, case, f"{figure}, 95 %", pair(values), high, at_95, incumbent=other))

    def _note(self, row: Row) -> None:
        self.rows.append(row)
        self.tell(row)

    def share(
        self, item: str, case: str, figure: str, share: float, at_least: float | None = None, incumbent: str = ""
    ) -> None:
        """A share of units, 0…1."""
        self._note(Row(item, case, figure, f"{share:.0%}", share, at_least, upper=False, incumbent=incumbent))

    def count(self, item: str, case: str, figure: str, number: float, at_most: float | None = None) -> None:
        """A plain number that must not be larger than ``at_most``."""
        self._note(Row(item, case, figure, f"{number:.4g}", number, at_most))


def middle_and_high(values: Array) -> tuple[float, float]:
    """Median and 95 % point; units that never got there count as infinite."""
    ordered = np.sort(values)
    return float(np.median(ordered)), float(ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))])


def pair(values: Array) -> str:
    """Median / 95 % as text."""
    middle, high = middle_and_high(values)
    return f"{_short(middle)} / {_short(high)}"


def _short(value: float) -> str:
    return "never" if np.isinf(value) else f"{value:.2f}" if abs(value) < 10.0 else f"{value:.1f}"


def minutes_to_stay(track: Track, goal: Array) -> Array:
    """Minutes until the liquid is within ± 0.5 K of ``goal`` and has stayed there for 20 minutes."""
    inside = np.abs(track.liquid - goal) <= BAND_K
    out = np.full(inside.shape[1], np.inf)
    for i in range(inside.shape[1]):
        begin = None
        for row in range(inside.shape[0]):
            if not inside[row, i]:
                begin = None
            elif begin is None:
                begin = track.time_s[row]
            elif track.time_s[row] - begin >= HOLD_S:
                out[i] = begin / 60.0
                break
    return out


def final(track: Track) -> Array:
    """Where the liquid of each unit ends: mean of the last hour."""
    return np.asarray(track.liquid[track.after(float(track.time_s[-1]) - 3600.0)].mean(axis=0))


def ripple(track: Track) -> Array:
    """Half the peak-to-peak of the liquid within 10 minutes, typical of the last hour (drift of the room excluded)."""
    last = track.liquid[track.after(float(track.time_s[-1]) - 3600.0)]
    per = max(1, round(600.0 / float(track.time_s[1] - track.time_s[0])))
    parts = [np.ptp(last[k : k + per], axis=0) / 2.0 for k in range(0, last.shape[0] - per + 1, per)]
    return np.asarray(np.median(np.array(parts), axis=0))
