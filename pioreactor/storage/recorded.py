"""Which topics are written to the journal before they are published."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

RECORDED: list[str] = [
    "growth_rate_calculating/growth_rate",
    "growth_rate_calculating/growth_rate_smoothed",
    "growth_rate_calculating/od_filtered",
    "od_reading/od1",
    "od_reading/od2",
    "od_reading/od3",
    "od_reading/od4",
    "od_reading/od_fused",
    "od_reading/raw_od1",
    "od_reading/raw_od2",
    "od_reading/raw_od3",
    "od_reading/raw_od4",
    "od_reading/relative_intensity_of_ir_led",
    "od_blank/mean/+",
    "dosing_events",
    "led_change_events",
    "temperature_automation/temperature",
    "temperature_automation/heater_duty_cycle",
    "temperature_automation/thermal",
    "stirring/measured_rpm",
    "bioreactor/alt_media_fraction",
    "bioreactor/current_volume_ml",
    "pwms/dc",
    "alarm_events",
    "logs/#",
    "dosing_automation/dosing_automation_settings",
    "led_automation/led_automation_settings",
    "temperature_automation/temperature_automation_settings",
    "dosing_automation/latest_event",
    "led_automation/latest_event",
    "temperature_automation/latest_event",
    "experiment_profile/+/experiment_profile_name",
]
"""Topic patterns below ``pioreactor/<unit>/<experiment>/``, with MQTT wildcards."""


def register_recorded(pattern: str) -> None:
    """Record one more topic pattern (below unit and experiment); plugins call this when they are imported."""
    if pattern not in RECORDED:
        RECORDED.append(pattern)
        _matches.cache_clear()


def is_recorded(levels: Sequence[str]) -> bool:
    """True if the topic levels below unit and experiment belong in the journal."""
    return _matches("/".join(levels))


@lru_cache(maxsize=512)
def _matches(tail: str) -> bool:
    levels = tail.split("/")
    return any(_fits(pattern.split("/"), levels) for pattern in RECORDED)


def _fits(pattern: list[str], levels: list[str]) -> bool:
    if pattern[-1] == "#":
        return len(levels) >= len(pattern) and _fits(pattern[:-1], levels[: len(pattern) - 1])
    return len(pattern) == len(levels) and all(p in ("+", level) for p, level in zip(pattern, levels, strict=True))
