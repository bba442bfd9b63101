"""What a temperature automation shows: its published values, and those that executions go by."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pioreactor import structs
from pioreactor.automations.base import AutomationJob
from pioreactor.types import PublishableSetting

PUBLISHED_SETTINGS: Final[dict[str, PublishableSetting]] = {
    "temperature": {"datatype": "Temperature", "settable": False, "unit": "℃"},
    "heater_duty_cycle": {"datatype": "float", "settable": False, "unit": "%"},
    "thermal": {"datatype": "json", "settable": False},
    "thermal_fault": {"datatype": "json", "settable": False},
}


class ShowsTemperature(AutomationJob):
    """Attributes that control and telling fill in; assigning one publishes it where it is a published setting.

    ``latest_temperature``, ``previous_temperature`` (°C) and ``latest_temperature_at`` are those of the executions.
    """

    temperature: structs.Temperature
    thermal: structs.Thermal
    heater_duty_cycle: float
    thermal_fault: structs.ThermalFault | None = None
    latest_temperature: float | None = None
    previous_temperature: float | None = None
    latest_temperature_at: datetime | None = None
