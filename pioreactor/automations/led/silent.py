"""No light."""

from __future__ import annotations

from pioreactor.automations.events import NoEvent
from pioreactor.automations.led.base import LEDAutomationJob


class LEDSilent(LEDAutomationJob):
    """Never changes a lamp."""

    automation_name = "silent"

    def start_passive_listeners(self) -> None:
        """Nothing to do on time, whatever ``duration`` says."""
        self._has_listener = True

    def execute(self) -> NoEvent:
        """Nothing."""
        return NoEvent("Silent: no lamp is changed.", {"reason": "silent"})
