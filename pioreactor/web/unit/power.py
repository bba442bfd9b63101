"""Restart the unit's computer, or switch it off."""

from __future__ import annotations

from pioreactor.runtime import power
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import accept_unit_task, services
from pioreactor.web.tasks import TaskRecord
from pioreactor.web.wire.common import TaskAccepted

table = RouteTable("power", "/unit_api")


@table.add("POST PATCH", "/system/reboot", summary="Restart the computer", response=TaskAccepted, status=202)
def reboot() -> TaskAccepted:
    """The result is true, the restart comes five seconds later. Jobs end in order and go on after the boot."""
    return _accept("reboot")


@table.add("POST PATCH", "/system/shutdown", summary="Switch the computer off", response=TaskAccepted, status=202)
def shutdown() -> TaskAccepted:
    """The result is true, it goes off five seconds later. Jobs end in order, and go on if it is switched on in time."""
    return _accept("poweroff")


def _accept(verb: power.Verb) -> TaskAccepted:
    try:
        power.require_listener()
    except power.PowerError as error:
        raise ApiError(409, str(error)) from error
    if not services().power.passes("power"):
        raise ApiError(
            429, "The computer was asked a moment ago.", remediation="Wait 15 s.", headers={"Retry-After": "15"}
        )

    def ask(_: TaskRecord) -> bool:
        power.ask_for(verb)
        return True

    return accept_unit_task(ask)
