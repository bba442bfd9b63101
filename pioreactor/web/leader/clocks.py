"""Set the clocks of the cluster: the leader's first, then every worker steps to it."""

from __future__ import annotations

from pioreactor.leader import cluster
from pioreactor.leader.fanout import Call
from pioreactor.leader.replies import UnitReply
from pioreactor.web.errors import ApiError
from pioreactor.web.leader.asking import ask_later, ask_now, workers_meant
from pioreactor.web.routing import Reply, RouteTable
from pioreactor.web.services import accept_leader_task, database_connection, services
from pioreactor.web.tasks import TaskRecord
from pioreactor.web.unit.clock_setting import set_leader_clock
from pioreactor.web.wire.common import TaskAccepted
from pioreactor.web.wire.system import ClockWanted

table = RouteTable("clocks", "/api")


@table.add(
    "POST", "/system/utc_clock", summary="Set all clocks", request=ClockWanted, response=TaskAccepted, status=202
)
def set_utc_clock(body: ClockWanted) -> TaskAccepted | Reply:
    """The leader's is set when this answers; the task lets the workers follow. The result has an entry per unit."""
    shared = services()
    own = set_leader_clock(body.utc_clock_time)
    with database_connection(readonly=True) as connection:
        workers = [name for name in cluster.units(connection) if name != shared.unit]
    calls = [Call(worker, "POST", "/unit_api/system/utc_clock") for worker in workers]

    def follow(record: TaskRecord) -> dict[str, UnitReply]:
        told = UnitReply(ok=True, unit=shared.unit, value={"clock_time": own.clock_time, "stepped_s": own.stepped_s})
        return {shared.unit: told, **ask_now(shared.answers, calls, None, record.advance)}

    return accept_leader_task(follow, lock="clock-lock")


@table.add(
    "POST PATCH",
    "/workers/{worker}/system/utc_clock",
    summary="Let workers step to the leader's clock",
    response=TaskAccepted,
    status=202,
)
def step_workers(worker: str) -> TaskAccepted | Reply:
    """Without touching the leader's. ``$broadcast``: every worker. The result has an entry per worker."""
    leader = services().unit
    workers = [name for name in workers_meant(worker) if name != leader]
    if not workers:
        raise ApiError(409, "Only the leader is meant, and its clock is the others' measure.")
    return ask_later([Call(name, "POST", "/unit_api/system/utc_clock") for name in workers], lock="clock-lock")
