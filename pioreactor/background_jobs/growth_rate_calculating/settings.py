"""What ``growth_rate_calculating`` publishes and what it reads from the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pioreactor.types import PublishableSetting

if TYPE_CHECKING:
    from pioreactor.domain.growth_rate import GrowthRateSettings

JOB_NAME: Final = "growth_rate_calculating"
SECTION: Final = "growth_rate_calculating.config"
READINGS_TO_SKIP: Final = 5
STATE_EVERY_S: Final = 60.0
OLD_OUTLIER_KEY: Final = "ekf_outlier_std_threshold"
OLD_OUTLIER_DEFAULT: Final = 5.0

PUBLISHED_SETTINGS: Final[dict[str, PublishableSetting]] = {
    "growth_rate": {"datatype": "GrowthRate", "settable": False, "unit": "h⁻¹"},
    "od_filtered": {"datatype": "ODFiltered", "settable": False},
    "growth_rate_smoothed": {"datatype": "GrowthRate", "settable": False, "unit": "h⁻¹"},
    "diagnostics": {"datatype": "json", "settable": False},
}


def samples_for_statistics() -> int:
    """How many readings make the reference level of ``od_filtered``."""
    from pioreactor.config import config

    return max(1, int(config.getint(SECTION, "samples_for_od_statistics", fallback=10)))


def estimator_settings() -> GrowthRateSettings:
    """Settings of the estimator from the configuration. Raises ValueError for a value out of range."""
    from pioreactor.config import config
    from pioreactor.domain.growth_rate import GrowthRateSettings

    default = GrowthRateSettings()
    return GrowthRateSettings(
        expected_steady_time_h=config.getfloat(
            SECTION, "expected_steady_time_h", fallback=default.expected_steady_time_h
        ),
        dose_accuracy=config.getfloat(SECTION, "dose_accuracy", fallback=default.dose_accuracy),
        optical_drift_per_h=config.getfloat(SECTION, "optical_drift_per_h", fallback=default.optical_drift_per_h),
        smoothing_lag_min=config.getint(SECTION, "smoothing_lag_min", fallback=default.smoothing_lag_min),
        disturbed_after_pump_s=config.getfloat(
            SECTION, "disturbed_after_pump_s", fallback=default.disturbed_after_pump_s
        ),
    )


def has_old_outlier_setting() -> bool:
    """Whether the configuration still tunes the outlier threshold of the earlier filter, which has no meaning now."""
    from pioreactor.config import config

    return float(config.getfloat(SECTION, OLD_OUTLIER_KEY, fallback=OLD_OUTLIER_DEFAULT)) != OLD_OUTLIER_DEFAULT
