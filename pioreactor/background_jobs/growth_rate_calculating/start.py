"""Putting the job together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pioreactor.background_jobs.growth_rate_calculating.job import GrowthRateCalculator


def start_growth_rate_calculating(
    unit: str | None = None, experiment: str | None = None, *, use_fused: bool = False
) -> GrowthRateCalculator:
    """Start estimating; returns the running job.

    ``use_fused``: listen to ``od_reading/od_fused`` instead of every angle by itself. ``od_reading`` publishes no fused
    density in this version; a plugin may. Raises JobPresentError.
    """
    from pioreactor import whoami
    from pioreactor.background_jobs.growth_rate_calculating.job import GrowthRateCalculator

    unit = unit or whoami.get_unit_name()
    experiment = experiment or whoami.get_assigned_experiment_name(unit)
    return GrowthRateCalculator(unit, experiment, use_fused=use_fused)
