"""Numbers for a monitoring system. Switched off unless the configuration says otherwise."""

from __future__ import annotations

import ipaddress

from flask import current_app, request

from pioreactor.config import get_config
from pioreactor.leader.identity.roles import Role
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import TEXT, Reply, RouteTable
from pioreactor.web.services import services

table = RouteTable("metrics", "/unit_api")
SECTION = "metrics"


@table.add("GET", "/metrics", summary="Numbers for Prometheus", media_type=TEXT, response=str, least=Role.NOBODY)
def metrics() -> Reply:
    """Of this unit, in Prometheus' text format. Without a key only for the addresses in ``[metrics] allowed``."""
    if not get_config().getboolean(SECTION, "enabled"):
        raise ApiError(
            404, "This unit tells no metrics.", remediation=f"Set [{SECTION}] enabled = 1, or use the role metrics."
        )
    if not is_allowed(request.remote_addr or "", get_config().get(SECTION, "allowed", fallback="")):
        current_app.extensions["gate"].identify(request)
    # Late: who does not ask for metrics has none of it in memory.
    import pioreactor
    from pioreactor.web.metrics import exposition, families, machine
    from pioreactor.web.unit.overview import SnapshotQuery, overview

    shared = services()
    looked = machine.look(shared.unit, shared.journal, shared.registry)
    found = families.families(pioreactor.__version__, overview(SnapshotQuery()), looked)
    return Reply(exposition.render(found, {"unit": shared.unit}), headers={"Content-Type": exposition.CONTENT_TYPE})


def is_allowed(address: str, allowed: str) -> bool:
    """Whether ``address`` is in the list of addresses and networks, separated by commas. Other words fit nobody."""
    try:
        caller = ipaddress.ip_address(address)
    except ValueError:
        return False
    for word in filter(None, (word.strip() for word in allowed.split(","))):
        try:
            if caller in ipaddress.ip_network(word, strict=False):
                return True
        except ValueError:
            continue
    return False
