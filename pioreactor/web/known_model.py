"""Models that somebody names in a request."""

from __future__ import annotations

from pioreactor.exc import UnknownModelAssignedError
from pioreactor.models import get_model
from pioreactor.web.errors import ApiError


def require_known_model(name: str, version: str) -> None:
    """Raise ApiError 400 unless there is such a bioreactor model here."""
    try:
        get_model(name, version)
    except UnknownModelAssignedError as error:
        raise ApiError(400, str(error), remediation="GET /api/models on the leader lists what is known.") from error
