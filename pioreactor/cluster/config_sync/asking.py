"""What the leader asks of units about their files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

import msgspec

from pioreactor.cluster.config_sync.structs import FilesHeld, FileTexts
from pioreactor.leader.fanout import Call, ask
from pioreactor.leader.replies import UnitError, UnitReply

HELD_PATH: Final = "/unit_api/config/version"
TEXTS_PATH: Final = "/unit_api/config/texts"
SHARED_PATH: Final = "/unit_api/config/shared"
Answer = TypeVar("Answer")


def files_held(units: Sequence[str]) -> tuple[dict[str, FilesHeld], dict[str, UnitReply]]:
    """Which files the units have, and the replies of those that did not say."""
    return _asked(units, HELD_PATH, FilesHeld)


def file_texts(units: Sequence[str]) -> tuple[dict[str, FileTexts], dict[str, UnitReply]]:
    """The files of the units with secrets hidden, and the replies of those that did not say."""
    return _asked(units, TEXTS_PATH, FileTexts)


def _asked(units: Sequence[str], path: str, shape: type[Answer]) -> tuple[dict[str, Answer], dict[str, UnitReply]]:
    answers: dict[str, Answer] = {}
    failed: dict[str, UnitReply] = {}
    for unit, reply in ask([Call(unit, "GET", path) for unit in units]).items():
        if not reply.ok:
            failed[unit] = reply
            continue
        try:
            answers[unit] = msgspec.convert(reply.value, shape)
        except msgspec.ValidationError as error:
            failed[unit] = failure(unit, f"{unit} gave an answer that cannot be read.", str(error))
    return answers, failed


def failure(unit: str, message: str, cause: str, remediation: str | None = None) -> UnitReply:
    """The entry of a unit where something failed that is no matter of the network."""
    error = UnitError(kind="invalid_response", message=message, cause=cause, remediation=remediation)
    return UnitReply(ok=False, unit=unit, error=error, status_code=None, retryable=False)
