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
    """Answers to the fields of the present step, or the inputs of one of its actions.

    ``set_as_active``: a calibration that comes of it is in use at once.
    """

    inputs: dict[str, Any] = {}
    set_as_active: bool = True


class StageRow(Struct):
    """A part of a protocol: its title and the ids of its steps."""

    title: str
    steps: list[str]


class WorkNow(Struct):
    """What the hardware does for an answer: the share that is done, 0 to 1, and what was measured so far (x, y)."""

    began_at: str
    share: float = 0.0
    points: list[tuple[float, float]] = []


class SessionNow(Struct):
    """A session and what it shows now.

    ``stages``: the parts of its protocol in their order; ``work``: what the hardware does for the answer that is being
    worked on; ``refused``: why the hardware did not do what the last answer wanted.
    """

    session: CalibrationSession
    step: StepView
    stages: list[StageRow] = []
    work: WorkNow | None = None
    refused: str | None = None


class OpenSession(Struct):
    """A session that still takes answers; ``title``: of its present step, ``protocol_title``: of its protocol."""

    session_id: str
    target_device: str
    protocol_name: str
    protocol_title: str
    title: str
    created_at: str
    updated_at: str
    is_working: bool
