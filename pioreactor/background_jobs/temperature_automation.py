"""The job ``temperature_automation``: names under which the ecosystem knows its parts, and ``pio run``."""

from __future__ import annotations

from pioreactor.automations.commands import automation_command
from pioreactor.automations.temperature.base import (
    TemperatureAutomationJob,
    TemperatureAutomationJobContrib,
    available_temperature_automations,
    start_temperature_automation,
)

click_temperature_automation = automation_command(
    "temperature_automation", "Measure the temperature of the liquid, and hold it.", start_temperature_automation
)

__all__ = [
    "TemperatureAutomationJob",
    "TemperatureAutomationJobContrib",
    "available_temperature_automations",
    "click_temperature_automation",
    "start_temperature_automation",
]
