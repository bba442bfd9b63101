"""How strongly liquid shows in the speed of this stirrer, and what that says of a part of an exchange.

Nobody knows the size of the effect beforehand, or whether a unit shows it at all. So it is learned from inflows, whose
volume is known; what follows from the waste counts only after they have stood out of their noise, and only as far as
the effect is known by then.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from pioreactor.domain.volume_watch.speed_meter import Drifted, SpeedStep

PROVEN_PARTS: Final = 4
PROVEN_DEVIATIONS: Final = 5.0
PROVEN_CONTROLS: Final = 3
_CONTROLS_KEPT: Final = 12
_CONTROL_DEVIATIONS: Final = 2.3
CAME_BACK_MOST: Final = 0.3
"""Share of the effect of an inflow that may go by itself: what only cools or disturbs is no measure of volume."""
CONTROL_EVERY: Final = 12
START_GAIN_SD: Final = 0.005
"""Per mL. The effect itself is taken to be nothing until it is seen."""
START_HEATER_SD: Final = 1.5e-4
"""Per percent of duty: what the supply sags, by its cables."""
GAIN_WANDER: Final = 0.03
"""Of itself, from part to part."""
START_DRIFT: Final = 0.0004**2
_DRIFT_FLOOR: Final = 1e-9
_DRIFT_START_WEIGHT: Final = 1.5
_DRIFT_MEMORY: Final = 40.0
INFLOW_SD: Final = 0.08
"""Relative: another pump, another error."""
LEVEL_SD_ML: Final = 0.15
"""How well the waste pump comes back to the same level."""
ODD_DEVIATIONS: Final = 4.0
"""An inflow that shows otherwise than known says nothing about the waste: perhaps nothing came."""
ODD_IN_A_ROW: Final = 4
WAIT_DRIFTS, QUIET_DRIFTS = 2.0, 8.0
"""Variance of the change over a wait, and over the minutes between exchanges, in units of the drift of one level."""
T_FREEDOM: Final = 8.0
MOST_INFORMATION: Final = 40.0

Pair = tuple[float, float]
Square = tuple[float, float, float]
"""Two by two and symmetric: 11, 12, 22."""


class Moved(NamedTuple):
    """What one part moved in a healthy vial, mL; ``level_sd_ml``: how well it is known how much was above the tube."""

    inflow_ml: float
    waste_ml: float
    level_sd_ml: float = LEVEL_SD_ML


class SpeedView(NamedTuple):
    """What a part looked like: changes of ln speed by inflow and by waste, of the heater, and their noise."""

    changes: Pair
    heater: Pair
    noise: Square
    moved: Moved


class SpeedGain:
    """Learns ``gain``, ln speed per mL (negative: slower), and ``heater``, ln speed per percent of the heater's duty.

    Attributes:
        parts: inflows that it was learned from.
        drift: variance of a level beyond the scatter of measurements.
    """

    def __init__(self) -> None:
        self.drift = START_DRIFT
        self._drift_weight = _DRIFT_START_WEIGHT
        self._restart()

    def _restart(self) -> None:
        self.gain = self.heater = 0.0
        self._p: Square = (START_GAIN_SD**2, 0.0, START_HEATER_SD**2)
        self.parts = self._odd = 0
        self._controls: list[tuple[float, float]] = []  # ln speed per mL that came back, and its variance
        self._since_control = 0

    @property
    def is_shown(self) -> bool:
        """Whether inflows stand out of their noise."""
        return self.parts >= PROVEN_PARTS and abs(self.gain) > PROVEN_DEVIATIONS * math.sqrt(self._p[0])

    @property
    def is_proven(self) -> bool:
        """Whether this unit's stirrer is a measure of the volume."""
        return self.is_shown and len(self._controls) >= PROVEN_CONTROLS and self._stays()

    @property
    def wants_control(self) -> bool:
        """Whether it should be waited between inflow and waste, to see that the effect of a dose stays."""
        return self._since_control >= CONTROL_EVERY or not (len(self._controls) >= PROVEN_CONTROLS and self._stays())

    def _stays(self) -> bool:
        """Whether little of the effect goes by itself, beyond the noise of the controls."""
        weight = sum(1.0 / variance for _, variance in self._controls)
        mean = sum(value / variance for value, variance in self._controls) / weight
        return abs(mean) + _CONTROL_DEVIATIONS / math.sqrt(weight) < CAME_BACK_MOST * abs(self.gain)

    def view(self, step: SpeedStep, moved: Moved) -> SpeedView:
        """Put a measured part in the form that is compared."""
        before, between, after = step.before, step.between, step.after
        a, b, c = (level.variance + self.drift for level in (before, between, after))
        return SpeedView(
            (between.ln_rpm - before.ln_rpm, after.ln_rpm - between.ln_rpm),
            (between.heater_percent - before.heater_percent, after.heater_percent - between.heater_percent),
            (a + b, -b, b + c),
            moved,
        )

    def learn_quiet(self, drifted: Drifted, drifts: float) -> None:
        """Learn what the heater does to the speed while no pump runs, and how much it changes by itself.

        ``drifts``: variance of that, in units of the drift of one level.
        """
        h = drifted.heater_percent
        p11, p12, p22 = self._p
        total = p22 * h * h + drifted.variance + drifts * self.drift
        error = drifted.ln_rpm - self.heater * h
        weight = min(1.0, (T_FREEDOM + 1.0) / (T_FREEDOM + error * error / total))
        k1, k2 = weight * p12 * h / total, weight * p22 * h / total
        self.gain += k1 * error
        self.heater += k2 * error
        self._p = (max(1e-12, p11 - k1 * h * p12), p12 - k2 * h * p12, max(1e-14, p22 - k2 * h * p22))
        self._learn_drift(error * error / total, drifts * self.drift / total)

    def learn(self, view: SpeedView, wait: Drifted | None) -> bool:
        """Learn from the inflow; False for one that is not as it should be by what is known, which is left out."""
        v, h = view.moved.inflow_ml, view.heater[0]
        if v <= 0.0:
            return False
        error = view.changes[0] - self.gain * v - self.heater * h
        p11, p12, p22 = self._p
        to_gain, to_heater = p11 * v + p12 * h, p12 * v + p22 * h
        total = to_gain * v + to_heater * h + view.noise[0] + (INFLOW_SD * self.gain * v) ** 2
        if self.parts >= PROVEN_PARTS and error * error > ODD_DEVIATIONS**2 * total:
            self._odd += 1
            if self._odd >= ODD_IN_A_ROW:
                self._restart()  # another vial, another speed: what was known holds no more
            return False
        self._odd = 0
        self.parts += 1
        k1, k2 = to_gain / total, to_heater / total
        self.gain += k1 * error
        self.heater += k2 * error
        more = (GAIN_WANDER * self.gain) ** 2
        self._p = (max(1e-12, p11 - k1 * to_gain) + more, p12 - k1 * to_heater, max(1e-14, p22 - k2 * to_heater))
        self._learn_drift(error * error / total, 2.0 * self.drift / total)
        self._since_control += 1
        if wait is not None:
            self._since_control = 0
            came_back = wait.ln_rpm - self.heater * wait.heater_percent
            variance = wait.variance + 2.0 * self.drift + self._p[2] * wait.heater_percent**2
            self._controls = [*self._controls[1 - _CONTROLS_KEPT :], (came_back / v, variance / (v * v))]
        return True

    def _learn_drift(self, square: float, share: float) -> None:
        self._drift_weight = min(_DRIFT_MEMORY, self._drift_weight + 1.0)
        surprise = min(square, 9.0) - 1.0
        self.drift = max(_DRIFT_FLOOR, self.drift * (1.0 + share * surprise / self._drift_weight))

    def likelihood(self, view: SpeedView, less_in_ml: float, stays_ml: float) -> tuple[float, float, Pair, Square]:
        """Squared distance and ln determinant of a part in which ``less_in_ml`` did not come and ``stays_ml`` was not
        removed; and what was expected, and the inverse of its covariance."""
        moved = view.moved
        v, r = moved.inflow_ml - less_in_ml, moved.waste_ml - stays_ml
        (h1, h2), (p11, p12, p22), k = view.heater, self._p, self.gain
        expected = (k * v + self.heater * h1, -k * r + self.heater * h2)
        p11 += (INFLOW_SD * k) ** 2
        s11 = view.noise[0] + p11 * v * v + 2.0 * p12 * v * h1 + p22 * h1 * h1
        s12 = view.noise[1] - p11 * v * r + p12 * (v * h2 - r * h1) + p22 * h1 * h2
        s22 = view.noise[2] + p11 * r * r - 2.0 * p12 * r * h2 + p22 * h2 * h2
        # A pump that removes nothing does that precisely.
        s22 += (k * moved.level_sd_ml) ** 2 * min(1.0, max(0.0, r) / max(0.1, moved.waste_ml))
        det = s11 * s22 - s12 * s12
        inverse = (s22 / det, -s12 / det, s11 / det)
        e1, e2 = view.changes[0] - expected[0], view.changes[1] - expected[1]
        return _distance(e1, e2, inverse), math.log(det), expected, inverse

    def evidence(self, view: SpeedView, less_in_ml: float, stays_ml: float) -> Pair:
        """ln of the likelihood ratio of such a part against a healthy one, and what that ratio could tell."""
        healthy, ln_det, at, inverse = self.likelihood(view, 0.0, 0.0)
        other, ln_det_other, at_other, _ = self.likelihood(view, less_in_ml, stays_ml)
        ratio = 0.5 * (T_FREEDOM + 2.0) * math.log((T_FREEDOM + healthy) / (T_FREEDOM + other))
        told = _distance(at_other[0] - at[0], at_other[1] - at[1], inverse)
        return ratio + 0.5 * (ln_det - ln_det_other), min(MOST_INFORMATION, told)


def _distance(e1: float, e2: float, inverse: Square) -> float:
    return inverse[0] * e1 * e1 + 2.0 * inverse[1] * e1 * e2 + inverse[2] * e2 * e2
