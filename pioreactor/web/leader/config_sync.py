"""Which units have the shared configuration, and bringing it to them."""

from __future__ import annotations

import contextlib

from pioreactor.cluster.config_sync import bringing, looking
from pioreactor.leader.replies import UnitReply
from pioreactor.storage import database
from pioreactor.web.leader.asking import units_meant
from pioreactor.web.leader.config_news import ConfigNews
from pioreactor.web.routing import ForUnits, Reply, RouteTable
from pioreactor.web.services import accept_leader_task, database_connection, services
from pioreactor.web.tasks import TaskRecord
from pioreactor.web.wire.common import TaskAccepted
from pioreactor.web.wire.system import ConfigDiffs, ConfigSync

table = RouteTable("config_sync", "/api")


@table.add("GET", "/config/sync", summary="Which units have the shared configuration", response=ConfigSync)
def state() -> ConfigSync:
    """Asked of all units now; of one that is away, what it had when it was last heard."""
    with database_connection() as connection:
        wanted, units = looking.look(connection, units_meant("$broadcast"))
    ConfigNews(services().messenger).announce(wanted.word)
    return ConfigSync(wanted.version, wanted.newest.timestamp, units)


@table.add("GET", "/config/units/{unit}/diff", summary="What a sync would change on units", response=ConfigDiffs)
def diff(unit: str) -> ConfigDiffs:
    """The copy of the shared file that the unit has, against the leader's; passwords are shown as stars."""
    with database_connection() as connection:
        found, failed = looking.differences(connection, units_meant(unit))
    return ConfigDiffs(found, failed)


@table.add(
    "POST",
    "/config/units/{unit}/sync",
    units=ForUnits.ITSELF,
    summary="Bring the shared configuration to units",
    response=TaskAccepted,
)
def sync(unit: str) -> TaskAccepted | Reply:
    """Also what a unit asks for that came back. Text that was written on the unit is kept in the history first."""
    units, news, answers = units_meant(unit), ConfigNews(services().messenger), services().answers

    def bring(_: TaskRecord) -> dict[str, UnitReply]:
        with contextlib.closing(database.connect()) as connection:
            replies = bringing.bring(connection, units, news.tell)
        for name in units:
            answers.forget(name)
        news.announce_present()
        return replies

    return accept_leader_task(bring, lock=f"config-sync-lock {unit}")
