"""How the leader's routes reach units: as a task with an answer per unit, or at once from a single unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from msgspec import UNSET

from pioreactor import clock
from pioreactor.leader import cluster, fanout
from pioreactor.leader.fanout import Call
from pioreactor.leader.replies import UnitReply
from pioreactor.web.answers_kept import AnswersKept
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import Reply
from pioreactor.web.services import accept_leader_task, database_connection, services
from pioreactor.web.tasks import PRIORITY_FAN_OUT, TaskRecord
from pioreactor.web.wire.common import TaskAccepted
from pioreactor.whoami import UNIVERSAL_IDENTIFIER

Advance: TypeAlias = Callable[[int, int], None]
"""Is told how many units have answered, of how many."""


def ask_later(
    calls: Sequence[Call],
    *,
    priority: int = PRIORITY_FAN_OUT,
    timeout_s: float | None = None,
    lock: str | None = None,
    is_kept: bool = False,
) -> TaskAccepted | Reply:
    """Queue the calls; the task's result is the envelope with an entry per unit.

    ``is_kept``: an answer that is at most ten seconds old will do (GET only).
    """
    answers = services().answers

    def ask(record: TaskRecord) -> dict[str, UnitReply]:
        record.advance(0, len(calls))
        reach = ask_kept if is_kept else ask_now
        return reach(answers, calls, timeout_s, record.advance)

    return accept_leader_task(ask, priority=priority, lock=lock)


def ask_now(
    answers: AnswersKept, calls: Sequence[Call], timeout_s: float | None, advance: Advance = lambda done, total: None
) -> dict[str, UnitReply]:
    """The answers of the units. What is kept of a unit that is told to change something is forgotten."""
    changed = [call.unit for call in calls if call.method != "GET"]
    for unit in changed:
        answers.forget(unit)
    try:
        return fanout.ask(calls, timeout_s=timeout_s, on_answer=lambda done: advance(done, len(calls)))
    finally:
        for unit in changed:  # also what somebody has asked meanwhile
            answers.forget(unit)


def ask_kept(
    answers: AnswersKept, calls: Sequence[Call], timeout_s: float | None, advance: Advance = lambda done, total: None
) -> dict[str, UnitReply]:
    """The answers of the units, of which some may be up to ten seconds old."""
    known = {call.unit: found for call in calls if (found := answers.find(call.unit, call.path)) is not None}
    advance(len(known), len(calls))
    asked = [call for call in calls if call.unit not in known]
    began_s = clock.wall_monotonic()
    fresh = fanout.ask(asked, timeout_s=timeout_s, on_answer=lambda done: advance(len(known) + done, len(calls)))
    for call in asked:
        answers.keep(call.path, fresh[call.unit], began_s)
    return {call.unit: known.get(call.unit) or fresh[call.unit] for call in calls}


def get_later(units: Sequence[str], path: str, *, timeout_s: float = fanout.READ_TIMEOUT_S) -> TaskAccepted | Reply:
    """Queue a GET of ``path`` on each unit."""
    return ask_later([Call(unit, "GET", path) for unit in units], timeout_s=timeout_s)


def ask_one(
    unit: str,
    path: str,
    *,
    method: str = "GET",
    body: object = None,
    timeout_s: float = 10.0,
    is_slow: bool = False,
) -> Any:
    """The answer of a single unit, now. Raises ApiError: 400 for an unknown unit, the unit's own 4xx, 502 otherwise.

    ``is_slow``: a command that the unit answers only when it is done, which may take all of ``timeout_s``.
    """
    if unit == UNIVERSAL_IDENTIFIER:
        raise ApiError(400, "This route asks one unit.", remediation="Name a unit instead of $broadcast.")
    require_unit(unit)
    reply = ask_now(services().answers, [Call(unit, method, path, body, is_slow)], timeout_s)[unit]
    if reply.ok:
        return reply.value
    error = reply.error
    assert error is not UNSET
    code = reply.status_code
    status = code if isinstance(code, int) and 400 <= code < 500 else 502
    raise ApiError(status, error.message, cause=error.cause, remediation=error.remediation)


def require_unit(unit: str) -> None:
    """Raise ApiError 400 unless the unit belongs to the cluster."""
    with database_connection(readonly=True) as connection:
        known = cluster.units(connection)
    if unit not in known:
        raise ApiError(
            400,
            f"{unit[:80]!r} is not a unit of this cluster.",
            remediation=f"Units are: {', '.join(known) or 'none'}.",
        )


def units_meant(unit: str) -> list[str]:
    """``$broadcast`` as all units of the cluster; another name as itself. Raises ApiError 400 for an unknown one."""
    if unit != UNIVERSAL_IDENTIFIER:
        require_unit(unit)
        return [unit]
    with database_connection(readonly=True) as connection:
        return cluster.units(connection)


def workers_meant(worker: str) -> list[str]:
    """``$broadcast`` as all workers; another name as itself. Raises ApiError 400 for an unknown one."""
    with database_connection(readonly=True) as connection:
        known = cluster.workers(connection)
    if worker == UNIVERSAL_IDENTIFIER:
        return known
    if worker not in known:
        raise ApiError(
            400, f"{worker[:80]!r} is not a worker.", remediation=f"Workers are: {', '.join(known) or 'none'}."
        )
    return [worker]
