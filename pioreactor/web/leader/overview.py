"""Everything that the page's first frame needs, in one reply."""

from __future__ import annotations

from msgspec import Struct

from pioreactor.leader import overview as leader_overview
from pioreactor.leader.replies import Overview
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import database_connection

table = RouteTable("overview", "/api")


class OverviewQuery(Struct):
    """``experiment``: default the newest one with active units, else the newest."""

    experiment: str | None = None


@table.add("GET", "/overview", summary="The first frame of the page", query=OverviewQuery, response=Overview)
def overview(query: OverviewQuery) -> Overview:
    """Experiment, units with their jobs and newest values, newest log lines. Takes at most about a second."""
    with database_connection(readonly=True) as connection:
        return leader_overview.overview(connection, query.experiment)
