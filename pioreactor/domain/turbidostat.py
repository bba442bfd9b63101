"""Holding a density by dilution: when to dilute, and by how much. No clock; times are monotonic seconds."""

from __future__ import annotations

import math
from collections import deque
from typing import Any, Final, NamedTuple

from pioreactor.domain.exchange import volume_for_dilution
from pioreactor.domain.quality import UNUSABLE
from pioreactor.domain.rotation import median

GAP_S: Final = 300.0
"""Readings further apart than this say nothing about each other."""
LEAST_BAND: Final = 0.005
MOST_BAND: Final = 0.03
_RPM: Final = (0.0, 200.0, 500.0, 1000.0)
_MIXING_S: Final = (25.0, 6.0, 2.0, 1.0)
"""Time constant of mixing at a speed of the stirrer (20 mL vial; estimates)."""
MIXED_TO: Final = 0.003
"""A dose has settled when what is not yet mixed in moves the reading by less than this share."""
READING_LAG: Final = 2
"""Readings that still remember the time before the dose: the series is smoothed."""
ROW: Final = 9
"""Readings among which one that jumps out is told from growth."""
JUMP: Final = 0.03
JUMP_DEVIATIONS: Final = 4.0
MAD_TO_SD: Final = 1.4826
CONFIDENCE: Final = 1.28
ESTIMATE_KEEPS: Final = 0.7


class Settings(NamedTuple):
    """``target``: biomass; ``exchange_volume_ml``: of a normal dose; ``band``: half of the hysteresis as a share of the
    target, None for half of what a normal dose dilutes; ``most_doses``: the largest dose in normal doses;
    ``settling_s``: pause after a dose, None to go by the mixing model; ``needed`` of the last ``votes`` readings
    must agree; ``decide_on``: ``votes`` or ``estimate``.
    """

    target: float
    exchange_volume_ml: float
    max_subdose_ml: float = 1.0
    band: float | None = None
    most_doses: float = 3.0
    settling_s: float | None = None
    votes: int = 5
    needed: int = 3
    decide_on: str = "votes"


class Decision(NamedTuple):
    """``dose_ml``: 0 to do nothing; ``reason``: a word; ``message``: a sentence; ``data``: inputs and thresholds."""

    dose_ml: float
    reason: str
    message: str
    data: dict[str, Any]


def band_of(settings: Settings, volume_ml: float) -> float:
    """Half of the hysteresis, as a share of the target: the culture swings evenly around it."""
    if settings.band is not None:
        return settings.band
    half_step = 0.5 * math.log1p(settings.exchange_volume_ml / volume_ml) if volume_ml > 0.0 else LEAST_BAND
    return max(LEAST_BAND, min(half_step, MOST_BAND))


def mixing_time_s(rpm: float | None) -> float:
    """Time constant with which a dose mixes in; ``rpm`` None: unknown, taken as slow."""
    speed = _RPM[1] if rpm is None else max(_RPM[0], min(rpm, _RPM[-1]))
    for i in range(1, len(_RPM)):
        if speed <= _RPM[i]:
            share = (speed - _RPM[i - 1]) / (_RPM[i] - _RPM[i - 1])
            return _MIXING_S[i - 1] + share * (_MIXING_S[i] - _MIXING_S[i - 1])
    return _MIXING_S[-1]


def settling_time_s(dose_ml: float, volume_ml: float, rpm: float | None, reading_interval_s: float) -> float:
    """How long after the last inflow readings do not yet show the whole effect of a dose."""
    if dose_ml <= 0.0 or volume_ml <= 0.0:
        return 0.0
    unmixed = dose_ml / (dose_ml + volume_ml)
    mixing = mixing_time_s(rpm) * max(0.0, math.log(unmixed / MIXED_TO))
    return mixing + READING_LAG * reading_interval_s


