"""Is the unit there, which version does it run, what time is it."""

from __future__ import annotations

import pioreactor
from pioreactor import clock
from pioreactor.leader.identity.roles import Role
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import services
from pioreactor.web.wire.system import AppVersion, ClockTime, Health

table = RouteTable("health", "/unit_api")


@table.add("GET", "/health", summary="Is the unit there", response=Health, least=Role.NOBODY)
def health() -> Health:
    """Answers without a key, so that anybody can see which unit is there."""
    return Health("ok", services().unit, clock.timestamp())


@table.add("GET", "/versions/app", summary="Version of this software", response=AppVersion)
def app_version() -> AppVersion:
    """The installed version of this package."""
    return AppVersion(pioreactor.__version__)


@table.add("GET", "/system/utc_clock", summary="The unit's time", response=ClockTime)
def utc_clock() -> ClockTime:
    """The unit's clock, so that the leader can tell how far it is off."""
    return ClockTime(clock.timestamp())
