"""The state machine of a session: a table of legal moves and one function that moves. Nothing here does anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from pioreactor.calibrations.sessions.answers import read_answers
from pioreactor.calibrations.sessions.errors import SessionEndedError
from pioreactor.calibrations.sessions.protocol import Move, Protocol, Work
from pioreactor.calibrations.sessions.structs import LEGAL_MOVES, CalibrationSession, SessionStatus, StepView

if TYPE_CHECKING:
    from pioreactor.calibrations.structs import AnyCalibration

Perform = Callable[[Work], Mapping[str, Any]]
"""Has the hardware do something and returns what came of it. Raises WorkError."""


def begin(protocol: Protocol, device: str, session_id: str, now: str) -> CalibrationSession:
    """A new session at the first step. Raises RefusedError where the unit is not ready for the protocol."""
    protocol.check(device)
    return CalibrationSession(
        session_id=session_id,
        protocol_name=protocol.name,
        target_device=device,
        status=SessionStatus.IN_PROGRESS,
        step_id=protocol.first_step,
        created_at=now,
        updated_at=now,
        data=protocol.begin(device),
    )


def advance(
    protocol: Protocol, session: CalibrationSession, inputs: Mapping[str, Any], perform: Perform, now: Callable[[], str]
) -> tuple[CalibrationSession, tuple[tuple[str, AnyCalibration], ...]]:
    """Answer the present step; returns the session after it and the calibrations to write.

    Raises InputError, WorkError, SessionEndedError; the session that was given stays as it is.
    """
    if session.status is not SessionStatus.IN_PROGRESS:
        raise SessionEndedError(f"This session is {session.status}. Start a new one.")
    step = protocol.steps[session.step_id]
    answers = read_answers(step.render(session), inputs)
    work = step.work(session, answers) if step.work is not None else None
    moved = step.advance(session, answers, perform(work) if work is not None else {})
    return after(session, moved, now()), moved.keep


def after(session: CalibrationSession, moved: Move, now: str) -> CalibrationSession:
    """The session after a move."""
    data = {**session.data, **moved.data}
    session = replace(session, step_id=moved.step_id, data=data, updated_at=now)
    return session if moved.result is None else replace(end(session, SessionStatus.COMPLETE, now), result=moved.result)


def end(session: CalibrationSession, status: SessionStatus, now: str, error: str | None = None) -> CalibrationSession:
    """The session ended. Raises SessionEndedError for one that has ended already."""
    if status not in LEGAL_MOVES[session.status]:
        raise SessionEndedError(f"This session is {session.status} already.")
    return replace(session, status=status, updated_at=now, error=error)


def view(protocol: Protocol, session: CalibrationSession) -> StepView:
    """What the session shows now."""
    if session.status in (SessionStatus.IN_PROGRESS, SessionStatus.COMPLETE):
        return protocol.steps[session.step_id].render(session)
    body = session.error or "Nothing was saved."
    return StepView(step_id="ended", step_type="result", title=f"The session is {session.status}", body=body)