class Turbidostat:
    """Takes in readings one by one and says when to dilute.

    A reading votes for diluting when it is at or above the upper edge of the hysteresis. Enough votes start a dose that
    brings the culture down to the lower edge. A reading that jumps out of the row, as by a bubble, suspends the voting
    until it has left the window: the series is smoothed, so those after it remember it. ``settings`` may be replaced
    at any time.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._recent: deque[tuple[float, float]] = deque(maxlen=max(ROW, settings.votes))
        self._estimate: tuple[float, float] | None = None  # mean, variance of one reading
        self._count = 0
        self._settled_s = -math.inf
        self._interval_s = 5.0

    def forget(self) -> None:
        """Readings so far say nothing any more."""
        self._recent.clear()
        self._estimate, self._count = None, 0

    def dosed(self, now_s: float, dose_ml: float, volume_ml: float, rpm: float | None) -> None:
        """A dose has ended: readings count again when it has settled."""
        self.forget()
        settling = self.settings.settling_s
        if settling is None:
            settling = settling_time_s(dose_ml, volume_ml, rpm, self._interval_s)
        self._settled_s = now_s + settling

    def observe(self, now_s: float, biomass: float, volume_ml: float, quality: str = "ok") -> Decision:
        """Take in a reading; what to do. ``volume_ml``: of the vial, for the size of a dose."""
        s = self.settings
        band = band_of(s, volume_ml)
        upper, lower = s.target * (1.0 + band), s.target * (1.0 - band)
        data: dict[str, Any] = {
            "latest_biomass": biomass,
            "target_biomass": s.target,
            "upper": upper,
            "lower": lower,
            "quality": quality,
        }
        if quality in UNUSABLE or not math.isfinite(biomass):
            return Decision(0.0, "quality", f"Not diluted: the reading is {quality}.", data)
        if now_s < self._settled_s:
            left = self._settled_s - now_s
            return Decision(0.0, "settling", f"Not diluted: the last dose is mixing in for {left:.0f} s more.", data)
        self._remember(now_s, biomass)
        level, is_above = self._judge(upper, data)
        if not is_above:
            reason = "jump" if data["has_jump"] else "voting" if biomass >= upper else "below"
            text = f"Not diluted: {level:.4g} against {upper:.4g} ({data['votes_for']} of {data['votes']} votes)."
            return Decision(0.0, reason, text, data)
        wanted = volume_for_dilution(math.log(max(level, upper) / lower), volume_ml, s.max_subdose_ml)
        most = s.most_doses * s.exchange_volume_ml
        dose = max(s.exchange_volume_ml, min(wanted, most))
        data.update(level=level, wanted_ml=wanted, most_ml=most, volume_ml=volume_ml)
        return Decision(dose, "dilute", f"{level:.4g} is above {upper:.4g}: {dose:.3g} mL down to {lower:.4g}.", data)

    def _remember(self, now_s: float, biomass: float) -> None:
        if self._recent:
            step = now_s - self._recent[-1][0]
            if step > GAP_S:
                self.forget()
            elif step > 0.0:
                self._interval_s = 0.5 * (self._interval_s + min(step, 60.0))
        self._recent.append((now_s, biomass))
        if self._estimate is None:
            self._estimate, self._count = (biomass, 0.0), 1
            return
        mean, variance = self._estimate
        error = biomass - mean
        self._count += 1
        keep = min(ESTIMATE_KEEPS, 1.0 - 1.0 / self._count)
        self._estimate = (mean + (1.0 - keep) * error, keep * (variance + (1.0 - keep) * error * error))

    def _judge(self, upper: float, data: dict[str, Any]) -> tuple[float, bool]:
        """(level, whether it is above the upper edge)."""
        s = self.settings
        row = [value for _, value in self._recent]
        values = row[-s.votes :]
        votes_for = sum(value >= upper for value in values)
        has_jump = _jumps(row, max(values))
        data.update(votes_for=votes_for, votes=len(values), has_jump=has_jump)
        if s.decide_on == "estimate":
            assert self._estimate is not None
            mean, variance = self._estimate
            error = math.sqrt(variance * (1.0 - ESTIMATE_KEEPS) / (1.0 + ESTIMATE_KEEPS))
            data.update(estimate=mean, estimate_error=error)
            return mean, self._count >= s.needed and not has_jump and mean - CONFIDENCE * error >= upper
        return median(values), votes_for >= s.needed and values[-1] >= upper and not has_jump


def _jumps(row: list[float], highest: float) -> bool:
    """Whether the highest of the latest readings lies further above the row than growth and noise explain."""
    middle = median(row)
    deviation = MAD_TO_SD * median([abs(value - middle) for value in row])
    return highest - middle > max(JUMP * abs(middle), JUMP_DEVIATIONS * deviation)
