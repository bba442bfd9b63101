"""What ``od_reading`` publishes and what it reads from the configuration."""

from __future__ import annotations

from typing import Final, NamedTuple

from pioreactor.exc import ConfigError
from pioreactor.types import PublishableSetting

JOB_NAME: Final = "od_reading"

PUBLISHED_SETTINGS: Final[dict[str, PublishableSetting]] = {
    "first_od_obs_time": {"datatype": "float", "settable": False, "unit": "s"},
    "reading_grid_origin": {"datatype": "float", "settable": False, "unit": "s"},
    "ir_led_intensity": {"datatype": "float", "settable": True, "unit": "%"},
    "interval": {"datatype": "float", "settable": True, "unit": "s"},
    "relative_intensity_of_ir_led": {"datatype": "json", "settable": False},
    "vial_present": {"datatype": "boolean", "settable": False},
    "ods": {"datatype": "ODReadings", "settable": False},
    **{f"od{n}": {"datatype": "ODReading", "settable": False} for n in "1234"},
    **{f"raw_od{n}": {"datatype": "RawODReading", "settable": False} for n in "1234"},
    **{f"calibrated_od{n}": {"datatype": "CalibratedODReading", "settable": False} for n in "1234"},
    "od_fused": {"datatype": "ODFused", "settable": False},
}


class ODReadingSettings(NamedTuple):
    """Configuration of ``[od_reading.config]``.

    ``interval_s``: seconds between readings, None for single readings; ``ir_led_intensity``: percent, None for
    automatic; ``penalizer``: strength of the pull towards the previous reading; ``settling_s``: pause after a lamp
    changes; ``mains_hz``: None to find out.
    """

    interval_s: float | None = 5.0
    ir_led_intensity: float | None = 80.0
    reference_retained: float = 0.75
    mains_hz: float | None = None
    penalizer: float = 3.0
    other_leds_off: bool = True
    settling_s: float = 0.125
    use_dark_offsets: bool = True
    reference_method: str = "unity"


def settings_from_config() -> ODReadingSettings:
    """Read the configuration of this unit. Raises ConfigError."""
    from pioreactor.config import config

    section = "od_reading.config"
    rate = config.getfloat(section, "samples_per_second", fallback=0.2)
    if rate <= 0:
        raise ConfigError("[od_reading.config] samples_per_second must be above 0.")
    return ODReadingSettings(
        interval_s=1.0 / rate,
        ir_led_intensity=parse_intensity(config.get(section, "ir_led_intensity", fallback="80")),
        reference_retained=min(0.999, config.getfloat(section, "pd_reference_ema", fallback=0.75)),
        mains_hz=_optional_float(config.get(section, "local_ac_hz", fallback="")),
        penalizer=config.getfloat(section, "smoothing_penalizer", fallback=3.0),
        other_leds_off=config.getboolean(section, "turn_off_leds_during_reading", fallback=True),
        settling_s=config.getfloat(section, "duration_between_led_off_and_od_reading", fallback=0.125),
        use_dark_offsets=config.getboolean(section, "use_dark_offsets", fallback=True),
        reference_method=config.get(section, "ref_normalization", fallback="unity"),
    )


def parse_intensity(text: str | float | None) -> float | None:
    """Percent from the configuration or the command line; None for ``auto``."""
    if text is None or str(text).strip().lower() == "auto":
        return None
    percent = float(text)
    if not 0.0 < percent <= 100.0:
        raise ConfigError(f"The intensity of the IR LED must lie above 0 and at most at 100 %; {percent} does not.")
    return percent


def _optional_float(text: str | None) -> float | None:
    return float(text) if text else None
