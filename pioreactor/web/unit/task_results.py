"""What came of a background task."""

from __future__ import annotations

from pioreactor.web.errors import ApiError
from pioreactor.web.routing import Reply, RouteTable
from pioreactor.web.services import services
from pioreactor.web.tasks import TaskRecord
from pioreactor.web.wire.common import TaskProgress, TaskResult

table = RouteTable("task_results", "/unit_api")


@table.add("GET", "/task_results/{task_id}", summary="Where a background task stands", response=TaskResult)
def task_result(task_id: str) -> Reply:
    """202 while the task waits or runs, 200 with its result afterwards, 404 for an id that is not known (any more)."""
    shared = services()
    record = shared.unit_tasks.find(task_id) or shared.leader_tasks.find(task_id)
    if record is None:
        raise ApiError(
            404,
            "There is no such task.",
            cause="The id was never given out, or the web server restarted since.",
            remediation="Look at the state of the job or the unit itself, and ask again if the work was not done.",
        )
    return Reply(_told(record), status=200 if record.done.is_set() else 202)


def _told(record: TaskRecord) -> TaskResult:
    told = TaskResult(
        task_id=record.task_id,
        result_url_path=f"/unit_api/task_results/{record.task_id}",
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
