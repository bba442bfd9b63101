"""Speed of rotation from the time stamps of a once-per-turn sensor."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

MISSED_ABOVE = 1.6
DOUBLE_BELOW = 0.4


class Rotation(NamedTuple):
    """What one window of edges says.

    ``rpm``: revolutions per minute, 0 when fewer than two edges came; ``jitter``: robust standard deviation of the
    turn time relative to its median; ``missed`` and ``doubled``: edges that were lost or came twice; ``edges``: count.
    """

    rpm: float
    jitter: float = 0.0
    missed: int = 0
    doubled: int = 0
    edges: int = 0


class EdgesPerTurn:
    """Notices a sensor that has begun to give two evenly spaced edges per turn.

    Time stamps alone cannot tell that from twice the speed; that the speed doubled at an unchanged drive can.
    """

    def __init__(self) -> None:
        self.count = 1
        self._last_rpm = 0.0

    def correct(self, rotation: Rotation, *, is_steady: bool) -> Rotation:
        """The true rotation; ``is_steady``: the drive has not changed noticeably since the last call."""
        ratio = rotation.rpm / self._last_rpm if self._last_rpm else 0.0
        self._last_rpm = rotation.rpm
        if not is_steady and self.count == 1:
            return rotation
        if 1.85 < ratio < 2.15 and is_steady:
            self.count = 2
        elif 0.46 < ratio < 0.54:
            self.count = 1
        return rotation if self.count == 1 else rotation._replace(rpm=rotation.rpm / 2.0, doubled=rotation.edges // 2)


def median(values: Sequence[float]) -> float:
    """Middle value. Raises ValueError for an empty sequence."""
    if not values:
        raise ValueError("The median of nothing is not defined.")
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else 0.5 * (ordered[half - 1] + ordered[half])


def rotation_from_edges(edge_times_s: Sequence[float]) -> Rotation:
    """Speed from ascending time stamps in seconds, one edge per turn.

    An interval above 1.6 × the median holds missed turns and counts as several; one below 0.4 × a turn is a bounce of
    the sensor and is joined to its neighbour. Lost or doubled edges do not move the result.
    """
    intervals = [b - a for a, b in itertools.pairwise(edge_times_s) if b > a]
    if not intervals:
        return Rotation(0.0, edges=len(edge_times_s))
    # Where every edge comes twice, half of the intervals are short: the upper quartile is a turn all the same.
    typical = sorted(intervals)[(3 * len(intervals)) // 4]
    joined, doubled = _join_doubles(intervals, typical)
    typical = median(joined)
    turns = 0
    missed = 0
    single: list[float] = []
    for interval in joined:
        count = max(1, round(interval / typical)) if interval > MISSED_ABOVE * typical else 1
        turns += count
        missed += count - 1
        if count == 1:
            single.append(interval)
    jitter = 1.4826 * median([abs(interval - typical) for interval in single]) / typical if single else 0.0
    return Rotation(60.0 * turns / math.fsum(joined), jitter, missed, doubled, len(edge_times_s))


def _join_doubles(intervals: list[float], typical: float) -> tuple[list[float], int]:
    # A bounce leaves a short interval followed by one that is short by the same amount: together one turn.
    joined: list[float] = []
    doubled = 0
    pending = 0.0
    for interval in intervals:
        total = pending + interval
        if total < DOUBLE_BELOW * typical:
            pending = total
            doubled += 1
            continue
        joined.append(total)
        pending = 0.0
    if pending and joined:
        joined[-1] += pending
    return (joined or intervals), doubled
