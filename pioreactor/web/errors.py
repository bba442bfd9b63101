"""What goes wrong in a request, and how it is told: one JSON shape with the cause and what to do about it."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, Final

import msgspec
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from pioreactor import exc
from pioreactor.cluster.backups.runs import BackupUnderWayError, UnknownBackupRunError
from pioreactor.cluster.backups.structs import UnknownBackupError
from pioreactor.cluster.exports.errors import (
    ExportError,
    ExportRequestError,
    ExportUnderWayError,
    UnknownDatasetError,
    UnknownExportError,
)
from pioreactor.cluster.joining.asking import JoinUnderWayError
from pioreactor.cluster.joining.records import UnknownJoinError
from pioreactor.cluster.upgrades import asking, records, staging
from pioreactor.config.files import FileChangedError
from pioreactor.storage.database.api_tokens import TokenNameTakenError, UnknownTokenError
from pioreactor.storage.database.config_history import UnknownVersionError
from pioreactor.storage.database.dead_letters import UnknownDeadLetterError
from pioreactor.storage.database.experiments import ExperimentExistsError, UnknownExperimentError
from pioreactor.storage.database.labels import LabelTakenError
from pioreactor.storage.database.users import LastAdminError, UnknownUserError, UserExistsError
from pioreactor.web.wire.common import ErrorBody

_log = logging.getLogger("pioreactor.web")

_REMEDIES = {
    404: "Check the path; the routes are listed in /api/openapi.json on the leader.",
    405: "Use one of the methods in the Allow header.",
    413: "Send a smaller body.",
}


class ApiError(Exception):
    """Ends a request with ``status`` (400 to 599) and the error body. ``error`` says what happened in one sentence."""

    def __init__(
        self,
        status: int,
        error: str,
        *,
        cause: str | None = None,
        remediation: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.cause = cause
        self.remediation = remediation
        self.headers = headers or {}


def error_response(error: ApiError) -> Response:
    """The JSON reply of an error. ``cause`` repeats the error where nothing more is known, as clients expect."""
    body = ErrorBody(
        error=error.error,
        status=error.status,
        cause=error.cause if error.cause is not None else error.error,
        remediation=error.remediation,
        diagnostics=[],
    )
    response = Response(msgspec.json.encode(body), status=error.status, mimetype="application/json")
    response.headers.update(error.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def register_error_handlers(app: Flask) -> None:
    """Turn every exception of a request into the JSON error body; the traceback goes to the log only."""
    app.register_error_handler(ApiError, error_response)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(exc.PioreactorError, _domain_error)
    app.register_error_handler(Exception, _unexpected)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    allowed: Any = getattr(error, "valid_methods", None)
    headers = {"Allow": ", ".join(sorted(allowed))} if allowed else {}
    phrase = HTTPStatus(status).phrase
    what = f"{phrase}: {request.method} {request.path}." if status in (404, 405) else f"{phrase}."
    return error_response(ApiError(status, what, remediation=_REMEDIES.get(status), headers=headers))


_STATUS: Final[tuple[tuple[type[Exception], int], ...]] = (
    (UnknownExperimentError, 404),
    (exc.NoWorkerFoundError, 404),
    (exc.NotAssignedAnExperimentError, 404),
    (exc.UnknownModelAssignedError, 404),
    (UnknownUserError, 404),
    (UnknownTokenError, 404),
    (UnknownVersionError, 404),
    (UnknownDeadLetterError, 404),
    (ExperimentExistsError, 409),
    (UserExistsError, 409),
    (LastAdminError, 409),
    (TokenNameTakenError, 409),
    (LabelTakenError, 409),
    (FileChangedError, 409),
    (exc.JournalError, 503),
    (staging.TooLargeError, 413),
    (staging.NoSpaceError, 507),
    (staging.OffsetError, 409),
    (staging.UploadError, 404),
    (exc.BundleError, 400),
    (asking.UpgradeUnderWayError, 409),
    (records.UnknownRunError, 404),
    (BackupUnderWayError, 409),
    (UnknownBackupError, 404),
    (UnknownBackupRunError, 404),
    (UnknownDatasetError, 404),
    (UnknownExportError, 404),
    (ExportUnderWayError, 409),
    (ExportRequestError, 400),
    (ExportError, 409),
    (JoinUnderWayError, 409),
    (UnknownJoinError, 404),
)


def _domain_error(error: exc.PioreactorError) -> Response:
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return error_response(ApiError(status, str(error)))
    if isinstance(error, ValueError):
        return error_response(ApiError(400, str(error)))
    _log.warning("%s %s failed: %s", request.method, request.path, error)
    return error_response(ApiError(500, str(error)))


def _unexpected(error: Exception) -> Response:
    _log.exception("%s %s failed.", request.method, request.path)
    return error_response(
        ApiError(
            500,
            "The web server failed on this request.",
            cause=f"{type(error).__name__}: {error}",
            remediation="Look at the unit's log; report it with the lines found there.",
        )
    )
