"""The job ``dosing_automation``: names under which the ecosystem knows dosing automations, and ``pio run``."""

from __future__ import annotations

from pioreactor.automations.commands import automation_command
from pioreactor.automations.dosing.base import (
    DosingAutomationJob,
    DosingAutomationJobContrib,
    available_dosing_automations,
    check_pump_calibrations_and_pwm_channels_are_configured,
    start_dosing_automation,
)

click_dosing_automation = automation_command(
    "dosing_automation", "Move liquid by a rule: at fixed times, at a density, by growth.", start_dosing_automation
)

__all__ = [
    "DosingAutomationJob",
    "DosingAutomationJobContrib",
    "available_dosing_automations",
    "check_pump_calibrations_and_pwm_channels_are_configured",
    "click_dosing_automation",
    "start_dosing_automation",
]
