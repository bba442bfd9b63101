"""Calibration sessions of a worker, passed through to it and answered at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import quote

from pioreactor.leader.identity.roles import Role
from pioreactor.web.errors import ApiError
from pioreactor.web.leader.asking import ask_one
from pioreactor.web.routing import Reply, RouteTable
from pioreactor.web.wire.calibration_sessions import NewSession, SessionInputs, SessionNow

table = RouteTable("calibration_sessions", "/api", changes=Role.OPERATOR)

ANSWERS_WITHIN_S: Final = 30.0
WORKS_WITHIN_S: Final = 350.0
"""Longer than a unit waits for its own hardware."""
MOST_WAITING: Final = 4
"""Requests that wait for hardware hold a thread each; the other threads stay for everybody else."""
_waiting: Final = threading.BoundedSemaphore(MOST_WAITING)
_SESSIONS: Final = "/workers/{worker}/calibrations/sessions"
_ONE: Final = "/workers/{worker}/calibrations/sessions/{session_id}"


@table.add(
    "POST", _SESSIONS, summary="Start a calibration session", request=NewSession, response=SessionNow, status=201
)
def start(worker: str, body: NewSession) -> Reply:
    """On one worker; no ``$broadcast``."""
    return Reply(_ask(worker, "POST", "/unit_api/calibrations/sessions", body), status=201)


@table.add("GET", _ONE, summary="Where a calibration session stands", response=SessionNow)
def look(worker: str, session_id: str) -> Any:
    """The session and its present step."""
    return _ask(worker, "GET", _path(session_id))


@table.add(
    "POST",
    f"{_ONE}/inputs",
    summary="Answer the step of a calibration session",
    request=SessionInputs,
    response=SessionNow,
)
def inputs(worker: str, session_id: str, body: SessionInputs) -> Any:
    """Takes as long as the hardware does, up to 300 s. 503 while four other units are being waited for."""
    with _one_of_few():
        return _ask(worker, "POST", f"{_path(session_id)}/inputs", body, WORKS_WITHIN_S)


@table.add("POST", f"{_ONE}/stop", summary="Stop what a calibration session has running", response=SessionNow)
def stop(worker: str, session_id: str) -> Any:
    """Its outputs are off when this is answered; the session stays, and its step can be answered again."""
    return _ask(worker, "POST", f"{_path(session_id)}/stop")


@table.add("POST", f"{_ONE}/abort", summary="Abort a calibration session", response=SessionNow)
def abort(worker: str, session_id: str) -> Any:
    """What it has running is stopped at once, and its outputs are off when this is answered."""
    return _ask(worker, "POST", f"{_path(session_id)}/abort", {})


def _ask(worker: str, method: str, path: str, body: object = None, timeout_s: float = ANSWERS_WITHIN_S) -> Any:
    return ask_one(worker, path, method=method, body=body, timeout_s=timeout_s, is_slow=True)


def _path(session_id: str) -> str:
    return f"/unit_api/calibrations/sessions/{quote(session_id, safe='')}"


@contextmanager
def _one_of_few() -> Iterator[None]:
    if not _waiting.acquire(blocking=False):
        raise ApiError(
            503,
            f"{MOST_WAITING} units are being calibrated at this moment.",
            remediation="Send the answer again when one of them has ended its step.",
            headers={"Retry-After": "10"},
        )
    try:
        yield
    finally:
        _waiting.release()
