"""How much ln OD fell with each exchange.

A step is the level before the exchange minus the level after it has mixed, both brought to the moment at which it
began. Each level is a mean of readings; growth brings it there: the slope of these readings, as far as they tell it,
otherwise the slope that was usual before (and usual after) the last exchanges. A culture that grows fastest right after
it was fed does so each time, and only changes from exchange to exchange say something about the volume.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final, NamedTuple

LONGEST_WINDOW_S: Final = 480.0
SHORTEST_WINDOW_S: Final = 20.0
WINDOW_SHARE: Final = 0.45
"""Part of the time between two exchanges that counts as after the first, and as before the second."""
SLOPE_SHARE: Final = 0.07
"""How much the last exchange changes what is usual."""
START_SLOPE_SD: Final = 0.3 / 3600.0
START_WANDER_SD: Final = 0.02 / 3600.0
LEAST_WANDER_SD: Final = 0.005 / 3600.0
_FRESH_S: Final = 60.0
_LEAST_READINGS: Final = 3
_LEAST_FOR_SLOPE: Final = 9
_KEPT: Final = 256
_THIRDS: Final = 13.5
"""A slope from the outer thirds of n readings over T seconds has 13.5/(n·T²) times their variance."""

Reading = tuple[float, float]


class Step(NamedTuple):
    """One measured exchange.

    ``size`` = fall of ln OD; ``inverse`` = 1/readings before + 1/readings after; ``variance`` = what the slopes add to
    the variance of the size; ``level`` = ln OD before.
    """

    size: float
    inverse: float
    variance: float
    level: float


class UsualSlope:
    """What slope ln OD usually has in one phase, per second, and how much that changes."""

    def __init__(self) -> None:
        self.mean = 0.0
        self.variance = START_SLOPE_SD**2
        self._wander = START_WANDER_SD**2

    def improve(self, slope: float, variance: float) -> tuple[float, float]:
        """Combine with a slope just measured; returns the better one and its variance, and remembers it."""
        expected = self.variance + self._wander
        error = slope - self.mean
        share = expected / (expected + variance)
        better, left = self.mean + share * error, (1.0 - share) * expected
        # Unbiased, so that noise of slopes is not taken for a change of growth; one odd exchange counts little.
        beyond = min(error * error, 9.0 * (expected + variance)) - self.variance - variance
        self._wander = max(LEAST_WANDER_SD**2, self._wander + SLOPE_SHARE * (beyond - self._wander))
        self.mean, self.variance = better, left
        return better, left


class StepMeter:
    """Times in seconds, OD as its natural logarithm."""

    def __init__(self) -> None:
        self._readings: deque[Reading] = deque(maxlen=_KEPT)
        self._before: list[Reading] = []
        self._dose_s: float | None = None
        self._settled_s = 0.0
        self._window_s = LONGEST_WINDOW_S
        self._slope_before, self._slope_after = UsualSlope(), UsualSlope()

    def read(self, time_s: float, level: float) -> bool:
        """Take in a reading of mixed liquid; True when the exchange before it can be measured now."""
        if not self._readings:
            self._settled_s = time_s
        self._readings.append((time_s, level))
        return self._dose_s is not None and time_s - self._settled_s >= self._window_s

    def spoil(self) -> None:
        """The signal moved by itself: readings before now cannot be compared with those to come."""
        self._readings.clear()
        self._before = []
        self._dose_s = None

    def interrupt(self) -> None:
        """More flows in: readings since the last dose are of a level that is left again."""
        self._readings.clear()

    def begin(self, time_s: float) -> None:
        """An exchange begins."""
        if self._readings:
            waited_s = time_s - self._settled_s
            self._window_s = min(LONGEST_WINDOW_S, max(SHORTEST_WINDOW_S, WINDOW_SHARE * waited_s))
        is_fresh = bool(self._readings) and time_s - self._readings[-1][0] <= _FRESH_S
        self._before = [r for r in self._readings if r[0] >= time_s - self._window_s] if is_fresh else []
        self._readings.clear()
        self._dose_s = time_s

    def finish(self, noise: float) -> Step | None:
        """Measure the exchange under way, None if there is none or too little to go by.

        ``noise``: variance of a reading, as it counts for means.
        """
        at_s, self._dose_s = self._dose_s, None
        before, self._before = self._before, []
        until_s = self._settled_s + self._window_s
        after = [reading for reading in self._readings if reading[0] <= until_s]
        if at_s is None or min(len(before), len(after)) < _LEAST_READINGS:
            return None
        high, high_variance = _level_at(at_s, before, self._slope_before, noise)
        low, low_variance = _level_at(at_s, after, self._slope_after, noise)
        return Step(high - low, 1.0 / len(before) + 1.0 / len(after), high_variance + low_variance, high)


def _level_at(at_s: float, readings: list[Reading], usual: UsualSlope, noise: float) -> tuple[float, float]:
    """The level that ``readings`` have at ``at_s``, and what the slope adds to its variance."""
    count = len(readings)
    third = count // 3
    if count >= _LEAST_FOR_SLOPE:
        early, late = readings[:third], readings[-third:]
        span = (sum(t for t, _ in late) - sum(t for t, _ in early)) / third
        slope = (_trimmed_mean([z for _, z in late]) - _trimmed_mean([z for _, z in early])) / span
        length = readings[-1][0] - readings[0][0]
        slope, variance = usual.improve(slope, _THIRDS * noise / (count * length * length))
    else:
        slope, variance = usual.mean, usual.variance
    away_s = at_s - sum(t for t, _ in readings) / count
    level = _trimmed_mean([z + slope * (at_s - t) for t, z in readings])
    return level, variance * away_s * away_s


def _trimmed_mean(values: Sequence[float]) -> float:
    """The mean without the outermost tenth at either end: a bubble may be among them."""
    cut = (len(values) + 2) // 10
    kept = sorted(values)[cut : len(values) - cut]
    return sum(kept) / len(kept)
