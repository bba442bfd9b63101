"""Putting the job together from configuration, hardware and calibration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pioreactor.background_jobs.stirring.rpm import RpmFromFrequency
from pioreactor.background_jobs.stirring.settings import settings_from_config

if TYPE_CHECKING:
    from pioreactor.background_jobs.stirring.job import Stirrer


def start_stirring(
    target_rpm: float | None = None,
    unit: str | None = None,
    experiment: str | None = None,
    use_rpm: bool | None = None,
    *,
    duty_cycle: float | None = None,
    target_rpm_during_od_reading: float | None = None,
    target_rpm_outside_od_reading: float | None = None,
    enable_dodging_od: bool | None = None,
    measure_only: bool = False,
) -> Stirrer:
    """Start stirring; returns the running job.

    ``target_rpm``: default from the configuration; ``use_rpm``: closed loop on the measured speed; ``duty_cycle``:
    percent; without ``use_rpm`` it is kept whatever a calibration says, with it and without a calibration it is where
    the loop begins; ``measure_only``: motor off, speed published.
    Raises HardwareError, CalibrationError, JobPresentError.
    """
    from pioreactor import whoami
    from pioreactor.background_jobs.stirring.job import Stirrer
    from pioreactor.config import config

    settings = settings_from_config()
    if duty_cycle is not None:
        settings = settings._replace(duty_cycle=duty_cycle)
    if target_rpm_during_od_reading is not None:
        settings = settings._replace(rpm_during_od=target_rpm_during_od_reading)
    if target_rpm_outside_od_reading is not None:
        settings = settings._replace(rpm_outside_od=target_rpm_outside_od_reading)
    unit = unit or whoami.get_unit_name()
    experiment = experiment or whoami.get_assigned_experiment_name(unit)
    closed_loop = settings.use_rpm if use_rpm is None else use_rpm
    dodging = enable_dodging_od
    if dodging is None:
        dodging = config.getboolean("stirring.config", "enable_dodging_od", fallback=False)
    return Stirrer(
        None if measure_only else (target_rpm or settings.target_rpm),
        unit,
        experiment,
        RpmFromFrequency() if closed_loop or measure_only else None,
        settings=settings,
        fixed_duty=duty_cycle,
        enable_dodging_od=dodging,
    )
