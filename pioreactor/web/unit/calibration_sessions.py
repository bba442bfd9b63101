"""Calibrating this unit over HTTP: start a session, look at it, answer its step, abort it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from pioreactor.calibrations import protocols
from pioreactor.calibrations.sessions import errors, service
from pioreactor.calibrations.sessions.structs import CalibrationSession
from pioreactor.exc import CalibrationError
from pioreactor.leader.identity.roles import Role
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import services
from pioreactor.web.tasks import PRIORITY_START, LockHeldError, TaskRecord
from pioreactor.web.unit import calibration_work
from pioreactor.web.wire.calibration_sessions import (
    NewSession,
    OpenSession,
    ProtocolRow,
    SessionInputs,
    SessionNow,
    StageRow,
)

table = RouteTable("calibration_sessions", "/unit_api", changes=Role.OPERATOR)

WAITS_WALL_S: Final = 340.0
"""A little longer than an action may take, with the start of its process."""
_LOCK: Final = "calibration"
_STATUS: Final[dict[type[CalibrationError], int]] = {
    errors.UnknownSessionError: 404,
    errors.UnknownProtocolError: 404,
    errors.InputError: 400,
    errors.RefusedError: 409,
    errors.SessionBusyError: 409,
    errors.SessionEndedError: 409,
    errors.WorkError: 409,
}


@table.add("GET", "/calibration_protocols", summary="What can be calibrated, and how", response=list[ProtocolRow])
def calibration_protocols() -> list[ProtocolRow]:
    """By device, the first choice first."""
    return [
        ProtocolRow(
            id=f"{device}/{each.name}",
            target_device=device,
            protocol_name=each.name,
            priority=each.priority,
            title=each.title,
            description=each.description,
            requirements=list(each.requirements),
        )
        for device, each in protocols.offered()
    ]


@table.add(
    "GET",
    "/calibrations/sessions",
    summary="Calibration sessions that are not over",
    response=list[OpenSession],
)
def open_sessions() -> list[OpenSession]:
    """The one that was answered last first; each can be gone on with from any browser."""
    found = []
    for session in service.open_sessions():
        with suppress(errors.UnknownProtocolError):  # of a plugin that is gone
            protocol = protocols.find_protocol(session.target_device, session.protocol_name)
            row = OpenSession(
                session_id=session.session_id,
                target_device=session.target_device,
                protocol_name=session.protocol_name,
                protocol_title=protocol.title,
                title=service.look(session.session_id)[1].title,
                created_at=session.created_at,
                updated_at=session.updated_at,
                is_working=calibration_work.now(session.session_id) is not None,
            )
            found.append(row)
    return found


@table.add(
    "POST",
    "/calibrations/sessions",
    summary="Start a calibration session",
    request=NewSession,
    response=SessionNow,
    status=201,
)
def start(body: NewSession) -> SessionNow:
    """404 for a protocol that there is not, 409 where the unit is not ready for it."""
    with _refusing():
        return _now(service.start(body.target_device, body.protocol_name))


@table.add(
    "GET", "/calibrations/sessions/{session_id}", summary="Where a calibration session stands", response=SessionNow
)
def look(session_id: str) -> SessionNow:
    """The session and its present step; kept over restarts."""
    with _refusing():
        return _now(service.look(session_id)[0])


@table.add(
    "POST",
    "/calibrations/sessions/{session_id}/inputs",
    summary="Answer the step of a calibration session",
    request=SessionInputs,
    response=SessionNow,
)
def inputs(session_id: str, body: SessionInputs) -> SessionNow:
    """Takes as long as the hardware does, up to 300 s. An answer that is refused leaves the session as it was.

    A calibration that comes of it is in use at once, unless ``set_as_active`` is false.
    """
    with _refusing():
        service.look(session_id)
        outcome: list[CalibrationSession | CalibrationError] = []

        def answer(_: TaskRecord) -> None:
            try:
                with calibration_work.begun(session_id) as work:
                    session = service.answer(
                        session_id,
                        body.inputs,
                        activates=body.set_as_active,
                        on_progress=work.take,
                        is_wanted=work.is_wanted,
                    )
                outcome.append(session)
            except CalibrationError as error:
                outcome.append(error)

        try:
            record = services().unit_tasks.submit(answer, priority=PRIORITY_START, lock=_LOCK)
        except LockHeldError as error:
            raise errors.SessionBusyError(
                "The unit works on another step of a calibration. Wait for its end."
            ) from error
        if not record.done.wait(WAITS_WALL_S):
            raise errors.WorkError("The step has not ended in time. Look at the session again, or abort it.")
        if not outcome:
            raise ApiError(500, record.error or "The step failed.", cause=record.cause, remediation=record.remediation)
        if isinstance(outcome[0], CalibrationError):
            raise outcome[0]
        return _now(outcome[0])


@table.add(
    "POST", "/calibrations/sessions/{session_id}/abort", summary="Abort a calibration session", response=SessionNow
)
def abort(session_id: str) -> SessionNow:
    """What it has running is stopped at once, and its outputs are off when this is answered."""
    with _refusing():
        return _now(service.abort(session_id))


@table.add(
    "POST",
    "/calibrations/sessions/{session_id}/stop",
    summary="Stop what a calibration session has running",
    response=SessionNow,
)
def stop(session_id: str) -> SessionNow:
    """Its outputs are off when this is answered; the session stays, and its step can be answered again."""
    with _refusing():
        calibration_work.stop(session_id)
        return _now(service.stop_work(session_id))


def _now(session: CalibrationSession) -> SessionNow:
    protocol = protocols.find_protocol(session.target_device, session.protocol_name)
    return SessionNow(
        session,
        service.show(session),
        [StageRow(stage.title, list(stage.steps)) for stage in protocol.stages],
        calibration_work.now(session.session_id),
        calibration_work.refusal(session.session_id),
    )


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except CalibrationError as error:
        raise ApiError(_STATUS.get(type(error), 400), str(error), remediation="Nothing was changed.") from error
