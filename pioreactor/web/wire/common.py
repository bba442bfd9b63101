"""Bodies that many routes share."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

UnitName: TypeAlias = Annotated[str, Meta(min_length=1, max_length=63)]
ExperimentName: TypeAlias = Annotated[str, Meta(min_length=1, max_length=199)]
Flag: TypeAlias = Literal[0, 1] | bool
RowNumber: TypeAlias = Annotated[int, Meta(ge=0, le=2**63 - 1)]
"""A number that a row of a database can have."""


class ErrorBody(Struct):
    """Every reply with a status of 400 or more."""

    error: str
    status: int
    cause: str | None
    remediation: str | None
    diagnostics: list[Any]


class Status(Struct):
    """A plain acknowledgement."""

    status: str


SUCCESS = Status("success")
ACCEPTED = Status("accepted")


class TaskAccepted(Struct):
    """The work goes on in the background; poll ``result_url_path`` on the same host."""

    unit: str
    task_id: str
    result_url_path: str
    status: Literal["accepted"] = "accepted"


class TaskResult(Struct, omit_defaults=True):
    """Where a background task stands.

    ``progress`` is an addition to the ecosystem's form: units answered so far, out of ``total``.
    """

    task_id: str
    result_url_path: str
    status: Literal["pending", "running", "succeeded", "failed"]
    result: Any | UnsetType = UNSET
    error: str | UnsetType = UNSET
    cause: str | UnsetType | None = UNSET
    remediation: str | UnsetType | None = UNSET
    progress: TaskProgress | UnsetType = UNSET


class TaskLine(Struct):
    """A background task in a list. ``what``: the request that asked for it; empty for the server's own."""

    task_id: str
    result_url_path: str
    status: Literal["pending", "succeeded", "failed"]
    what: str
    submitted_at: str
    ended_at: str | None
    error: str | None


class TaskProgress(Struct):
    """How far a background task is: ``done`` of ``total`` steps."""

    done: int
    total: int


class LockHeld(Struct):
    """Another instance of the same operation runs; nothing was started."""

    lock: str
    remediation: str
    status: Literal["running"] = "running"
    retry_after_s: int = 1
