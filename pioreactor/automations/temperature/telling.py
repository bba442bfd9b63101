"""What the job publishes, logs and keeps, after the heater has been set."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, Final

from pioreactor import clock, structs
from pioreactor.automations.temperature.face import ShowsTemperature
from pioreactor.automations.temperature.fault_texts import WARNING_TEXTS
from pioreactor.automations.temperature.parts import Parts
from pioreactor.domain.thermal import Decision, ThermalMode
from pioreactor.exc import StorageError, in_words
from pioreactor.utils.pwm import GUARDIAN_PATIENCE_S

DUTY_EVERY_S: Final = 10.0
DUTY_CHANGE_PERCENT: Final = 0.5
NOTE_HEATING_EVERY_S: Final = 300.0
NOTE_LEARNED_EVERY_S: Final = 3600.0
BLINK_TOO_HOT: Final = 6
COMPLAIN_EVERY_WALL_S: Final = 600.0


class Telling:
    """``latest``: the decision of the last step; ``publish_interval_s``: clock seconds between temperatures."""

    def __init__(self, job: ShowsTemperature, parts: Parts, publish_interval_s: float) -> None:
        self._job = job
        self._parts = parts
        self._interval_s = publish_interval_s
        self.latest: Decision | None = None
        self._was_sensor_well = True
        self._since_published_s = publish_interval_s
        self._since_duty_s = DUTY_EVERY_S
        self._duty_seconds = self._duty_span_s = 0.0
        self._since_execution_s = 0.0
        self._since_heating_note_s = NOTE_HEATING_EVERY_S
        self._since_learned_note_s = 0.0
        self._is_estimate_kept = True
        self._complained_at = -1e18

    def after_step(self, dt_s: float, reading_c: float | None, duty: float, decision: Decision) -> None:
        """``duty``: what the heater had before this step."""
        job = self._job
        before, self.latest = self.latest, decision
        self._tell_fault(before, decision)
        self._tell_trouble(decision)
        self._tell_duty(dt_s, duty, decision)
        self._since_published_s += dt_s
        is_first = decision.has_estimate and (before is None or not before.has_estimate)
        if self._since_published_s >= self._interval_s or is_first:
            self._since_published_s = 0.0
            self._publish(decision)
            self._keep(lambda: self._parts.memory.note_reading(decision.plate_c, decision.duty > 0.0))
            self._take_calibration()
        self._note(dt_s, decision)
        if job.state == job.READY:
            self._since_execution_s += dt_s
        if self._since_execution_s >= self._parts.model.period_s and decision.has_estimate:
            self._since_execution_s = 0.0
            self._execute(decision)

    def _tell_fault(self, before: Decision | None, decision: Decision) -> None:
        job = self._job
        if decision.new_fault and decision.fault is not None:
            is_latched = self._parts.regulator.is_latched
            published = self._parts.interlock.raise_fault(
                decision.fault, is_latched=is_latched, wants_power_off=decision.wants_power_off
            )
            job.thermal_fault = published
            job.logger.error(f"The heater is off. {published.text}")
            job.blink_error_code(BLINK_TOO_HOT)
        elif decision.fault is None and before is not None and before.fault is not None:
            self._parts.interlock.end_fault(before.fault.kind)
            job.thermal_fault = None

    def _tell_trouble(self, decision: Decision) -> None:
        job = self._job
        is_well = not self._parts.sensor.problem
        if not is_well and self._was_sensor_well:
            job.logger.warning(f"A reading of the heater board failed: {self._parts.sensor.problem}.")
        self._was_sensor_well = is_well
        for warning in self._parts.interlock.follow_warnings(decision.warnings):
            title, remedy = WARNING_TEXTS[warning]
            job.logger.warning(f"{title} {remedy}")
        if self._parts.interlock.follow_guardian(self._parts.heater.problem):
            job.logger.error(f"The heater stays off: {self._parts.heater.problem}. Tried again every half minute.")

    def _tell_duty(self, dt_s: float, duty: float, decision: Decision) -> None:
        self._since_duty_s += dt_s
        self._duty_seconds += duty * dt_s
        self._duty_span_s += dt_s
        job = self._job
        is_switched_off = decision.duty == 0.0 and duty == 0.0 and job.heater_duty_cycle != 0.0
        if self._since_duty_s < DUTY_EVERY_S and not is_switched_off:
            return
        mean = 0.0 if is_switched_off else round(100.0 * self._duty_seconds / self._duty_span_s, 2)
        self._since_duty_s = self._duty_seconds = self._duty_span_s = 0.0
        if is_switched_off or abs(mean - job.heater_duty_cycle) > DUTY_CHANGE_PERCENT:
            job.heater_duty_cycle = mean

    def _publish(self, decision: Decision) -> None:
        job = self._job
        now = clock.now()
        if decision.has_estimate:
            job.temperature = structs.Temperature(round(decision.liquid_c, 2), now)
        is_saturated = decision.mode is ThermalMode.SATURATED
        job.thermal = structs.Thermal(
            liquid=round(decision.liquid_c, 3),
            liquid_sd=round(decision.liquid_sd_k, 3),
            liquid_lag_free=round(decision.lag_free_c, 3),
            plate=round(decision.plate_c, 3),
            glass=round(decision.glass_c, 3),
            ambient=round(decision.ambient_c, 3),
            power_w=round(decision.power_w, 3),
            gain=round(decision.gain, 4),
            resistance_ratio=round(decision.resistance_ratio, 4),
            unexplained_w=round(decision.unexplained_w, 3),
            volume_ml=round(self._parts.regulator.observer.volume_ml, 3),
            stirring=self._parts.regulator.observer.is_stirred,
            mode=decision.mode.value,
            quality=decision.quality.value,
            reason=decision.reason,
            reachable=round(self._parts.regulator.reachable_c, 1) if is_saturated else None,
            timestamp=now,
        )

    def _take_calibration(self) -> None:
        """A thermometer may have been used meanwhile."""
        job = self._job
        stored = self._parts.memory.calibration()
        if stored is not None and stored != self._parts.regulator.calibration:
            with self._parts.hands:
                self._parts.regulator.calibrate(stored)
            job.logger.info(
                f"Calibrated: sensor offset {stored.sensor_offset_k:+.2f} K, ambient leak {stored.ambient_leak:+.4f}."
            )

    def _note(self, dt_s: float, decision: Decision) -> None:
        self._since_heating_note_s += dt_s
        self._since_learned_note_s += dt_s
        if self._is_estimate_kept and decision.duty > 0.0:
            # From here on the estimate on the disk is of the past.
            self._is_estimate_kept = False
            self._keep(lambda: self._parts.memory.note_estimate(None))
        if decision.duty > 0.0 and self._since_heating_note_s >= NOTE_HEATING_EVERY_S:
            self._since_heating_note_s = 0.0
            self._keep(lambda: self._parts.memory.note_heating(decision.ambient_c, NOTE_HEATING_EVERY_S))
        if self._since_learned_note_s >= NOTE_LEARNED_EVERY_S:
            self._since_learned_note_s = 0.0
            self._note_learned()

    def _note_learned(self) -> None:
        learned = self._parts.regulator.learned()
        if learned is not None:
            self._keep(lambda: self._parts.memory.note_learned(learned))

    def _execute(self, decision: Decision) -> None:
        job = self._job
        job.previous_temperature = job.latest_temperature
        job.latest_temperature = round(decision.liquid_c, 2)
        job.latest_temperature_at = clock.now()
        job.trigger_run_once_from_event(timeout=GUARDIAN_PATIENCE_S)

    def at_end(self) -> None:
        """Keep what the next start can use."""
        decision = self.latest
        if decision is None:
            return
        if not self._is_estimate_kept:
            self._keep(lambda: self._parts.memory.note_heating(decision.ambient_c, 0.0))
        if decision.has_estimate:
            self._keep(lambda: self._parts.memory.note_estimate(self._parts.regulator.state()))
        self._note_learned()
        self._parts.interlock.end_warnings()

    def _keep(self, write: Callable[[], Any]) -> None:
        try:
            write()
        except (StorageError, sqlite3.Error) as error:  # a full disk is no reason to let a culture cool down
            now = clock.wall_monotonic()
            if now - self._complained_at >= COMPLAIN_EVERY_WALL_S:
                self._complained_at = now
                self._job.logger.warning(f"The next start will know less: {in_words(error)}.")
