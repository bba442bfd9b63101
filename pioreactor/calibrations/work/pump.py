"""One run of a pump for its calibration. No vial is filled by it: it is in no vial's books."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pioreactor.calibrations.sessions.errors import RefusedError, WorkError
from pioreactor.calibrations.sessions.progress import Told

LONGEST_RUN_S: Final = 280.0
"""Clock seconds; what is left of the limit of an action is for starting and ending."""


def line_of(device: str) -> Any:
    """The pump of a device. Raises RefusedError for another device."""
    from pioreactor.actions.pumping.lines import LINES

    for line in LINES.values():
        if line.device == device:
            return line
    raise RefusedError(f"{device} is not a pump. Pumps are: {', '.join(each.device for each in LINES.values())}.")


def refuse_beside_dosing() -> None:
    """Raise RefusedError while an automation doses: its tubes would end in the measuring vessel."""
    from pioreactor.utils.jobs import is_pio_job_running

    if is_pio_job_running("dosing_automation"):
        raise RefusedError("A dosing automation runs. Stop it first: pio kill --job-name dosing_automation")


def run_pump(inputs: Mapping[str, Any], progress: Told) -> dict[str, Any]:
    """Run ``pump_device`` for ``duration_s`` at ``hz`` and ``dc``; the seconds it really ran, and the rail's volts.

    Blocks. The pump is off when this returns or raises: WorkError when it was stopped, RefusedError, PWMError (in use,
    no guardian), HardwareError.
    """
    from pioreactor import whoami
    from pioreactor.actions.pumping.amounts import Amount
    from pioreactor.actions.pumping.dosing import dose
    from pioreactor.runtime.booking import CALIBRATION_SOURCE

    device, seconds = str(inputs["pump_device"]), float(inputs["duration_s"])
    if not 0.0 < seconds <= LONGEST_RUN_S:
        raise WorkError(f"A run of a calibration takes up to {LONGEST_RUN_S:g} s; {seconds:g} s is not possible.")
    refuse_beside_dosing()
    volts = rail_voltage()
    dosed = dose(
        line_of(device),
        Amount(seconds=seconds),
        experiment=whoami.get_testing_experiment_name(),
        calibration=_nominal(float(inputs["hz"]), float(inputs["dc"])),
        source_of_event=CALIBRATION_SOURCE,
        on_progress=lambda elapsed, _: progress(min(1.0, elapsed / seconds)),
    )
    if dosed.ending != "done":
        raise WorkError(f"The pump was stopped after {dosed.seconds:.1f} s of {seconds:.1f} s.")
    return {"seconds": dosed.seconds, "voltage": volts}


def rail_voltage() -> float:
    """Volts of the rail that drives pumps and stirrer; 0 where the unit cannot tell."""
    from pioreactor.exc import HardwareError
    from pioreactor.hardware.rail import voltage_in_aux

    try:
        return voltage_in_aux()
    except HardwareError:
        return 0.0


def _nominal(hz: float, dc: float) -> Any:
    """A calibration that drives the pump as it is asked for; its volumes are only the usual ones."""
    from pioreactor import clock, whoami
    from pioreactor.actions.pumping.rates import DEFAULT_ML_PER_S
    from pioreactor.calibrations.structs import PolynomialData, RecordedData, SimplePeristalticPumpCalibration

    return SimplePeristalticPumpCalibration(
        calibration_name="being calibrated",
        calibrated_on_pioreactor_unit=whoami.get_unit_name(),
        created_at=clock.now(),
        curve_data_=PolynomialData([DEFAULT_ML_PER_S, 0.0]),
        x="Duration",
        y="Volume",
        recorded_data=RecordedData([], []),
        hz=hz,
        dc=dc,
        voltage=0.0,
    )
