"""The growth-rate estimator: readings, doses and odd events in, one estimate per reading out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import median

from pioreactor.domain.growth_rate.bank import DECLARED_CHANGE_VARIANCE, ModeBank
from pioreactor.domain.growth_rate.doses import DoseLedger
from pioreactor.domain.growth_rate.estimate import GrowthEstimate, GrowthEvent, GrowthEventKind
from pioreactor.domain.growth_rate.level_shift import LevelShiftWatch
from pioreactor.domain.growth_rate.noise import MEMORY_S, START_VARIANCE, NoiseTracker
from pioreactor.domain.growth_rate.report import Reporter
from pioreactor.domain.growth_rate.sensors import SensorFusion
from pioreactor.domain.growth_rate.settings import GrowthRateSettings
from pioreactor.domain.growth_rate.stored_state import number, numbers, optional_number, section

STATE_VERSION = 1
STUDENT_FREEDOM = 4.0
DISTURBED_FACTOR = 10.0
UNFINISHED_MIXING_FACTOR = 10.0
START_LEVEL_FACTOR = 4.0
LONG_GAP_S = 2.0 * 3600.0
RECENT_DOSE_S = 180.0
COPY_INTERVAL_S = 60.0
OPENING_READINGS = 5
ODD_OPENING = 5.0 * math.sqrt(START_VARIANCE)  # ln OD


class GrowthRateEstimator:
    """Estimates µ and the well-mixed OD of one culture from its readings.

    Three Kalman filters share a linear model of ln OD and differ in how fast µ may wander. Doses enter as known inputs
    whose effect is learned; readings are weighted by a Student-t rule (Roth, Özkan & Gustafsson 2013) and by their
    measured low-frequency noise. Everything is deterministic: the same calls give the same numbers.

    Times are seconds on one monotonic clock, given by the caller. Discarding the first readings after the light source
    is switched on is the caller's business.

    Args:
        settings: see `GrowthRateSettings`.
    """

    def __init__(self, settings: GrowthRateSettings) -> None:
        self.settings = settings
        self._bank = ModeBank(settings)
        self._noise = NoiseTracker()
        self._sensors = SensorFusion()
        self._doses = DoseLedger(settings.mixing_time_constants_s, settings.disturbed_after_pump_s)
        self._shifts = LevelShiftWatch()
        self._report = Reporter(settings)
        self._early_events: list[tuple[float, float]] = []  # caller's time, dilution; before the clocks are aligned
        self._offset_s: float | None = None  # caller's time minus ours
        self._time_s: float | None = None  # our clock: seconds since the first reading
        self._used_s = 0.0
        self._copied_mark = 0
        self._resume_gap_s = 0.0
        self._change_declared = False
        self._opening: list[float] = []  # ln of the very first readings, until their median has judged the first
        self._down_weighted = 0.0

    def add_dose(self, time_s: float, volume_ml: float, vial_volume_ml: float) -> None:
        """Book liquid that flowed in. It may come before or after the reading it precedes.

        Args:
            time_s: when, same clock as the readings.
            volume_ml: how much, mL, positive. Cell-free liquid of any kind; waste is `add_disturbance`.
            vial_volume_ml: volume in the vial before this event, mL, positive.

        Raises:
            ValueError: a number is not finite or a volume not positive; nothing is booked.
        """
        _require_time(time_s)
        for name, value in (("volume_ml", volume_ml), ("vial_volume_ml", vial_volume_ml)):
            if not (math.isfinite(value) and value > 0.0):
                raise ValueError(f"{name} must be positive, got {value}")
        self._book(time_s, math.log1p(volume_ml / vial_volume_ml))

    def add_disturbance(self, time_s: float) -> None:
        """Book a pump run that dilutes nothing, such as waste; readings shortly after it count less.

        Args:
            time_s: when the pump ran, same clock as the readings.

        Raises:
            ValueError: the time is not finite.
        """
        _require_time(time_s)
        self._book(time_s, 0.0)

    def _book(self, time_s: float, dilution: float) -> None:
        if self._offset_s is None:
            self._early_events.append((time_s, dilution))
        elif dilution > 0.0:
            self._doses.add_dose(time_s - self._offset_s, dilution)
        else:
            self._doses.add_pump_run(time_s - self._offset_s)

    def declare_change(self) -> None:
        """Say that LED intensity, blank, calibration, vial or sensor set changed: the next reading sets the level.

        µ is kept.
        """
        self._change_declared = True

    def update(self, time_s: float, ods: Mapping[str, float | None]) -> GrowthEstimate | None:
        """Take in one reading.

        Args:
            time_s: when it was taken, seconds on a monotonic clock.
            ods: reading per sensor label, any positive unit (OD or volts), normalised or not, but always the same.
                ``None``, NaN, infinite or non-positive values count as missing. Give saturated, dark or stale readings
                as ``None``: a flat signal would read as µ = 0.

        Returns:
            The estimate, or ``None`` if the reading was ignored: time did not advance, or nothing was ever read.

        Raises:
            ValueError: ``time_s`` is not finite.
        """
        _require_time(time_s)
        logs = {k: math.log(v) for k, v in ods.items() if v is not None and math.isfinite(v) and v > 0.0}
        if self._time_s is None:
            return self._first_reading(time_s, logs) if logs else None
        if self._offset_s is None:
            self._align_clocks(time_s - self._time_s - self._resume_gap_s)
        now_s = time_s - (self._offset_s or 0.0)
        dt_s = now_s - self._time_s
        if dt_s <= 0.0:
            return None
        self._time_s = now_s
        dose = self._doses.take(now_s, dt_s)
        if dose is not None:
            self._opening.clear()
        self._bank.predict(dt_s, dose)
        events: list[GrowthEvent] = []
        if logs:
            if now_s - self._used_s > LONG_GAP_S:
                self._resume_after_gap(now_s, logs, events)
            else:
                self._use(now_s, dt_s, logs, events)
            self._used_s = now_s
        if not self._bank.tidy():
            self._restart(now_s, logs, events)
        smoothed_due = bool(logs) and self._copy_at_minute_mark(now_s)
        return self._estimate(now_s, not logs, smoothed_due, events)

    def _first_reading(self, time_s: float, logs: Mapping[str, float]) -> GrowthEstimate:
        self._time_s = self._used_s = 0.0
        self._align_clocks(time_s)
        self._doses.take(0.0, 0.0)
        self._doses.abandon_episode()
        z, _ = self._sensors.fuse(logs, None)
        self._bank.start(z, START_LEVEL_FACTOR * self._noise.single)
        self._opening = [z]
        self._change_declared = False
        return self._estimate(0.0, False, False, [])

    def _align_clocks(self, offset_s: float) -> None:
        self._offset_s = offset_s
        early, self._early_events = self._early_events, []
        for event_s, dilution in early:
            self._book(event_s, dilution)

    def _resume_after_gap(self, now_s: float, logs: Mapping[str, float], events: list[GrowthEvent]) -> None:
        """Take the level from this reading; too much may have happened meanwhile."""
        predicted, _, _ = self._bank.outlook()
        z, _ = self._sensors.fuse(logs, sum(p * y for p, y in zip(self._bank.probability, predicted, strict=True)))
        self._bank.drop_mixing()
        self._bank.restart_level(z, START_LEVEL_FACTOR * self._noise.single)
        self._noise.restart()
        self._shifts.reset()
        self._doses.abandon_episode()
        self._change_declared = False
        events.append(self._event(GrowthEventKind.RESUMED_AFTER_GAP, now_s, now_s - self._used_s))

    def _restart(self, now_s: float, logs: Mapping[str, float], events: list[GrowthEvent]) -> None:
        """Start afresh after numbers went wrong; without a reading, wait for the next one."""
        self._noise = NoiseTracker()
        self._sensors = SensorFusion()
        self._shifts.reset()
        self._doses.abandon_episode()
        self._report.forget_copies()
        level = self._sensors.fuse(logs, None)[0] if logs else 0.0
        self._bank.start(level, START_LEVEL_FACTOR * self._noise.single)
        self._change_declared = not logs
        events.append(self._event(GrowthEventKind.RESTARTED, now_s, 0.0))

    def _use(self, now_s: float, dt_s: float, logs: Mapping[str, float], events: list[GrowthEvent]) -> None:
        """Weigh, check and take in a reading, and learn the noise from it."""
        bank, noise = self._bank, self._noise
        changed, self._change_declared = self._change_declared, False
        if changed:
            bank.loosen_level(DECLARED_CHANGE_VARIANCE)
            self._sensors.reset_offsets()
            self._shifts.reset()
            self._doses.abandon_episode()
            self._opening.clear()
        predicted, variances, mixing = bank.outlook()
        probabilities = bank.probability
        expected = sum(p * y for p, y in zip(probabilities, predicted, strict=True))
        z, weights = self._sensors.fuse(logs, expected)
        innovation = z - expected
        spread = sum(p * (v + (expected - y) ** 2) for p, v, y in zip(probabilities, variances, predicted, strict=True))
        disturbed = self._doses.is_disturbed(now_s)
        factor = DISTURBED_FACTOR if disturbed else 1.0
        unfinished = mixing * mixing
        scale = spread + factor * noise.single + unfinished
        weight = min(1.0, (STUDENT_FREEDOM + 1.0) / (STUDENT_FREEDOM + innovation * innovation / scale))
        self._count_weight(weight, dt_s)

        self._doses.note(now_s, innovation)
        fired = self._check_dose(now_s, events)
        judging = self._doses.is_judging(now_s)
        if not (disturbed or fired or judging) and self._shifts.sees_shift(now_s, innovation, scale):
            self._accept_shift(now_s, innovation, events)
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
        self._sensors.learn(logs, weights, expected, spread, dt_s, learn_noise)
        if learn_noise:
            noise.learn(innovation, spread, dt_s)
        if self._opening:
            self._check_opening(z)

    def _check_opening(self, z: float) -> None:
        """Start again from the median of the first readings if the very first turns out to be odd."""
        self._opening.append(z)
        if len(self._opening) < OPENING_READINGS:
            return
        level = median(self._opening)
        if abs(self._opening[0] - level) > ODD_OPENING:
            self._bank.start(level, START_LEVEL_FACTOR * START_VARIANCE)
            self._noise = NoiseTracker()
            self._sensors.reset_offsets()
            self._shifts.reset()
        self._opening.clear()

    def _check_dose(self, now_s: float, events: list[GrowthEvent]) -> bool:
        """Judge a dose episode that has ended; loosen level and gains if it did not do what was booked."""
        finished = self._doses.take_finished()
        verdict = finished.verdict(self._noise.long_run) if finished is not None else None
        if verdict is None:
            return False
        residual, mismatch = verdict
        self._report.dose_verified(residual)
        if mismatch:
            self._bank.loosen_level(residual * residual)
            self._bank.loosen_gains()
            self._bank.drop_mixing()
            self._shifts.reset()
            events.append(self._event(GrowthEventKind.DOSE_MISMATCH, now_s, residual))
        return mismatch

    def _accept_shift(self, now_s: float, innovation: float, events: list[GrowthEvent]) -> None:
        self._bank.loosen_level(innovation * innovation)
        if self._doses.last_dose_s is not None and now_s - self._doses.last_dose_s < RECENT_DOSE_S:
            self._bank.loosen_gains()
        events.append(self._event(GrowthEventKind.LEVEL_SHIFT, now_s, innovation))

    def _count_weight(self, weight: float, dt_s: float) -> None:
        share = 1.0 - math.exp(-dt_s / MEMORY_S)
        self._down_weighted += share * ((1.0 if weight < 0.5 else 0.0) - self._down_weighted)

    def _copy_at_minute_mark(self, now_s: float) -> bool:
        """At the first reading of each minute copy µ, so that later readings can improve it."""
        mark = int(now_s // COPY_INTERVAL_S)
        if mark <= self._copied_mark:
            return False
        self._copied_mark = mark
        self._bank.shift_copies()
        self._report.copied(now_s)
        return True

    def _estimate(
        self, now_s: float, is_predicted: bool, smoothed_due: bool, events: list[GrowthEvent]
    ) -> GrowthEstimate:
        return self._report.estimate(
            self._bank,
            self._noise,
            offset_s=self._offset_s or 0.0,
            now_s=now_s,
            dilution_rate_per_h=self._doses.dilution_rate_per_h,
            down_weighted=self._down_weighted,
            is_predicted=is_predicted,
            smoothed_due=smoothed_due,
            events=events,
        )

    def _event(self, kind: GrowthEventKind, now_s: float, size: float) -> GrowthEvent:
        return GrowthEvent(kind, now_s + (self._offset_s or 0.0), size)

    def state(self) -> dict[str, object]:
        """Return everything needed to go on later: JSON types only, about 10 kB. Store it each minute or so.

        Events booked but stamped later than the last reading are part of it. Before the first reading the state says
        only that there is none.
        """
        if self._time_s is None:
            return {"version": STATE_VERSION, "time_s": None}
        return {
            "version": STATE_VERSION,
            "time_s": self._time_s,
            "used_s": self._used_s,
            "copied_mark": self._copied_mark,
            "change_declared": self._change_declared,
            "opening": list(self._opening),
            "down_weighted": self._down_weighted,
            "bank": self._bank.state(),
            "noise": self._noise.state(),
            "sensors": self._sensors.state(),
            "doses": self._doses.state(),
            "shifts": self._shifts.state(),
            "report": self._report.state(),
        }

    @classmethod
    def from_state(cls, settings: GrowthRateSettings, state: Mapping[str, object], gap_s: float) -> GrowthRateEstimator:
        """Go on from a stored state, as after a gap. Only for the same experiment and vial.

        Args:
            settings: as before; the smoothing lag must be the same.
            state: what `state` returned, possibly through JSON.
            gap_s: seconds between the last reading in the state and the first reading to come, positive. The clock of
                the readings may start anew.

        Raises:
            ValueError: the state does not fit or the gap is not positive; start a new estimator instead.
        """
        if not (math.isfinite(gap_s) and gap_s > 0.0):
            raise ValueError(f"gap_s must be positive, got {gap_s}")
        if state.get("version") != STATE_VERSION:
            raise ValueError("stored state has another version; start the estimator anew")
        estimator = cls(settings)
        estimator._time_s = optional_number(state, "time_s")
        if estimator._time_s is None:
            return estimator
        estimator._resume_gap_s = gap_s
        estimator._used_s = number(state, "used_s")
        estimator._copied_mark = int(number(state, "copied_mark"))
        estimator._change_declared = state.get("change_declared") is True
        estimator._opening = numbers(state, "opening").tolist()
        estimator._down_weighted = number(state, "down_weighted", 0.0, 1.0)
        estimator._bank.load(section(state, "bank"))
        estimator._noise.load(section(state, "noise"))
        estimator._sensors.load(section(state, "sensors"))
        estimator._doses.load(section(state, "doses"))
        estimator._shifts.load(section(state, "shifts"))
        estimator._report.load(section(state, "report"))
        return estimator


def _require_time(time_s: float) -> None:
    if not math.isfinite(time_s):
        raise ValueError(f"time_s must be finite, got {time_s}")
