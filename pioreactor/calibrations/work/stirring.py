"""The speed of the stirrer at a row of duty cycles."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pioreactor.calibrations.sessions.errors import RefusedError, WorkError
from pioreactor.calibrations.sessions.progress import Told

KICK_PERCENT, KICK_S = 100.0, 0.5
START_S: Final = 3.0
SETTLE_S, MEASURE_S = 2.0, 2.0
EACH_WAY: Final = 5
_RENEW_WITHIN_WALL_S: Final = 20.0
JOB_NAME: Final = "stirring_calibration"


def refuse_beside_stirring() -> None:
    """Raise RefusedError while something else drives the motor."""
    from pioreactor.utils.jobs import is_pio_job_running

    if is_pio_job_running("stirring"):
        raise RefusedError("stirring runs, and the calibration needs the motor. Stop it: pio kill --job-name stirring")


def duties_between(low: float, high: float) -> list[float]:
    """Five steps down, five up, five down: a stirrer that sticks shows a lower speed on the way up."""
    step = (high - low) / (EACH_WAY - 1)
    down = [high - step * i for i in range(EACH_WAY)]
    return [round(duty, 4) for duty in (*down, *reversed(down), *down)]


def sweep(inputs: Mapping[str, Any], progress: Told) -> dict[str, Any]:
    """Speeds at 15 duty cycles between ``min_dc`` and ``max_dc``; ``dcs``, ``rpms``, ``pwm_hz`` and ``voltage``.

    Blocks for about 65 clock seconds. The motor is off when this returns or raises: WorkError when it was stopped,
    RefusedError, PWMError, HardwareError.
    """
    from pioreactor import clock, whoami
    from pioreactor.background_jobs.stirring.rpm import RpmFromFrequency
    from pioreactor.background_jobs.stirring.settings import settings_from_config
    from pioreactor.calibrations.work.pump import rail_voltage
    from pioreactor.runtime.actions import managed_lifecycle

    refuse_beside_stirring()
    duties = duties_between(float(inputs["min_dc"]), float(inputs["max_dc"]))
    hz, volts, speeds = settings_from_config().pwm_hz, rail_voltage(), list[float]()
    trial = whoami.get_testing_experiment_name()
    with managed_lifecycle(whoami.get_unit_name(), trial, JOB_NAME) as state, contextlib.ExitStack() as undo:

        def pause(seconds: float) -> None:
            motor.renew()
            if clock.wait(state.exit_event, seconds):
                raise WorkError("The calibration of the stirrer was stopped.")

        motor = undo.enter_context(_motor(state, hz))
        sensor = RpmFromFrequency()
        undo.callback(sensor.clean_up)
        sensor.setup()
        motor.change_duty_cycle(KICK_PERCENT)
        pause(KICK_S)
        motor.change_duty_cycle(duties[0])
        pause(START_S)
        for done, duty in enumerate(duties, start=1):
            motor.change_duty_cycle(duty)
            pause(SETTLE_S)
            speeds.append(sensor.estimate(MEASURE_S))
            pause(0.0)
            progress(done / len(duties), (duty, speeds[-1]))
            state.publish_setting("percent_progress", round(100.0 * done / len(duties)))
    return {"dcs": duties, "rpms": speeds, "pwm_hz": hz, "voltage": volts}


@contextlib.contextmanager
def _motor(state: Any, hz: float) -> Iterator[Any]:
    from pioreactor import clock
    from pioreactor.background_jobs.stirring.settings import stirring_pin
    from pioreactor.utils.pwm import PWM

    patience = max(_RENEW_WITHIN_WALL_S, clock.wall_seconds(_RENEW_WITHIN_WALL_S))
    with PWM(
        stirring_pin(), hz, state.unit, state.experiment, pub_client=state.mqtt_client, renew_within_s=patience
    ) as motor:
        motor.lock()
        yield motor
