"""Decisions about the stirrer: next duty cycle, next pause, stalls. No hardware, no clock."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from pioreactor.background_jobs.stirring.motor import Motor
from pioreactor.domain.pid import DriveTuning, FeedForwardPI
from pioreactor.domain.rotation import EdgesPerTurn, Rotation

STALLED_BELOW: Final = 0.20  # share of the target
KICKS: Final = 3
KICK_CAP_PERCENT: Final = 60.0
STALL_RETRY_S: Final = 600.0
SETTLE_PAUSE_S: Final = 1.0
CLOSE_PAUSE_S: Final = 0.3
_SETTLED_WITHIN: Final = 0.01
_CORRECTED_TO_WITHIN: Final = 0.004
_LEFT_ALONE_WITHIN: Final = 0.010
_DISTURBED_BEYOND: Final = 0.04
_IRREGULAR_ABOVE: Final = 0.05


class RotationQuality(StrEnum):
    """What is known about the rotation; the value of the topic ``rotation_quality``."""

    OFF = "off"
    SETTLING = "settling"
    OK = "ok"
    IRREGULAR = "irregular"
    STALLED = "stalled"


class Decision(NamedTuple):
    """What to do after one measurement.

    ``duty``: percent; ``kick``: give a kick first; ``give_up``: motor off, tell people; ``pause_s``: until the next
    measurement.
    """

    duty: float
    pause_s: float
    quality: RotationQuality
    kick: bool = False
    give_up: bool = False


class SpeedControl:
    """Keeps a target speed.

    After a change it corrects every few seconds until the speed is within 1 % twice in a row, then every
    ``update_interval_s``. Once it has come within 0.4 % the drive is left alone until the speed is off by more than
    1 %: the bar lags behind the magnets by an angle that depends on the direction of the last change, so a tiny
    correction the other way moves the speed by several percent. For the same reason the first correction after a quiet
    time is looked at again at once.

    A stall (below 20 % of the target, seen twice in a row, because one empty measurement may be the computer's fault)
    is answered by at most three kicks; then the motor is off and a new attempt is made every ten minutes. Kicks are
    counted until it turns, so that a stirrer that rests for every reading does not kick for ever.
    """

    def __init__(self, motor: Motor, *, update_interval_s: float, strength: float = 1.0) -> None:
        self._motor = motor
        self._update_interval_s = update_interval_s
        self._tuning = DriveTuning(strength=strength)
        self._loop = FeedForwardPI(motor.duty_for, motor.gain_at(500.0), tuning=self._tuning)
        self._good_in_a_row = 0
        self._kicks = 0
        self._edges = EdgesPerTurn()
        self._was_left_alone = False
        self._was_still = False
        self._turned_in_a_row = 0
        self.target_rpm = 0.0

    @property
    def turns(self) -> bool:
        """Whether the last two measurements show that it does."""
        return self._turned_in_a_row >= 2

    def forget_stall(self) -> None:
        """A new attempt with all its kicks: somebody has set a speed, or resumed."""
        self._kicks = 0

    def true_rotation(self, rotation: Rotation) -> Rotation:
        """What was measured, corrected for a sensor that gives two edges per turn."""
        return self._edges.correct(rotation, is_steady=self._good_in_a_row >= 2)

    def aim(self, target_rpm: float) -> float:
        """Take a new target in RPM; returns the first duty cycle in percent."""
        before, trim = self.target_rpm, self._loop.trim
        self._loop = FeedForwardPI(self._motor.duty_for, self._motor.gain_at(target_rpm), tuning=self._tuning)
        self._loop.setpoint, self._loop.trim = before, trim
        self.target_rpm = target_rpm
        self._good_in_a_row = self._turned_in_a_row = 0
        self._was_left_alone = self._was_still = False
        if target_rpm <= 0.0:
            # What was learned about the motor is kept for the next start.
            self._loop.setpoint = before
            self.target_rpm = 0.0
            return 0.0
        return self._loop.set_setpoint(target_rpm)

    def may_be_left_alone(self, rotation: Rotation) -> bool:
        """Whether the speed has settled, and is near enough to the target that a correction can wait."""
        is_settled = self.target_rpm > 0.0 and self._good_in_a_row >= 2
        return is_settled and abs(rotation.rpm - self.target_rpm) <= _DISTURBED_BEYOND * self.target_rpm

    def decide(self, rotation: Rotation, dt_s: float) -> Decision:
        """What to do after a measurement, ``dt_s`` seconds after the last correction or change."""
        if self.target_rpm <= 0.0:
            return Decision(0.0, self._update_interval_s, RotationQuality.OFF)
        if rotation.rpm < STALLED_BELOW * self.target_rpm:
            return self._on_stall()
        self._was_still = False
        self._kicks = 0
        self._turned_in_a_row += 1
        error = abs(rotation.rpm - self.target_rpm) / self.target_rpm
        if error <= _SETTLED_WITHIN or (self._good_in_a_row >= 2 and error <= _DISTURBED_BEYOND):
            self._good_in_a_row += 1
        else:
            self._good_in_a_row = 0
        was_left_alone = self._was_left_alone
        self._was_left_alone = error <= (_LEFT_ALONE_WITHIN if was_left_alone else _CORRECTED_TO_WITHIN)
        duty = round(self._loop.output if self._was_left_alone else self._loop.update(rotation.rpm, dt_s), 5)
        if self._good_in_a_row < 2:
            return Decision(duty, SETTLE_PAUSE_S, RotationQuality.SETTLING)
        is_irregular = rotation.jitter > _IRREGULAR_ABOVE or rotation.doubled > 1 or rotation.missed > 1
        quality = RotationQuality.IRREGULAR if is_irregular else RotationQuality.OK
        is_first_correction = was_left_alone and not self._was_left_alone
        pause_s = SETTLE_PAUSE_S if is_first_correction else max(SETTLE_PAUSE_S, self._update_interval_s)
        return Decision(duty, pause_s, quality)

    def _on_stall(self) -> Decision:
        self._turned_in_a_row = 0
        if not self._was_still:
            self._was_still = True
            return Decision(round(self._loop.output, 5), SETTLE_PAUSE_S, RotationQuality.SETTLING)
        self._good_in_a_row = 0
        if self._kicks >= KICKS:
            self._kicks = 0
            return Decision(0.0, STALL_RETRY_S, RotationQuality.STALLED, give_up=True)
        self._kicks += 1
        duty = min(1.01 * self._loop.output, KICK_CAP_PERCENT)
        self._loop.trim += duty - self._loop.output
        self._loop.output = duty
        return Decision(duty, 2.0 * SETTLE_PAUSE_S, RotationQuality.SETTLING, kick=True)
