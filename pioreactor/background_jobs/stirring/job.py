"""The job ``stirring``: keeps the vial's stir bar at a set speed."""

from __future__ import annotations

import math
import threading
from typing import Final

from pioreactor import clock, structs
from pioreactor.background_jobs.base import BackgroundJobWithDodging
from pioreactor.background_jobs.stirring.motor import Motor
from pioreactor.background_jobs.stirring.od_schedule import wait_clear_of_od_reading
from pioreactor.background_jobs.stirring.rpm import RpmFromFrequency, window_s
from pioreactor.background_jobs.stirring.settings import (
    HIGHEST_RPM,
    JOB_NAME,
    LONGEST_CLOSE_LOOK_S,
    PUBLISHED_SETTINGS,
    StirringSettings,
    settings_from_config,
    stirring_pin,
)
from pioreactor.background_jobs.stirring.speed_control import CLOSE_PAUSE_S, Decision, RotationQuality, SpeedControl
from pioreactor.background_jobs.stirring.stall_alarm import StallAlarm
from pioreactor.domain.pid import clamp
from pioreactor.domain.rotation import Rotation
from pioreactor.utils.pwm import PWM

BLINK_STIRRING_FAILED: Final = 4
_START_KICK_S: Final = 0.5
_CHANGE_KICK_S: Final = 0.35
_STALL_KICK_S: Final = 0.75
_SPIN_UP_S: Final = 2.0
_RENEW_WITHIN_S: Final = 20.0
"""Seconds without a sign of life of the control thread after which the guardian ends this job; the longest stretch of
work, a measurement and a kick that waits for a reading, takes eleven."""
_RENEW_EVERY_S: Final = 5.0


