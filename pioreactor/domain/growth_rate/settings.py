"""Settings of the growth-rate estimator."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GrowthRateSettings:
    """What a user may choose about the growth-rate estimate; everything else is a constant of the design.

    Attributes:
        expected_steady_time_h: how long growth usually keeps one rate, in hours (0.1–1000, default 10). 2.5 answers
            nervously (batch, diauxie), 50 calmly (chemostat). The only knob most people need.
        dose_accuracy: relative standard error of booked volumes (0.001–1, default 0.10).
        optical_drift_per_h: allowance for slow drift of the optical signal in the published interval, 1/h
            (0–0.1, default 0.005). Drift is growth to any estimator that sees one signal only.
        smoothing_lag_min: delay of the smoothed series in whole minutes (0–20, default 4).
        mixing_time_constants_s: three increasing time constants that span the mixing of a dose, in seconds
            (default 5, 15, 45). Change them for unusual vials only.
        disturbed_after_pump_s: how long after a pump ran a reading counts with ten times its variance, in seconds
            (0–600, default 10).

    Raises:
        ValueError: a value is outside its range; correct the configuration.
    """

    expected_steady_time_h: float = 10.0
    dose_accuracy: float = 0.10
    optical_drift_per_h: float = 0.005
    smoothing_lag_min: int = 4
    mixing_time_constants_s: tuple[float, float, float] = (5.0, 15.0, 45.0)
    disturbed_after_pump_s: float = 10.0

    def __post_init__(self) -> None:
        _require_range("expected_steady_time_h", self.expected_steady_time_h, 0.1, 1000.0)
        _require_range("dose_accuracy", self.dose_accuracy, 0.001, 1.0)
        _require_range("optical_drift_per_h", self.optical_drift_per_h, 0.0, 0.1)
        _require_range("smoothing_lag_min", self.smoothing_lag_min, 0, 20)
        _require_range("disturbed_after_pump_s", self.disturbed_after_pump_s, 0.0, 600.0)
        if self.smoothing_lag_min != int(self.smoothing_lag_min):
            raise ValueError(f"smoothing_lag_min must be a whole number of minutes, got {self.smoothing_lag_min}")
        taus = self.mixing_time_constants_s
        if len(taus) != 3 or not 0.0 < taus[0] < taus[1] < taus[2] <= 600.0:
            raise ValueError(f"mixing_time_constants_s must be three increasing times within 0–600 s, got {taus}")


def _require_range(name: str, value: float, low: float, high: float) -> None:
    if not (math.isfinite(value) and low <= value <= high):
        raise ValueError(f"{name} must be between {low} and {high}, got {value}")
