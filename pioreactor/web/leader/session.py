"""What a page needs before anything else."""

from __future__ import annotations

import os

from flask import request

import pioreactor
from pioreactor import clock
from pioreactor.config import get_config
from pioreactor.web.callers import caller
from pioreactor.web.hosts import host_name
from pioreactor.web.live_link import url_for
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import services
from pioreactor.web.wire.system import Clock, LiveLink, Me, Session

table = RouteTable("session", "/api")


@table.add("GET", "/session", summary="The appliance, its clock and its live link", response=Session)
def session() -> Session:
    """The account in ``mqtt`` can only read; commands go over HTTP."""
    shared, asking = services(), caller()
    return Session(
        version=pioreactor.__version__,
        me=Me(asking.username, asking.role.word, asking.kind),  # type: ignore[arg-type]
        leader=shared.unit,
        cluster_name=get_config().get("cluster.topology", "cluster_name", fallback="") or shared.unit,
        clock=Clock(utc_s=clock.now_s(), speed=clock.speed()),
        mqtt=LiveLink(
            url=url_for(host_name(request.host)),
            username=shared.credentials.ui_mqtt_username,
            password=shared.credentials.ui_mqtt_password,
        ),
        simulated=_is_simulated(),
    )


def _is_simulated() -> bool:
    backend = os.environ.get("PIO_HARDWARE") or get_config().get("hardware", "backend", fallback="raspberry_pi")
    return backend == "simulated"
