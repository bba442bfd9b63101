"""The growth-rate estimator: readings, doses and odd events in, one estimate per reading out."""

from __future__ import annotations

import math
from collections.abc import Mapping

from pioreactor.domain.growth_rate.culture_filter import CultureFilter
from pioreactor.domain.growth_rate.estimate import GrowthEstimate, GrowthEvent, GrowthEventKind
from pioreactor.domain.growth_rate.report import Reporter
from pioreactor.domain.growth_rate.settings import GrowthRateSettings
from pioreactor.domain.growth_rate.stored_state import number, optional_number, section

STATE_VERSION = 1
COPY_INTERVAL_S = 60.0


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
        self._filter = CultureFilter(settings)
        self._report = Reporter(settings)
        self._early_events: list[tuple[float, float]] = []  # caller's time, dilution; before the clocks are aligned
        self._offset_s: float | None = None  # caller's time minus ours
        self._time_s: float | None = None  # our clock: seconds since the first reading
        self._copied_mark = 0
        self._resume_gap_s = 0.0

    def add_dose(self, time_s: float, volume_ml: float, vial_volume_ml: float) -> None:
        """Book liquid that flowed in. It may come before or after the reading it precedes.

        Args:
            time_s: when, same clock as the readings.
            volume_ml: how much, mL. Cell-free liquid of any kind; waste is `add_disturbance`. Negative: so much less
                came than was booked a moment ago.
            vial_volume_ml: volume in the vial before this event, mL, positive.

        Raises:
            ValueError: a number is not finite, the vial's volume not positive, or a correction larger than that;
                nothing is booked.
        """
        _require_time(time_s)
        if not (math.isfinite(vial_volume_ml) and vial_volume_ml > 0.0):
            raise ValueError(f"vial_volume_ml must be positive, got {vial_volume_ml}")
        if not (math.isfinite(volume_ml) and volume_ml > -vial_volume_ml):
            raise ValueError(f"volume_ml must be finite and leave something in the vial, got {volume_ml}")
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
        elif dilution != 0.0:
            self._filter.doses.add_dose(time_s - self._offset_s, dilution)
        else:
            self._filter.doses.add_pump_run(time_s - self._offset_s)

    def declare_change(self) -> None:
        """Say that LED intensity, blank, calibration, vial or sensor set changed: the next reading sets the level.

        µ is kept.
        """
        self._filter.is_change_declared = True

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
        found = self._filter.advance(now_s, dt_s, logs)
        if any(kind is GrowthEventKind.RESTARTED for kind, _ in found):
            self._report.forget_copies()
        smoothed_due = bool(logs) and self._copy_at_minute_mark(now_s)
        return self._estimate(now_s, not logs, smoothed_due, [GrowthEvent(kind, time_s, size) for kind, size in found])

    def _first_reading(self, time_s: float, logs: Mapping[str, float]) -> GrowthEstimate:
        self._time_s = 0.0
        self._align_clocks(time_s)
        self._filter.start(logs)
        return self._estimate(0.0, False, False, [])

    def _align_clocks(self, offset_s: float) -> None:
        self._offset_s = offset_s
        early, self._early_events = self._early_events, []
        for event_s, dilution in early:
            self._book(event_s, dilution)

    def _copy_at_minute_mark(self, now_s: float) -> bool:
        """At the first reading of each minute copy µ, so that later readings can improve it."""
        mark = int(now_s // COPY_INTERVAL_S)
        if mark <= self._copied_mark:
            return False
        self._copied_mark = mark
        self._filter.bank.shift_copies()
        self._report.copied(now_s)
        return True

    def _estimate(
        self, now_s: float, is_predicted: bool, smoothed_due: bool, events: list[GrowthEvent]
    ) -> GrowthEstimate:
        return self._report.estimate(
            self._filter,
            offset_s=self._offset_s or 0.0,
            now_s=now_s,
            is_predicted=is_predicted,
            smoothed_due=smoothed_due,
            events=events,
        )

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
            "copied_mark": self._copied_mark,
            "filter": self._filter.state(),
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
        estimator._copied_mark = int(number(state, "copied_mark"))
        estimator._filter.load(section(state, "filter"))
        estimator._report.load(section(state, "report"))
        return estimator


def _require_time(time_s: float) -> None:
    if not math.isfinite(time_s):
        raise ValueError(f"time_s must be finite, got {time_s}")
