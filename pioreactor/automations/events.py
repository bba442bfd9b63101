"""What automations report. The name of the class is the name of the event; plugins derive their own."""

from __future__ import annotations

import re
from typing import Any

from pioreactor.structs import JSONStruct


class AutomationEvent(JSONStruct, tag_field="event_name", tag=True):
    """One thing an automation did or decided. ``data``: plain JSON values."""

    message: str | None = None
    data: dict[str, Any] | None = None

    @property
    def event_name(self) -> str:
        """The name under which it is published and stored."""
        return type(self).__name__

    def human_readable_name(self) -> str:
        """The name in words: ``AddMediaEvent`` is "Add Media Event"."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.event_name)

    def display(self) -> str:
        """One line for the log."""
        return f"{self.event_name}: {self.message}" if self.message else self.event_name


class NoEvent(AutomationEvent):
    """Nothing was done; the message says why."""


class DilutionEvent(AutomationEvent):
    """Media came in and as much went out."""


class DosingStarted(AutomationEvent):
    """An exchange begins; the data are the volumes asked for, in mL."""


class DosingStopped(AutomationEvent):
    """An exchange has ended; the data are the volumes moved, in mL."""


class AddMediaEvent(AutomationEvent):
    """Media was added."""


class AddAltMediaEvent(AutomationEvent):
    """Alternative media was added."""


class ChangedLedIntensity(AutomationEvent):
    """Lamps were set."""


class UpdatedHeaterDC(AutomationEvent):
    """The heater's duty cycle was changed."""


class ErrorOccurred(AutomationEvent):
    """An execution failed; the message says how."""
