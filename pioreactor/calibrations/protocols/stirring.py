"""Stirring, ``dc_based``: the speed at a row of duty cycles; a spline is fitted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pioreactor import clock, whoami
from pioreactor.calibrations.protocols.common import chart, ended, page
from pioreactor.calibrations.sessions.errors import InputError, RefusedError, WorkError
from pioreactor.calibrations.sessions.protocol import Answers, Move, Protocol, Stage, Step, Work
from pioreactor.calibrations.sessions.structs import CalibrationSession, StepField, StepView
from pioreactor.calibrations.work.stirring import EACH_WAY, refuse_beside_stirring
from pioreactor.domain.curve_fits import fit_natural_spline
from pioreactor.domain.self_checks import correlation

LOWEST_SHARE, HIGHEST_SHARE = 0.66, 1.33
FEWEST_SPEEDS: Final = EACH_WAY


def check(_device: str) -> None:
    """Raise RefusedError unless the motor has a channel and is free."""
    from pioreactor.background_jobs.stirring.settings import stirring_pin
    from pioreactor.exc import HardwareError

    try:
        stirring_pin()
    except HardwareError as error:
        raise RefusedError(str(error)) from error
    refuse_beside_stirring()


def begin(_device: str) -> dict[str, Any]:
    """The range of duty cycles around the configured one."""
    from pioreactor.background_jobs.stirring.settings import settings_from_config

    usual = settings_from_config().duty_cycle
    return {"low_dc": round(LOWEST_SHARE * usual, 2), "high_dc": round(min(100.0, HIGHEST_SHARE * usual), 2)}


def _ask_sweep(session: CalibrationSession) -> StepView:
    low, high = session.data["low_dc"], session.data["high_dc"]
    bounds: dict[str, Any] = {"field_type": "float", "minimum": 0.0, "maximum": 100.0}
    fields = [
        StepField(name="min_dc", label="Lowest duty cycle, %", default=low, **bounds),
        StepField(name="max_dc", label="Highest duty cycle, %", default=high, **bounds),
    ]
    body = f"The stirrer runs at {3 * EACH_WAY} duty cycles, down, up and down again: about a minute."
    return StepView(step_id="sweep", step_type="action", title="Measure", body=body, fields=fields)


def _work_sweep(_: CalibrationSession, answers: Answers) -> Work:
    if answers["max_dc"] - answers["min_dc"] < 1.0:
        raise InputError("The highest duty cycle must be at least 1 % above the lowest.")
    return Work("stirring_calibration", answers)


def _take_sweep(session: CalibrationSession, _: Answers, outcome: Mapping[str, Any]) -> Move:
    from pioreactor.calibrations.fitting import curve_data
    from pioreactor.calibrations.structs import RecordedData, SimpleStirringCalibration

    turning = [(dc, rpm) for dc, rpm in zip(outcome["dcs"], outcome["rpms"], strict=True) if rpm > 0.0]
    dcs, rpms = [dc for dc, _ in turning], [rpm for _, rpm in turning]
    if len(turning) < FEWEST_SPEEDS or len(set(dcs)) < 2:
        raise WorkError(
            f"The stirrer turned at {len(turning)} of {len(outcome['dcs'])} duty cycles. Use higher ones, and look "
            "whether the fan turns and the stir bar lies in the middle: pio run self_test"
        )
    if correlation(dcs, rpms) <= 0.0:
        raise WorkError("More drive did not make it turn faster. Look at the fan and the stir bar, and try again.")
    name = f"stirring-calibration-{session.created_at[:16].replace(':', '-')}"
    curve = fit_natural_spline(dcs, rpms)
    calibration = SimpleStirringCalibration(
        calibration_name=name,
        calibrated_on_pioreactor_unit=whoami.get_unit_name(),
        created_at=clock.now(),
        curve_data_=curve_data(curve),
        x="DC %",
        y="RPM",
        recorded_data=RecordedData(dcs, rpms),
        pwm_hz=outcome["pwm_hz"],
        voltage=outcome["voltage"],
    )
    low, high = min(dcs), max(dcs)
    grid = [low + (high - low) * i / 40 for i in range(41)]
    result = {
        "calibrations": [{"device": session.target_device, "calibration_name": name}],
        "rpm_range": [curve(low), curve(high)],
        "curve": [[dc, curve(dc)] for dc in grid],
    }
    return Move(
        "result", {"points": [list(point) for point in turning]}, ((session.target_device, calibration),), result
    )


def _tell(session: CalibrationSession) -> str:
    low, high = (session.result or {})["rpm_range"]
    return f"From {low:.0f} to {high:.0f} RPM it says which duty cycle the stirrer begins with."


def _draw(session: CalibrationSession) -> dict[str, Any]:
    lines = {"measured": session.data["points"], "fit": (session.result or {})["curve"]}
    return {"chart": chart("Speed of the stirrer", ("Duty cycle (%)", "Speed (RPM)"), lines)}


STEPS: Final[dict[str, Step]] = {
    "intro": page(
        "intro", "Calibrate the stirrer",
        "Put a vial with its stir bar and the usual amount of liquid into the unit, and close the lid.", "sweep",
        is_question=True,
    ),
    "sweep": Step(_ask_sweep, _take_sweep, _work_sweep),
    "result": ended("Calibrated", _tell, _draw),
}  # fmt: skip

PROTOCOL: Final = Protocol(
    name="dc_based",
    title="Stirring, by duty cycle",
    description="Speeds at 15 duty cycles; a spline. About a minute, by itself.",
    requirements=("A vial with stir bar and liquid",),
    questions=("min_dc", "max_dc"),
    first_step="intro",
    steps=STEPS,
    check=check,
    begin=begin,
    stages=(Stage("Prepare", ("intro",)), Stage("Measure", ("sweep",)), Stage("Result", ("result",))),
)
