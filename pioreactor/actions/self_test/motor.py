"""The stirrer as the tests drive it, and the test of its speed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Final

from pioreactor.actions.self_test.boards import check_rail
from pioreactor.actions.self_test.outcome import Outcome, SelfTestFailure, pause
from pioreactor.background_jobs.stirring.motor import motor_of_this_unit
from pioreactor.background_jobs.stirring.settings import settings_from_config, stirring_pin
from pioreactor.domain.self_checks import correlation
from pioreactor.runtime.actions import managed_lifecycle
from pioreactor.utils.pwm import PWM

KICK_PERCENT: Final = 100.0
KICK_S: Final = 0.2
SPIN_UP_S: Final = 2.0
STEPS: Final = 8
FASTEST, SLOWEST = 1.2, 0.8
LOWEST_DUTY, HIGHEST_DUTY = 5.0, 100.0
SETTLE_S: Final = 0.75
MEASURE_S: Final = 3.0
LOWEST_R: Final = 0.9
_SHAKING: Final = 2.0
_HIGHEST_SHAKING_DUTY: Final = 90.0


class Motor:
    """The stirrer's output, nobody else's for the time of a test."""

    def __init__(self, state: managed_lifecycle) -> None:
        self._state = state
        self._pwm = PWM(
            stirring_pin(), settings_from_config().pwm_hz, unit=state.unit, experiment=state.experiment,
            pub_client=state.mqtt_client,
        )  # fmt: skip
        self._pwm.lock()
        self._pwm.start(0.0)

    def turn(self, duty: float, *, kick: bool = False) -> None:
        """Drive with ``duty`` percent; ``kick``: start from rest with a short push."""
        if kick:
            self._pwm.change_duty_cycle(KICK_PERCENT)
            pause(self._state, KICK_S)
        self._pwm.change_duty_cycle(duty)

    def close(self) -> None:
        """Off, line low, given back."""
        self._pwm.clean_up()


@contextlib.contextmanager
def resting_motor(state: managed_lifecycle) -> Iterator[Motor]:
    """The stirrer at rest; off again afterwards. Raises SelfTestFailure when the rail is too high, PWMError."""
    check_rail()
    motor = Motor(state)
    try:
        yield motor
    finally:
        motor.close()


@contextlib.contextmanager
def stirring_at(state: managed_lifecycle, rpm: float) -> Iterator[None]:
    """Stir at about ``rpm`` (open loop) for the time of a block."""
    settings = settings_from_config()
    with resting_motor(state) as motor:
        duty = motor_of_this_unit(settings.target_rpm or 500.0, settings.duty_cycle).duty_for(rpm)
        motor.turn(min(HIGHEST_DUTY, duty), kick=True)
        pause(state, SPIN_UP_S)
        yield


def shaking_duty() -> float:
    """A duty cycle that pulls a deep vortex: twice the usual one, at most 90 %.

    A fixed 90 % would, on a 12 V rail, throw the bar off its magnets.
    """
    return min(_HIGHEST_SHAKING_DUTY, _SHAKING * settings_from_config().duty_cycle)


def test_positive_correlation_between_rpm_and_stirring(
    state: managed_lifecycle, logger: Any, unit: str, experiment: str
) -> Outcome:
    """The stirrer turns faster when it is driven more, and the Hall sensor sees it."""
    from pioreactor.background_jobs.stirring.rpm import RpmFromFrequency

    usual = settings_from_config().duty_cycle
    factors = [FASTEST + (SLOWEST - FASTEST) * k / (STEPS - 1) for k in range(STEPS)]
    duties = [max(LOWEST_DUTY, min(HIGHEST_DUTY, factor * usual)) for factor in factors]
    speeds: list[float] = []
    sensor = RpmFromFrequency()
    with resting_motor(state) as motor, contextlib.ExitStack() as undo:
        sensor.setup()
        undo.callback(sensor.clean_up)
        motor.turn(duties[0], kick=True)
        pause(state, SPIN_UP_S)
        for duty in duties:
            motor.turn(duty)
            pause(state, SETTLE_S)
            speeds.append(sensor.measure(MEASURE_S).rpm)
    r = correlation(duties, speeds)
    measured = f"r {r:.2f}, {max(speeds):.0f} to {min(speeds):.0f} RPM"
    limit = f"r > {LOWEST_R:g}"
    if max(speeds) <= 0.0:
        raise SelfTestFailure(
            "The Hall sensor sees no turn.",
            "Does the fan under the vial turn? If it does, check the flat ribbon of the heater board, which carries "
            "the sensor. If it does not, check the fan's plug on PWM channel 1 and the magnets.",
            measured=measured,
            limit=limit,
        )
    if r <= LOWEST_R:
        raise SelfTestFailure(
            "The speed does not follow the drive.",
            "Check that nothing brakes the fan, that the stir bar is centred, and initial_duty_cycle in "
            "[stirring.config].",
            measured=measured,
            limit=limit,
        )
    return Outcome(measured, limit)