class Stirrer(BackgroundJobWithDodging):
    """Turns the stirrer at ``target_rpm``.

    **Lifecycle**: the motor starts when the job becomes ready, rests while it sleeps and is off, and its line low,
    after it ends. **Control**: one thread measures and corrects; setters only change the aim and wake it.
    ``target_rpm`` None: measure only, the motor stays off. ``rpm_calculator`` None: the speed is not measured; the duty
    cycle stays at ``fixed_duty`` (percent), or at what is known to give the target speed.
    """

    job_name = JOB_NAME
    published_settings = dict(PUBLISHED_SETTINGS)  # noqa: RUF012 - the base class copies it per job

    def __init__(
        self,
        target_rpm: float | None,
        unit: str,
        experiment: str,
        rpm_calculator: RpmFromFrequency | None = None,
        *,
        settings: StirringSettings | None = None,
        fixed_duty: float | None = None,
        enable_dodging_od: bool = False,
        motor: Motor | None = None,
    ) -> None:
        super().__init__(unit=unit, experiment=experiment, enable_dodging_od=enable_dodging_od)
        self._settings = settings or settings_from_config()
        self._motor = motor or _motor(self._settings)
        self._control = SpeedControl(
            self._motor, update_interval_s=self._settings.update_interval_s, strength=self._settings.strength
        )
        self._wake = threading.Condition(threading.RLock())
        self._hands = threading.RLock()  # one measurement or correction at a time
        self._line = threading.Lock()  # the output itself; never held while waiting
        self._is_turning = False
        self._is_ended = False
        self._has_new_aim = False
        self._close_until_s = -math.inf
        self._corrected_s = clock.monotonic()
        self._not_before_s = -1e18  # after a stall, while dodging: when the motor is tried again
        self._stall = StallAlarm(JOB_NAME, experiment, self.pub_client, self.logger.warning)
        self._thread = threading.Thread(target=self._run, name="stirring-control", daemon=True)
        self.rpm_calculator = rpm_calculator
        self._fixed_duty = fixed_duty if rpm_calculator is None else None
        # The output comes after everything that releasing it needs: the start may fail here.
        self._pwm = PWM(
            stirring_pin(), self._settings.pwm_hz, unit=unit, experiment=experiment, pub_client=self.pub_client,
            logger=self.logger, renew_within_s=max(_RENEW_WITHIN_S, clock.wall_seconds(_RENEW_WITHIN_S)),
        )  # fmt: skip
        self._pwm.lock()
        if rpm_calculator is not None:
            rpm_calculator.setup()
        self.duty_cycle = 0.0
        self.target_rpm: float | None = None if target_rpm is None else clamp(0.0, target_rpm, HIGHEST_RPM)
        self.rotation_quality = str(RotationQuality.OFF)
        self.close_look_s = 0.0

    # lifecycle

    def on_ready(self) -> None:
        """Start turning (again)."""
        self._forget_stall()
        self._aim()
        if not self._thread.is_alive() and not self._is_ended:
            self._thread.start()

    def on_ready_to_sleeping(self) -> None:
        """Motor off."""
        self._rest()

    def on_disconnected(self) -> None:
        """Motor off, sensor and line given back. Safe after an incomplete start."""
        if "_pwm" not in self.__dict__:
            return
        with self._line:
            self._is_ended = True
            self._pwm.clean_up()
        with self._wake:
            self._wake.notify_all()
        if self.rpm_calculator is not None:
            self.rpm_calculator.interrupt()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(2.0)
        if self.rpm_calculator is not None:
            self.rpm_calculator.clean_up()
        self._stall.end()

    # settings

    def set_target_rpm(self, value: float) -> None:
        """Another speed, limited to 0 … 5000 RPM. Takes effect at once, or on resuming while paused."""
        if self.rpm_calculator is None:
            self.logger.error("The target speed cannot be set: the speed is not measured (use_rpm is off).")
            return
        self.target_rpm = clamp(0.0, float(value), HIGHEST_RPM)
        self._forget_stall()
        if self.target_rpm == 0.0:
            self._stall.end()
        if self.state == self.READY:
            self._aim()

    def set_duty_cycle(self, value: float) -> None:
        """Another duty cycle, 0 to 100 %; where the speed is measured, the next correction starts from that."""
        with self._hands:
            percent = clamp(0.0, float(value), 100.0)
            if self.rpm_calculator is None:
                self._fixed_duty = percent
            self._drive(percent)

    def set_close_look_s(self, value: float) -> None:
        """For so many seconds (0 to 600) measure again and again, and leave the drive alone unless the speed is far
        off: somebody wants to see what else changes it."""
        self.close_look_s = clamp(0.0, float(value), LONGEST_CLOSE_LOOK_S)
        self._close_until_s = clock.monotonic() + self.close_look_s
        if self.rotation_quality == RotationQuality.OK:  # until it is, the next measurement is near anyway
            with self._wake:
                self._wake.notify_all()

    # dodging

    def initialize_dodging_operation(self) -> None:
        """Publish the two speeds used around readings; the readings set the pace."""
        for name in ("target_rpm_during_od_reading", "target_rpm_outside_od_reading"):
            self.add_to_published_settings(name, {"datatype": "float", "settable": True, "unit": "RPM"})
        self.target_rpm_during_od_reading = self._settings.rpm_during_od
        self.target_rpm_outside_od_reading = self._settings.rpm_outside_od

    def initialize_continuous_operation(self) -> None:
        """Turn all the time."""
        for name in ("target_rpm_during_od_reading", "target_rpm_outside_od_reading"):
            if name in self.published_settings:
                self.remove_from_published_settings(name)
        if self.state == self.READY:
            self._aim()

    def action_to_do_before_od_reading(self) -> None:
        """Quiet for the reading."""
        self._dodge_to(self.target_rpm_during_od_reading, steps=1)

    def action_to_do_after_od_reading(self) -> None:
        """Turn between readings."""
        self._dodge_to(self.target_rpm_outside_od_reading, steps=2)

    def _forget_stall(self) -> None:
        self._control.forget_stall()
        self._not_before_s = -1e18

    def _dodge_to(self, target_rpm: float, steps: int) -> None:
        self.target_rpm = target_rpm
        if clock.monotonic() < self._not_before_s:
            return
        self._aim()
        self._take_aim()
        clock.sleep(0.15)
        for _ in range(steps):
            if target_rpm > 0.0:
                self._step()
        if target_rpm <= 0.0:
            self._publish_rotation(Rotation(0.0))

    # control

    def _run(self) -> None:
        pause_s = 0.0
        while True:
            with self._wake:
                if not self._has_new_aim and not self._is_ended:
                    self._linger(pause_s)
                if self._is_ended:
                    return
                if not self._is_turning or self.currently_dodging_od:
                    pause_s = self._settings.update_interval_s
                    if not self.currently_dodging_od:
                        self._has_new_aim = False
                    continue
            try:
                pause_s = self._take_aim() or self._step().pause_s
            except Exception as error:  # the loop must outlive one failed correction
                pause_s = self._settings.update_interval_s
                if not self._is_ended:
                    self.logger.error(f"A correction of the stirring speed failed: {error!r}. It is tried again.")

    def _linger(self, seconds: float) -> None:
        """Wait until somebody wakes this thread, for ``seconds`` at most while the motor turns; show that it lives."""
        end = clock.wall_monotonic() + clock.wall_seconds(seconds)
        while self._is_turning:
            self._pwm.renew()
            left_s = end - clock.wall_monotonic()
            if left_s <= 0.0 or self._wake.wait(min(left_s, _RENEW_EVERY_S)):
                return
        self._wake.wait()

    def _aim(self) -> None:
        with self._wake:
            self._is_turning = True
            self._has_new_aim = True
            self._wake.notify_all()

    def _take_aim(self) -> float:
        """Follow a changed aim; returns how long to wait before measuring, 0 when the aim is old."""
        with self._hands:
            with self._wake:
                if not self._has_new_aim:
                    return 0.0
                self._has_new_aim = False
                target = self.target_rpm
            if target is None:
                return window_s(None)
            was_at_rest = self.duty_cycle == 0.0
            duty = self._control.aim(target)
            if self._fixed_duty is not None and target > 0.0:
                duty = self._fixed_duty
            if was_at_rest and duty > 0.0:
                self._pulse(100.0)
                clock.sleep(_START_KICK_S if self._control.target_rpm else _CHANGE_KICK_S)
            self._drive(duty)
            self._corrected_s = clock.monotonic()
            self.rotation_quality = str(RotationQuality.SETTLING if duty > 0.0 else RotationQuality.OFF)
            return _SPIN_UP_S

    def _step(self) -> Decision:
        """Measure once and correct."""
        with self._hands:
            if self.rpm_calculator is None:
                return Decision(self.duty_cycle, self._settings.update_interval_s, RotationQuality.OFF)
            rotation = self._control.true_rotation(self.rpm_calculator.measure(window_s(self.target_rpm)))
            if self._is_ended or not self._is_turning:
                return Decision(0.0, self._settings.update_interval_s, RotationQuality.OFF)
            self._publish_rotation(rotation)
            if self.target_rpm is None or self._has_new_aim:
                return Decision(0.0, 0.0 if self._has_new_aim else self._settings.update_interval_s, RotationQuality.OK)
            now = clock.monotonic()
            if now < self._close_until_s and self._control.may_be_left_alone(rotation):
                return Decision(self.duty_cycle, CLOSE_PAUSE_S, RotationQuality.OK)
            decision = self._control.decide(rotation, now - self._corrected_s)
            self._apply(decision)
            self._corrected_s = clock.monotonic()
            return decision

    def _apply(self, decision: Decision) -> None:
        if decision.give_up:
            self._drive(0.0)
            self._not_before_s = clock.monotonic() + decision.pause_s
            self._stall.begin(self._control.target_rpm)
            self.blink_error_code(BLINK_STIRRING_FAILED)
            self.logger.error(
                "The stirrer does not turn, three kicks did not help; the motor is off and is tried again in ten "
                "minutes. Check the stir bar, the fan and its cable."
            )
            with self._wake:
                self._has_new_aim = False
        elif decision.kick:
            self.logger.warning("The stirrer stands still; it gets a kick.")
            self.blink_error_code(BLINK_STIRRING_FAILED)
            self._kick(decision.duty)
        else:
            restarts = self.duty_cycle == 0.0 and decision.duty > 0.0
            if restarts:
                self._pulse(100.0)
                clock.sleep(_CHANGE_KICK_S)
            self._drive(decision.duty)
        if self._control.turns:
            self._stall.end()
        if str(decision.quality) != self.rotation_quality:
            self.rotation_quality = str(decision.quality)

    def _kick(self, duty: float) -> None:
        if not self.currently_dodging_od:
            wait_clear_of_od_reading()
        self._pulse(0.0)
        clock.sleep(_STALL_KICK_S)
        self._pulse(100.0)
        clock.sleep(_STALL_KICK_S)
        self._drive(duty)

    def _rest(self) -> None:
        with self._line:
            # At once, without waiting for a measurement in progress; what that does afterwards stays at 0.
            self._is_turning = False
            self._write(0.0)
        with self._wake:
            self._wake.notify_all()
        self.duty_cycle = 0.0
        self._publish_rotation(Rotation(0.0))
        self.rotation_quality = str(RotationQuality.OFF)
        self._stall.end()

    def _pulse(self, percent: float) -> None:
        """Drive the motor without telling anybody: kicks."""
        with self._line:
            self._write(percent if self._is_turning else 0.0)

    def _drive(self, percent: float) -> None:
        with self._line:
            percent = percent if self._is_turning else 0.0
            self._write(percent)
        if percent != self.duty_cycle:
            self.duty_cycle = percent

    def _write(self, percent: float) -> None:
        if self._is_ended or not self._pwm.is_open:
            return
        if not self._pwm.is_started:
            self._pwm.start(percent)
        else:
            self._pwm.change_duty_cycle(percent)

    def _publish_rotation(self, rotation: Rotation) -> None:
        self.measured_rpm = structs.MeasuredRPM(measured_rpm=round(rotation.rpm, 1), timestamp=clock.now())
        if rotation.missed or rotation.doubled:
            self.logger.debug(f"Hall sensor: {rotation.missed} edges missed, {rotation.doubled} doubled.")

    def block_until_rpm_is_close_to_target(self, abs_tolerance: float = 20.0, timeout: float = 60.0) -> bool:
        """Wait until the speed is within ``abs_tolerance`` RPM of the target; False after ``timeout`` clock seconds.

        Also False when the job stops being ready or starts dodging.
        """
        deadline = clock.monotonic() + timeout
        while clock.monotonic() < deadline:
            if self.state != self.READY or self.currently_dodging_od or self.target_rpm is None:
                return False
            measured: structs.MeasuredRPM | None = self.__dict__.get("measured_rpm")
            if measured is not None and abs(measured.measured_rpm - self.target_rpm) <= abs_tolerance:
                return True
            clock.sleep(0.2)
        return False


def _motor(settings: StirringSettings) -> Motor:
    from pioreactor.background_jobs.stirring.motor import motor_of_this_unit

    return motor_of_this_unit(settings.target_rpm or 500.0, settings.duty_cycle)
