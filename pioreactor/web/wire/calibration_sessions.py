"""Bodies of the routes about calibration sessions."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from pioreactor.calibrations.sessions.structs import CalibrationSession, StepView


class ProtocolRow(Struct):
    """A way to calibrate a device; the lower its ``priority``, the earlier it is offered."""

    id: str
    target_device: str
    protocol_name: str
    priority: int
    title: str
    description: str
    requirements: list[str]


class NewSession(Struct, forbid_unknown_fields=True):
    """Which device is to be calibrated, and how."""

    target_device: str
    protocol_name: str


class SessionInputs(Struct, forbid_unknown_fields=True):
    """Answers to the fields of the present step, or the inputs of one of its actions."""

    inputs: dict[str, Any] = {}


class SessionNow(Struct):
    """A session and what it shows now."""

    session: CalibrationSession
    step: StepView
