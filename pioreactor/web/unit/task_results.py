"""What came of background tasks."""

from __future__ import annotations

from typing import Final, Literal

from pioreactor.web.errors import ApiError
from pioreactor.web.routing import ForUnits, Reply, RouteTable
from pioreactor.web.services import services
from pioreactor.web.task_store import StoredTask
from pioreactor.web.tasks import TaskRecord
from pioreactor.web.wire.common import TaskLine, TaskProgress, TaskResult

table = RouteTable("task_results", "/unit_api")
_LISTED: Final = 100


@table.add("GET", "/task_results", summary="The last background tasks", response=list[TaskLine])
def task_list() -> list[TaskLine]:
    """The newest hundred, the newest first; those of before a restart of the web server, too."""
    return [
        TaskLine(
            task_id=task.task_id,
            result_url_path=_path(task.task_id),
            status=_status(task),
            what=task.what,
            submitted_at=task.submitted_at,
            ended_at=task.ended_at,
            error=task.told.error if task.told is not None else None,
        )
        for task in services().task_store.recent(_LISTED)
    ]


@table.add(
    "GET",
    "/task_results/{task_id}",
    units=ForUnits.ALL,
    summary="Where a background task stands",
    response=TaskResult,
)
def task_result(task_id: str) -> Reply:
    """202 while the task waits or runs, 200 with its result afterwards, 404 for an id that is not known (any more).

    A task that a restart of the web server has interrupted has failed.
    """
    shared = services()
    record = shared.unit_tasks.find(task_id) or shared.leader_tasks.find(task_id)
    if record is not None:
        return Reply(_told(record), status=200 if record.done.is_set() else 202)
    stored = shared.task_store.find(task_id)
    if stored is not None and stored.told is not None:
        return Reply(_remembered(stored))
    raise ApiError(
        404,
        "There is no such task.",
        cause="The id was never given out, or the unit was started again since.",
        remediation="Look at the state of the job or the unit itself, and ask again if the work was not done.",
    )


def _told(record: TaskRecord) -> TaskResult:
    told = TaskResult(
        task_id=record.task_id,
        result_url_path=_path(record.task_id),
        status=record.status if record.done.is_set() else "pending",  # type: ignore[arg-type]
    )
    if record.steps_total:
        told.progress = TaskProgress(record.steps_done, record.steps_total)
    if record.done.is_set() and record.status == "succeeded":
        told.result = record.result
    elif record.done.is_set():
        told.error = record.error or "The task failed."
        told.cause = record.cause
        told.remediation = record.remediation
    return told


def _remembered(task: StoredTask) -> TaskResult:
    assert task.told is not None
    told = TaskResult(task_id=task.task_id, result_url_path=_path(task.task_id), status=_status(task))
    if task.told.is_left_out:
        told.cause = "The result was long and has not outlasted the restart of the web server."
        told.remediation = "Ask again for what was only read; look at the unit for what was changed."
    elif told.status == "succeeded":
        told.result = task.told.result
    else:
        told.error = task.told.error or "The task failed."
        told.cause, told.remediation = task.told.cause, task.told.remediation
    return told


def _status(task: StoredTask) -> Literal["pending", "succeeded", "failed"]:
    if task.told is None:
        return "pending"
    return "succeeded" if task.told.status == "succeeded" else "failed"


def _path(task_id: str) -> str:
    return f"/unit_api/task_results/{task_id}"
