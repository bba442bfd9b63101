"""Measures the temperature of the liquid and leaves the heater off."""

from __future__ import annotations

from typing import Any

from pioreactor.automations.events import NoEvent
from pioreactor.automations.temperature.base import TemperatureAutomationJob


class OnlyRecordTemperature(TemperatureAutomationJob):
    """Measures; the heater stays off."""

    automation_name = "only_record_temperature"

    def __init__(self, **others: Any) -> None:
        """Raises as TemperatureAutomationJob does."""
        super().__init__(**others)

    def execute(self) -> NoEvent:
        """Nothing to decide."""
        return NoEvent("Only recording.")
