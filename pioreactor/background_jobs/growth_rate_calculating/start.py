"""Putting the job together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pioreactor.background_jobs.growth_rate_calculating.job import GrowthRateCalculator


def start_growth_rate_calculating(unit: str | None = None, experiment: str | None = None) -> GrowthRateCalculator:
    """Start estimating; returns the running job.

    Vessels with four angles use ``od_fused`` when a fusion estimator is active, all others every angle by itself.
    Raises JobPresentError.
    """
    from pioreactor import whoami
    from pioreactor.background_jobs.growth_rate_calculating.job import GrowthRateCalculator

    unit = unit or whoami.get_unit_name()
    experiment = experiment or whoami.get_assigned_experiment_name(unit)
    return GrowthRateCalculator(unit, experiment, use_fused=_has_fused_readings())


def _has_fused_readings() -> bool:
    from pioreactor.exc import NoModelAssignedError
    from pioreactor.hardware.models import assigned_model_key

    try:
        name, _ = assigned_model_key()
    except NoModelAssignedError:
        return False
    if not name.endswith("_XR"):
        return False
    from pioreactor.estimators import load_active_estimator

    return load_active_estimator("od_fused") is not None
