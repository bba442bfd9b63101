"""Sessions of this unit: start, look, answer, abort. The doors (terminal and HTTP) call these and nothing below."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from pioreactor import clock
from pioreactor.calibrations import keeping
from pioreactor.calibrations.protocols import find_protocol
from pioreactor.calibrations.sessions import engine, store
from pioreactor.calibrations.sessions.errors import SessionBusyError, SessionEndedError, WorkError
from pioreactor.calibrations.sessions.performing import job_source_of, perform
from pioreactor.calibrations.sessions.structs import CalibrationSession, SessionStatus, StepView
from pioreactor.exc import CalibrationError

if TYPE_CHECKING:
    from pioreactor.calibrations.sessions.progress import Told

STOPS_WITHIN_S: Final = 5.0


def start(device: str, protocol_name: str) -> CalibrationSession:
    """Begin a session. Raises UnknownProtocolError, RefusedError, StorageError."""
    session = engine.begin(find_protocol(device, protocol_name), device, str(uuid.uuid4()), clock.timestamp())
    store.add(session)
    return session


def look(session_id: str) -> tuple[CalibrationSession, StepView]:
    """A session and what it shows now. Raises UnknownSessionError."""
    session = _load(session_id)
    return session, show(session)


def open_sessions() -> list[CalibrationSession]:
    """Those that still take answers, the one that was answered last first."""
    found = [session for session in store.load_all() if session.status is SessionStatus.IN_PROGRESS]
    return sorted(found, key=lambda session: session.updated_at, reverse=True)


def show(session: CalibrationSession) -> StepView:
    """What a session shows now."""
    return engine.view(find_protocol(session.target_device, session.protocol_name), session)


def answer(
    session_id: str,
    inputs: Mapping[str, Any],
    *,
    activates: bool = True,
    on_progress: Told | None = None,
    is_wanted: Callable[[], bool] = lambda: True,
) -> CalibrationSession:
    """Answer the present step of a session; blocks while the hardware works, 300 clock seconds at most.

    ``activates``: calibrations that come of it are in use at once; ``is_wanted``: whether the hardware shall go on,
    asked now and then. Raises InputError, WorkError, SessionEndedError,
    SessionBusyError, UnknownSessionError, StorageError; nothing is changed then.
    """
    with store.turn_of(_load(session_id)):
        before = _load(session_id)
        protocol = find_protocol(before.target_device, before.protocol_name)
        goes_on = partial(_goes_on, session_id, is_wanted)
        doing = partial(perform, before, is_wanted=goes_on, on_progress=on_progress)
        after, calibrations = engine.advance(protocol, before, inputs, doing, clock.timestamp)

        def settle(present: CalibrationSession) -> CalibrationSession:
            if present.status is not SessionStatus.IN_PROGRESS:
                raise SessionEndedError(f"The session is {present.status}; the answer came too late.")
            return after

        for device, calibration in calibrations:
            keeping.keep(device, calibration)
        session = store.change(session_id, settle)
        if activates:
            for device, calibration in calibrations:
                keeping.set_active(device, calibration.calibration_name)
        return session


def abort(session_id: str) -> CalibrationSession:
    """End a session: what it has running is stopped, its outputs are off and read back. Aborting twice is the same.

    Raises UnknownSessionError, WorkError where something is not known to be off.
    """

    def ended(present: CalibrationSession) -> CalibrationSession:
        if present.status is not SessionStatus.IN_PROGRESS:
            return present
        return engine.end(present, SessionStatus.ABORTED, clock.timestamp())

    session = store.change(session_id, ended)
    _stop_work(session, "The session is aborted")
    return session


def stop_work(session_id: str) -> CalibrationSession:
    """Stop what a session has running; the session stays, and its step can be answered again.

    Outputs are off and read back. Raises UnknownSessionError, WorkError where something is not known to be off.
    """
    session = _load(session_id)
    _stop_work(session, "The step was stopped")
    return session


def _stop_work(session: CalibrationSession, what: str) -> None:
    from pioreactor.runtime.stopping import stop_jobs

    outcomes = stop_jobs(job_source=job_source_of(session.session_id))
    left = [f"{o.job_name} still runs (process {o.pid})" for o in outcomes if o.outcome == "still running"]
    left += [f"{output.name} is {output.detail}" for o in outcomes for output in o.outputs if not output.is_off]
    if left:
        raise WorkError(f"{what}, but {', '.join(left)}. Pull the plug of the unit if it moves.")
    with contextlib.suppress(CalibrationError):  # until whoever waited for the answer has seen it
        clock.wait_until(partial(_is_free, session), STOPS_WITHIN_S)


def is_in_progress(session_id: str) -> bool:
    """Whether a session still takes answers."""
    return store.load(session_id).status is SessionStatus.IN_PROGRESS


def _goes_on(session_id: str, is_wanted: Callable[[], bool]) -> bool:
    return is_wanted() and is_in_progress(session_id)


def _load(session_id: str) -> CalibrationSession:
    """A session. One whose step this version of the software does not know has failed."""
    session = store.load(session_id)
    protocol = find_protocol(session.target_device, session.protocol_name)
    if session.status is not SessionStatus.IN_PROGRESS or session.step_id in protocol.steps:
        return session
    reason = f"The software has changed since, and has no step {session.step_id!r}. Start a new session."
    return store.change(session_id, lambda s: engine.end(s, SessionStatus.FAILED, clock.timestamp(), reason))


def _is_free(session: CalibrationSession) -> bool:
    try:
        with store.turn_of(session):
            return True
    except SessionBusyError:
        return False
