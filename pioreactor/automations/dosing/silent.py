"""No dosing."""

from __future__ import annotations

from pioreactor.automations.dosing.base import DosingAutomationJob
from pioreactor.automations.events import NoEvent


class DosingSilent(DosingAutomationJob):
    """Never doses by itself."""

    automation_name = "silent"
    moves_liquid = False

    def start_passive_listeners(self) -> None:
        """Nothing to do on time, whatever ``duration`` says."""
        self._has_listener = True

    def execute(self) -> NoEvent:
        """Nothing."""
        return NoEvent("Silent: nothing is dosed.", {"reason": "silent"})
