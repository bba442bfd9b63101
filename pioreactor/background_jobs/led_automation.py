"""The job ``led_automation``: names under which the ecosystem knows LED automations, and ``pio run``."""

from __future__ import annotations

from pioreactor.automations.commands import automation_command
from pioreactor.automations.led.base import (
    LEDAutomationJob,
    LEDAutomationJobContrib,
    available_led_automations,
    start_led_automation,
)

click_led_automation = automation_command(
    "led_automation", "Switch the lamps by a rule, such as day and night.", start_led_automation
)

__all__ = [
    "LEDAutomationJob",
    "LEDAutomationJobContrib",
    "available_led_automations",
    "click_led_automation",
    "start_led_automation",
]
