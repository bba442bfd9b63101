"""The units of the cluster: the leader and its workers."""

from __future__ import annotations

from pioreactor.leader import cluster
from pioreactor.leader.identity.roles import Role
from pioreactor.pubsub.topics import topic
from pioreactor.web.leader.asking import get_later, units_meant, workers_meant
from pioreactor.web.leader.commanding import send_commands
from pioreactor.web.routing import ForUnits, Reply, RouteTable
from pioreactor.web.services import database_connection
from pioreactor.web.wire.common import ACCEPTED, Status, TaskAccepted
from pioreactor.web.wire.workers import UnitRow
from pioreactor.whoami import UNIVERSAL_EXPERIMENT

table = RouteTable("units", "/api", changes=Role.OPERATOR, units=ForUnits.ITSELF)


@table.add("GET", "/units", units=ForUnits.ALL, summary="All units", response=list[UnitRow])
def units() -> list[UnitRow]:
    """The leader and its workers, each once."""
    with database_connection(readonly=True) as connection:
        return [UnitRow(unit) for unit in cluster.units(connection)]


@table.add(
    "GET",
    "/units/{unit}/capabilities",
    "/workers/{unit}/capabilities",
    summary="What units can run",
    response=TaskAccepted,
    status=202,
)
def capabilities(unit: str) -> TaskAccepted | Reply:
    """A list of commands per unit."""
    return get_later(units_meant(unit), "/unit_api/capabilities", timeout_s=15.0)


@table.add("GET", "/units/{unit}/versions/app", summary="Versions of units", response=TaskAccepted, status=202)
def versions(unit: str) -> TaskAccepted | Reply:
    """``{"version"}`` per unit."""
    return get_later(units_meant(unit), "/unit_api/versions/app")


@table.add("GET", "/units/{unit}/system/utc_clock", summary="Clocks of units", response=TaskAccepted, status=202)
def clocks(unit: str) -> TaskAccepted | Reply:
    """``{"clock_time"}`` per unit."""
    return get_later(units_meant(unit), "/unit_api/system/utc_clock")


@table.add("POST", "/workers/{worker}/blink", summary="Let a worker blink", response=Status, status=202)
def blink(worker: str) -> Status:
    """So that a person finds it on the bench."""
    names = workers_meant(worker)
    send_commands({topic(name, UNIVERSAL_EXPERIMENT, "monitor", "flicker_led_response_okay"): "1" for name in names})
    return ACCEPTED
