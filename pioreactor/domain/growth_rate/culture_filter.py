"""One reading after the other: weigh it, check for odd events, take it in, learn the noise from it.

Times are seconds since the first reading.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import median

from pioreactor.domain.growth_rate.bank import DECLARED_CHANGE_VARIANCE, ModeBank
from pioreactor.domain.growth_rate.doses import DoseLedger
from pioreactor.domain.growth_rate.estimate import GrowthEventKind
from pioreactor.domain.growth_rate.level_shift import LevelShiftWatch
from pioreactor.domain.growth_rate.noise import MEMORY_S, START_VARIANCE, NoiseTracker
from pioreactor.domain.growth_rate.sensors import SensorFusion
from pioreactor.domain.growth_rate.settings import GrowthRateSettings
from pioreactor.domain.growth_rate.stored_state import number, numbers, optional_number, section

STUDENT_FREEDOM = 4.0
DISTURBED_FACTOR = 10.0
UNFINISHED_MIXING_FACTOR = 10.0
START_LEVEL_FACTOR = 4.0
LONG_GAP_S = 2.0 * 3600.0
RECENT_DOSE_S = 180.0
OPENING_READINGS = 5
ODD_OPENING = 5.0 * math.sqrt(START_VARIANCE)  # ln OD


class CultureFilter:
    """Filters the readings of one culture.

    Args:
        settings: of the estimator.

    Attributes:
        bank, noise, sensors, doses: the parts, each with its own subject.
        down_weighted: share of recent readings that counted less than half.
        last_residual: unexplained ln OD at the end of the last verified dose, ``None`` before the first.
        doses_verified: how many doses have been verified.
    """

    def __init__(self, settings: GrowthRateSettings) -> None:
        self.bank = ModeBank(settings)
        self.noise = NoiseTracker()
        self.sensors = SensorFusion()
        self.doses = DoseLedger(settings.mixing_time_constants_s, settings.disturbed_after_pump_s)
        self.down_weighted = 0.0
        self.last_residual: float | None = None
        self.doses_verified = 0
        self.is_change_declared = False
        self._shifts = LevelShiftWatch()
        self._found: list[tuple[GrowthEventKind, float]] = []
        self._used_s = 0.0
        self._opening: list[float] = []  # ln of the very first readings, until their median has judged the first

    def start(self, logs: Mapping[str, float]) -> None:
        """Begin with the first reading, at time 0."""
        self.doses.take(0.0, 0.0)
        self.doses.abandon_episode()
        z, _ = self.sensors.fuse(logs, None)
        self.bank.start(z, START_LEVEL_FACTOR * self.noise.single)
        self._opening = [z]
        self.is_change_declared = False

    def advance(self, now_s: float, dt_s: float, logs: Mapping[str, float]) -> list[tuple[GrowthEventKind, float]]:
        """Carry the prediction to ``now_s`` and take in a reading.

        Args:
            now_s: time of the reading.
            dt_s: since the last call, positive.
            logs: ln reading per sensor; empty when missing.

        Returns:
            What was recognised, with its size as in `GrowthEvent`.
        """
        self._found = []
        dose = self.doses.take(now_s, dt_s)
        if dose is not None:
            self._opening.clear()
        self.bank.predict(dt_s, dose)
        if logs:
            if now_s - self._used_s > LONG_GAP_S:
                self._resume_after_gap(now_s, logs)
            else:
                self._use(now_s, dt_s, logs)
            self._used_s = now_s
        if not self.bank.tidy():
            self._restart(logs)
        return self._found

    def _use(self, now_s: float, dt_s: float, logs: Mapping[str, float]) -> None:
        """Weigh, check and take in a reading, and learn the noise from it."""
        bank, noise = self.bank, self.noise
        changed, self.is_change_declared = self.is_change_declared, False
        if changed:
            self._accept_change()
        predicted, variances, mixing = bank.outlook()
        probabilities = bank.probability
        expected = sum(p * y for p, y in zip(probabilities, predicted, strict=True))
        z, weights = self.sensors.fuse(logs, expected)
        innovation = z - expected
        spread = sum(p * (v + (expected - y) ** 2) for p, v, y in zip(probabilities, variances, predicted, strict=True))
        disturbed = self.doses.is_disturbed(now_s)
        factor = DISTURBED_FACTOR if disturbed else 1.0
        unfinished = mixing * mixing
        scale = spread + factor * noise.single + unfinished
        weight = min(1.0, (STUDENT_FREEDOM + 1.0) / (STUDENT_FREEDOM + innovation * innovation / scale))
        self._count_weight(weight, dt_s)

        self.doses.note(now_s, innovation)
        fired = self._check_dose()
        judging = self.doses.is_judging(now_s)
        if not (disturbed or fired or judging) and self._shifts.sees_shift(now_s, innovation, scale):
            self._accept_shift(now_s, innovation)
            fired, weight = True, 1.0
        if fired:
            predicted, variances, _ = bank.outlook()
        fired = fired or changed
        bank.correct(
            [z - y for y in predicted],
            variances,
            (factor * noise.long_run + UNFINISHED_MIXING_FACTOR * unfinished) / weight,
            learn_modes=not (fired or judging),
        )

        learn_noise = not (disturbed or fired or unfinished >= noise.single)
        self.sensors.learn(logs, weights, expected, spread, dt_s, learn_noise)
        if learn_noise:
            noise.learn(innovation, spread, dt_s)
        if self._opening:
            self._check_opening(z)

    def _check_dose(self) -> bool:
        """Judge a dose episode that has ended; loosen level and gains if it did not do what was booked."""
        finished = self.doses.take_finished()
        verdict = finished.verdict(self.noise.long_run) if finished is not None else None
        if verdict is None:
            return False
        residual, mismatch = verdict
        self.doses_verified += 1
        self.last_residual = residual
        if mismatch:
            self.bank.loosen_level(residual * residual)
            self.bank.loosen_gains()
            self.bank.drop_mixing()
            self._shifts.reset()
            self._found.append((GrowthEventKind.DOSE_MISMATCH, residual))
        return mismatch

    def _accept_shift(self, now_s: float, innovation: float) -> None:
        self.bank.loosen_level(innovation * innovation)
        if self.doses.last_dose_s is not None and now_s - self.doses.last_dose_s < RECENT_DOSE_S:
            self.bank.loosen_gains()
        self._found.append((GrowthEventKind.LEVEL_SHIFT, innovation))

    def _accept_change(self) -> None:
        self.bank.loosen_level(DECLARED_CHANGE_VARIANCE)
        self.sensors.reset_offsets()
        self._forget_recent()

    def _check_opening(self, z: float) -> None:
        """Start again from the median of the first readings if the very first turns out to be odd."""
        self._opening.append(z)
        if len(self._opening) < OPENING_READINGS:
            return
        level = median(self._opening)
        if abs(self._opening[0] - level) > ODD_OPENING:
            self.bank.start(level, START_LEVEL_FACTOR * START_VARIANCE)
            self.noise = NoiseTracker()
            self.sensors.reset_offsets()
            self._shifts.reset()
        self._opening.clear()

    def _resume_after_gap(self, now_s: float, logs: Mapping[str, float]) -> None:
        """Take the level from this reading; too much may have happened meanwhile."""
        predicted, _, _ = self.bank.outlook()
        z, _ = self.sensors.fuse(logs, sum(p * y for p, y in zip(self.bank.probability, predicted, strict=True)))
        self.bank.drop_mixing()
        self.bank.restart_level(z, START_LEVEL_FACTOR * self.noise.single)
        self.noise.restart()
        self.is_change_declared = False
        self._forget_recent()
        self._found.append((GrowthEventKind.RESUMED_AFTER_GAP, now_s - self._used_s))

    def _restart(self, logs: Mapping[str, float]) -> None:
        """Start afresh after numbers went wrong; without a reading, the next one sets the level."""
        self.noise = NoiseTracker()
        self.sensors = SensorFusion()
        level = self.sensors.fuse(logs, None)[0] if logs else 0.0
        self.bank.start(level, START_LEVEL_FACTOR * self.noise.single)
        self.is_change_declared = not logs
        self._forget_recent()
        self._found.append((GrowthEventKind.RESTARTED, 0.0))

    def _forget_recent(self) -> None:
        self._shifts.reset()
        self._opening.clear()
        self.doses.abandon_episode()

    def _count_weight(self, weight: float, dt_s: float) -> None:
        share = 1.0 - math.exp(-dt_s / MEMORY_S)
        self.down_weighted += share * ((1.0 if weight < 0.5 else 0.0) - self.down_weighted)

    def state(self) -> dict[str, object]:
        """Return everything needed to go on later, as JSON types."""
        return {
            "used_s": self._used_s,
            "change_declared": self.is_change_declared,
            "opening": list(self._opening),
            "down_weighted": self.down_weighted,
            "last_residual": self.last_residual,
            "doses_verified": self.doses_verified,
            "bank": self.bank.state(),
            "noise": self.noise.state(),
            "sensors": self.sensors.state(),
            "doses": self.doses.state(),
            "shifts": self._shifts.state(),
        }

    def load(self, state: Mapping[str, object]) -> None:
        """Take over what `state` returned.

        Raises:
            ValueError: the stored numbers do not fit these settings.
        """
        self._used_s = number(state, "used_s")
        self.is_change_declared = state.get("change_declared") is True
        self._opening = numbers(state, "opening").tolist()
        self.down_weighted = number(state, "down_weighted", 0.0, 1.0)
        self.last_residual = optional_number(state, "last_residual")
        self.doses_verified = int(number(state, "doses_verified", 0))
        self.bank.load(section(state, "bank"))
        self.noise.load(section(state, "noise"))
        self.sensors.load(section(state, "sensors"))
        self.doses.load(section(state, "doses"))
        self._shifts.load(section(state, "shifts"))
