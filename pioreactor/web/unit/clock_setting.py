"""Set this unit's clock: the leader's to a time that somebody says, a worker's to the leader's."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pioreactor import clock
from pioreactor.runtime import clock_wishes
from pioreactor.runtime.clock_wishes import ClockNotSetError
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import Services, accept_unit_task, services
from pioreactor.web.tasks import TaskRecord
from pioreactor.web.unit.telling import tell
from pioreactor.web.wire.common import TaskAccepted
from pioreactor.web.wire.system import ClockSet, ClockWanted

table = RouteTable("clock setting", "/unit_api")

TOLD_ABOVE_S: Final = 1.0
"""A step that is larger is a warning in the log: charts and stamps show it."""


@table.add("POST PATCH", "/system/utc_clock", summary="Set the unit's clock", request=ClockWanted, response=ClockSet)
def set_utc_clock(body: ClockWanted) -> ClockSet | TaskAccepted:
    """The leader: to ``utc_clock_time``, waits up to 25 s. A worker, without a body: to its sources of time; a task."""
    if services().is_leader:
        return set_leader_clock(body.utc_clock_time)
    if body.utc_clock_time is not None:
        raise ApiError(
            400,
            "A worker takes its time from the leader.",
            remediation="Leave utc_clock_time out, or POST /api/system/utc_clock on the leader.",
        )
    try:
        clock_wishes.require_setter()
    except ClockNotSetError as error:
        raise ApiError(409, str(error)) from error
    shared = services()

    def step(_: TaskRecord) -> ClockSet:
        return _set(None, shared)

    return accept_unit_task(step)


def set_leader_clock(text: str | None) -> ClockSet:
    """Set the clock of this unit, the leader, to an ISO-8601 time. Raises ApiError 400, 409."""
    try:
        moment = clock_wishes.parse_time(text or "")
    except ValueError as error:
        raise ApiError(
            400,
            "This is no time to which a clock can be set.",
            cause=str(error),
            remediation='Send {"utc_clock_time": "2026-03-01T12:00:00Z"}.',
        ) from error
    try:
        return _set(moment, services())
    except ClockNotSetError as error:
        raise ApiError(409, "The clock was not set.", cause=str(error)) from error


def _set(moment: datetime | None, shared: Services) -> ClockSet:
    stepped_s = clock_wishes.set_clock(moment).stepped_s
    _tell(stepped_s, shared)
    return ClockSet(clock_time=clock.timestamp(), stepped_s=stepped_s)


def _tell(stepped_s: float, shared: Services) -> None:
    told = f"The clock was set {'back' if stepped_s < 0 else 'forward'} by {abs(stepped_s):.1f} s."
    is_small = abs(stepped_s) < TOLD_ABOVE_S
    tell(shared, "clock", "notice" if is_small else "warning", told)
