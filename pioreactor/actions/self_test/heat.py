"""The test of heater and board thermometer together."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Final

from pioreactor.actions.self_test.outcome import Outcome, SelfTestFailure, pause
from pioreactor.domain.self_checks import correlation
from pioreactor.exc import NoModelAssignedError
from pioreactor.runtime.actions import managed_lifecycle
from pioreactor.utils.pwm import PWM

HEATER_HZ: Final = 16.0
DUTIES: Final = tuple(3.0 * step for step in range(10))
STEP_S: Final = 1.5
LOWEST_R: Final = 0.9
LOWEST_RISE_C: Final = 0.2
"""The ten steps give the board some 9 J, enough for 1.2 °C; drift of the room gives hundredths."""
STEADY_WITHIN_C: Final = 0.15
STEADY_EVERY_S: Final = 5.0
STEADY_LIMIT_S: Final = 60.0
LONGEST_ON_S: Final = 45.0
RENEW_WITHIN_S: Final = 10.0
_COOLEST_LIMIT_C: Final = 63.0


def test_positive_correlation_between_temperature_and_heating(
    state: managed_lifecycle, logger: Any, unit: str, experiment: str
) -> Outcome:
    """The heater board gets warmer when the heater is driven more."""
    from pioreactor.hardware.tmp1075 import TMP1075

    thermometer = TMP1075()
    _wait_until_steady(state, thermometer)
    limit_c = _highest_board_c()
    temperatures: list[float] = []
    with _heater(state) as heater:
        for duty in DUTIES:
            if duty > 0.0:
                heater.change_duty_cycle(duty)
            if duty == DUTIES[1]:
                heater.limit_on_time(LONGEST_ON_S)  # counts from switching on
            heater.renew()
            pause(state, STEP_S)
            celsius = thermometer.get_temperature()
            if celsius >= limit_c:
                raise SelfTestFailure(
                    f"The heater board is at {celsius:.1f} °C, at or above its limit of {limit_c:.0f} °C.",
                    "The heater is off. Let it cool down; if it was not hot before, have the board checked.",
                    measured=f"{celsius:.1f} °C",
                    limit=f"< {limit_c:.0f} °C",
                )
            temperatures.append(celsius)
    return _judge(temperatures)


def _judge(temperatures: list[float]) -> Outcome:
    r = correlation(DUTIES, temperatures)
    rise = max(temperatures) - temperatures[0]
    measured = f"r {r:.2f}, {rise:+.2f} °C"
    limit = f"r > {LOWEST_R:g}, ≥ {LOWEST_RISE_C:+.1f} °C"
    if r <= LOWEST_R or rise < LOWEST_RISE_C:
        raise SelfTestFailure(
            "The heater board does not get warmer when the heater is on.",
            "Check both ends of the flat ribbon under the vial and the 5 V supply; if they are well, the heater board "
            "is broken.",
            measured=measured,
            limit=limit,
        )
    return Outcome(measured, limit)


def _wait_until_steady(state: managed_lifecycle, thermometer: Any) -> None:
    """A board that still cools from earlier heating would hide the effect: wait, a minute at most."""
    before = thermometer.get_temperature()
    for _ in range(int(STEADY_LIMIT_S / STEADY_EVERY_S)):
        pause(state, STEADY_EVERY_S)
        now = thermometer.get_temperature()
        if abs(now - before) <= STEADY_WITHIN_C:
            return
        before = now


def _highest_board_c() -> float:
    """The board temperature from which the model of this unit wants less heat; without a model the coolest limit."""
    from pioreactor.whoami import get_pioreactor_model

    try:
        return get_pioreactor_model().max_temp_to_reduce_heating
    except NoModelAssignedError:
        return _COOLEST_LIMIT_C


@contextlib.contextmanager
def _heater(state: managed_lifecycle) -> Iterator[PWM]:
    """The heater at 0 %, watched by the guardian; off afterwards, and whatever happens off after 45 s."""
    from pioreactor.hardware.descriptions import get_heater_pwm_channel, get_pwm_to_pin_map

    heater = PWM(
        get_pwm_to_pin_map()[get_heater_pwm_channel()],
        HEATER_HZ,
        unit=state.unit,
        experiment=state.experiment,
        pub_client=state.mqtt_client,
        renew_within_s=RENEW_WITHIN_S,
        needs_guardian=True,
    )
    with heater, heater.lock_temporarily():
        heater.start(0.0)
        yield heater
