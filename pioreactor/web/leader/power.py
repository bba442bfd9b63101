"""Restart units of the cluster, or switch them off: the workers first, the leader last."""

from __future__ import annotations

from pioreactor.config import get_leader_hostname
from pioreactor.leader import fanout
from pioreactor.leader.fanout import Call
from pioreactor.leader.replies import UnitReply
from pioreactor.web.leader.asking import units_meant
from pioreactor.web.routing import Reply, RouteTable
from pioreactor.web.services import accept_leader_task
from pioreactor.web.tasks import TaskRecord
from pioreactor.web.wire.common import TaskAccepted

table = RouteTable("power", "/api")


@table.add("POST PATCH", "/units/{unit}/system/reboot", summary="Restart units", response=TaskAccepted, status=202)
def reboot(unit: str) -> TaskAccepted | Reply:
    """Jobs end in order and go on after the boot. ``$broadcast``: every unit, the leader last."""
    return _ask_in_order(units_meant(unit), "/unit_api/system/reboot")


@table.add("POST PATCH", "/units/{unit}/system/shutdown", summary="Switch units off", response=TaskAccepted, status=202)
def shutdown(unit: str) -> TaskAccepted | Reply:
    """Jobs end in order, outputs off. ``$broadcast``: every unit, the leader last."""
    return _ask_in_order(units_meant(unit), "/unit_api/system/shutdown")


def _ask_in_order(units: list[str], path: str) -> TaskAccepted | Reply:
    leader = get_leader_hostname()
    turns = [[name for name in units if name != leader], [name for name in units if name == leader]]

    def ask(record: TaskRecord) -> dict[str, UnitReply]:
        replies: dict[str, UnitReply] = {}
        for turn in turns:
            replies |= fanout.ask([Call(name, "POST", path) for name in turn])
            record.advance(len(replies), len(units))
        return replies

    return accept_leader_task(ask, lock="power-lock")
