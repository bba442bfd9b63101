"""What a session is, and what a step shows and asks."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final, Literal

from msgspec import Struct, field


class SessionStatus(StrEnum):
    """Where a session stands. Only one in progress takes inputs."""

    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"
    FAILED = "failed"
    ABORTED = "aborted"


LEGAL_MOVES: Final[dict[SessionStatus, frozenset[SessionStatus]]] = {
    SessionStatus.IN_PROGRESS: frozenset({SessionStatus.COMPLETE, SessionStatus.FAILED, SessionStatus.ABORTED}),
    SessionStatus.COMPLETE: frozenset(),
    SessionStatus.FAILED: frozenset(),
    SessionStatus.ABORTED: frozenset(),
}


class CalibrationSession(Struct, frozen=True, kw_only=True):
    """One session. ``data``: what was answered and measured so far; ``result``: what came of it, when complete."""

    session_id: str
    protocol_name: str
    target_device: str
    status: SessionStatus
    step_id: str
    created_at: str
    updated_at: str
    data: dict[str, Any] = {}
    result: dict[str, Any] | None = None
    error: str | None = None


FieldType = Literal["string", "choice", "float", "int", "bool", "float_list"]


class StepField(Struct, frozen=True, kw_only=True):
    """One question of a step. Bounds belong to numbers, ``options`` to a choice."""

    name: str
    label: str
    field_type: FieldType = "string"
    required: bool = True
    default: Any = None
    options: list[str] | None = None
    minimum: float | None = None
    maximum: float | None = None
    min_error_msg: str | None = None
    max_error_msg: str | None = None
    help_text: str | None = None


class StepView(Struct, frozen=True, kw_only=True):
    """A step as it is shown.

    ``metadata`` may hold ``chart`` {title, x_label, y_label, series [{id, label, points [{x, y}]}]}, ``table`` {title,
    columns, rows} and ``actions`` [{label, inputs}]: other answers than the fields, taken as they stand.
    """

    step_id: str
    step_type: Literal["info", "confirm", "form", "action", "result"]
    title: str
    body: str
    fields: list[StepField] = []
    metadata: dict[str, Any] = field(default_factory=dict)
