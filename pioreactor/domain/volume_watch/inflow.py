"""Is the culture being diluted by something that nobody booked?

A pump that does not stop makes ln OD fall and fall. A bubble that lets go, a hand sample or a moved vial make it jump
once; a culture that stops growing makes it bend. Those explain readings too, and a flow must explain them better.

No suspicion runs a filter of its own. Each follows the error that the filter of the healthy vial makes if it is right
(the generalised likelihood ratio of Willsky and Jones): the error passes through the same predictions and updates, so
what it should do to each reading is known.
"""

from __future__ import annotations

import math
from typing import Final

from pioreactor.domain.volume_watch.level_filter import Innovation, LevelFilter

JUMPS_KEPT: Final = 8
LEAST_VOLUME_ML: Final = 0.5
_LEAST_GROWTH_PER_H: Final = 0.1
_T_FREEDOM: Final = 4.0


class Course:
    """Something that may have begun at ``since_s``; ``evidence``: ln of its likelihood ratio against "healthy"."""

    __slots__ = ("error", "error_growth", "evidence", "since_s")

    def __init__(self, since_s: float = 0.0) -> None:
        self.restart(since_s)

    def restart(self, since_s: float) -> None:
        """Begin anew: nothing speaks for it so far."""
        self.error = self.error_growth = self.evidence = 0.0
        self.since_s = since_s

    def _pass(self, seen: Innovation, dt_h: float) -> float:
        """Advance the error by one reading; returns what it adds to that reading's innovation."""
        expected = self.error + self.error_growth * dt_h
        self.error = expected - seen.k0 * expected
        self.error_growth -= seen.k1 * expected
        return expected

    def judge(self, seen: Innovation, dt_h: float) -> None:
        """Compare with a reading."""
        self.evidence += _evidence(seen, self._pass(seen, dt_h))

    def follow(self, level: float, growth: float) -> None:
        """The estimate was moved."""
        self.error -= level
        self.error_growth -= growth


def _evidence(seen: Innovation, expected: float) -> float:
    """ln of how much likelier an innovation is that should be ``expected`` than one that should be 0."""
    left, scale = seen.error - expected, _T_FREEDOM * seen.variance
    return 0.5 * (_T_FREEDOM + 1.0) * math.log((scale + seen.error * seen.error) / (scale + left * left))


class Flow(Course):
    """``rate_ml_per_s`` flows in; ``excess_ml`` of it is still in the vial."""

    __slots__ = ("excess_ml", "rate_ml_per_s")

    def __init__(self, rate_ml_per_s: float) -> None:
        self.rate_ml_per_s = rate_ml_per_s
        super().__init__()

    def restart(self, since_s: float) -> None:
        """Begin anew."""
        super().restart(since_s)
        self.excess_ml = 0.0

    def pour(self, dt_h: float, volume_ml: float, gain: float) -> None:
        """Let it flow into a vial that should hold ``volume_ml``."""
        came = self.rate_ml_per_s * 3600.0 * dt_h
        self.error -= gain * math.log1p(came / max(LEAST_VOLUME_ML, volume_ml + self.excess_ml))
        self.excess_ml += came


class GrowthStop(Course):
    """The culture stopped growing; it grew at ``rate_per_h`` until then."""

    __slots__ = ("rate_per_h",)

    def begin(self, since_s: float, growth_per_h: float) -> None:
        """Begin anew."""
        self.restart(since_s)
        self.rate_per_h = max(_LEAST_GROWTH_PER_H, growth_per_h)

    def pause(self, dt_h: float) -> None:
        """Let time pass without growth."""
        self.error -= self.rate_per_h * dt_h


