"""Holds the liquid at a temperature."""

from __future__ import annotations

from typing import Any, Final

from pioreactor.automations.events import AutomationEvent, NoEvent, UpdatedHeaterDC
from pioreactor.automations.temperature.base import TemperatureAutomationJob
from pioreactor.types import PublishableSetting

PUBLISHED_SETTINGS: Final[dict[str, PublishableSetting]] = {
    "target_temperature": {"datatype": "float", "settable": True, "unit": "℃"}
}


class Thermostat(TemperatureAutomationJob):
    """Holds the liquid at ``target_temperature`` (°C, 0 to ``liquid_max`` of the configuration)."""

    automation_name = "thermostat"
    published_settings = PUBLISHED_SETTINGS

    def __init__(self, target_temperature: float | str, **others: Any) -> None:
        """Raises as TemperatureAutomationJob does, ValueError for a target that is no number."""
        wanted_c = float(target_temperature)
        super().__init__(**others)
        self._told_percent = 0.0
        self.target_temperature = 0.0
        self.set_target_temperature(wanted_c)

    def set_target_temperature(self, value: float | str) -> None:
        """Another target, °C, kept within 0 and ``liquid_max``; takes effect within two seconds."""
        wanted_c = float(value)
        used_c = self._control.aim_at(wanted_c)
        if used_c != wanted_c:
            self.logger.warning(f"A target of {wanted_c:g} °C is outside the limits; {used_c:g} °C is used.")
        self.target_temperature = used_c

    def execute(self) -> AutomationEvent:
        """Say what the heater did since the last time."""
        percent = round(self.heater_duty_cycle, 2)
        delta = round(percent - self._told_percent, 2)
        self._told_percent = percent
        decision = self._control.telling.latest
        if decision is not None and decision.reason:
            return NoEvent(decision.reason)
        return UpdatedHeaterDC(
            f"delta_dc={delta}",
            {
                "current_dc": percent,
                "delta_dc": delta,
                "target_temperature": self.target_temperature,
                "latest_temperature": self.latest_temperature,
            },
        )