class Jump(Course):
    """The signal jumped once, by an amount that the readings since then tell. The error is that of a jump of 1."""

    __slots__ = ("_most", "_product", "_seen", "_square")

    def __init__(self, since_s: float) -> None:
        super().__init__(since_s)
        self.error = 1.0
        self._seen: list[tuple[float, Innovation]] = []
        self._square = self._product = self._most = 0.0

    @property
    def readings(self) -> int:
        """How many readings there are since."""
        return len(self._seen)

    def judge(self, seen: Innovation, dt_h: float) -> None:
        """Compare with a reading."""
        share = self._pass(seen, dt_h)
        self._seen.append((share, seen))
        self._square += share * share / seen.variance
        self._product += share * seen.error / seen.variance
        self._most += _evidence(seen, seen.error)

    @property
    def size(self) -> float:
        """The likeliest size."""
        return self._product / self._square if self._square else 0.0

    def weigh(self, at_least: float) -> float:
        """What it explains, by the same measure as a flow; minus infinity where that must be less than ``at_least``.

        Most jumps of most vials explain nothing, and this is asked at each reading.
        """
        if self._most < at_least:
            return -math.inf
        size = self.size
        self.evidence = sum(_evidence(s, size * share) for share, s in self._seen)
        return self.evidence


class InflowSuspicions:
    """Flows of the given rates, and what else could look like them."""

    def __init__(self, rates_ml_per_s: tuple[float, ...]) -> None:
        self.flows = [Flow(rate) for rate in rates_ml_per_s]
        self.stop = GrowthStop()
        self.jumps: list[Jump] = []

    def restart(self, time_s: float) -> None:
        """Nothing flows in, as far as known."""
        for course in (*self.flows, self.stop):
            course.restart(time_s)
        self.stop.rate_per_h = _LEAST_GROWTH_PER_H
        self.jumps = []

    def remove(self, spare_ml: float) -> None:
        """The waste pump could have removed ``spare_ml`` more than was booked to flow in."""
        for flow in self.flows:
            flow.excess_ml = max(0.0, flow.excess_ml - spare_ml)

    def judge(
        self,
        time_s: float,
        dt_h: float,
        seen: Innovation,
        culture: LevelFilter,
        volume_ml: float,
        gain: float,
        *,
        may_jump: bool,
    ) -> None:
        """Compare with a reading at ``time_s``, ``dt_h`` after the one before.

        ``volume_ml``: what the vial should hold; ``gain``: how strongly dilution shows; ``may_jump``: False right
        after a dose, where a jump is the dose's.
        """
        before_s = time_s - 3600.0 * dt_h
        for flow in self.flows:
            if flow.evidence <= 0.0:
                flow.restart(before_s)
            flow.pour(dt_h, volume_ml, gain)
            flow.judge(seen, dt_h)
        if self.stop.evidence <= 0.0:
            self.stop.begin(before_s, culture.growth)
        self.stop.pause(dt_h)
        self.stop.judge(seen, dt_h)
        if may_jump:
            self.jumps = [*self.jumps[1 - JUMPS_KEPT :], Jump(time_s)]
        for jump in self.jumps:
            jump.judge(seen, dt_h)

    def likeliest_jump(self, at_least: float = 0.0) -> Jump | None:
        """The jump that explains the last readings best; None where none explains ``at_least``."""
        found = max(((jump.weigh(at_least), i) for i, jump in enumerate(self.jumps)), default=(-math.inf, 0))
        return self.jumps[found[1]] if found[0] >= at_least else None

    def accept(self, jump: Jump, culture: LevelFilter) -> None:
        """It was a jump: take it into the estimate, so that it accuses nobody."""
        level, growth = jump.size * jump.error, jump.size * jump.error_growth
        culture.shift(level, growth)
        for course in (*self.flows, self.stop):
            course.follow(level, growth)
        self.jumps = []

    def most_evidence(self) -> float:
        """Of the likeliest flow."""
        return max(flow.evidence for flow in self.flows)

    def likeliest_flow(self) -> tuple[Flow, float]:
        """The likeliest flow, and its evidence beyond what a jump or the end of growth would explain."""
        flow = max(self.flows, key=lambda course: course.evidence)
        jump = self.likeliest_jump() if flow.evidence > 0.0 else None
        rival = max(0.0, self.stop.evidence, jump.evidence if jump is not None else 0.0)
        return flow, flow.evidence - rival
