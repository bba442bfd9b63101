"""What a page needs before anything else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from flask import request

import pioreactor
from pioreactor import clock
from pioreactor.config import get_config
from pioreactor.storage import credentials
from pioreactor.web.callers import caller
from pioreactor.web.hosts import host_name
from pioreactor.web.live_link import url_for
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import cluster_name, services
from pioreactor.web.wire.system import AccessPoint, Clock, LiveLink, Me, Session

table = RouteTable("session", "/api")
_ACCESS_POINT_MARK: Final = Path("/boot/firmware/local_access_point")


@table.add("GET", "/session", summary="The appliance, its clock and its live link", response=Session)
def session() -> Session:
    """The account in ``mqtt`` can only read; commands go over HTTP."""
    shared, asking, own = services(), caller(), credentials.load()
    return Session(
        version=pioreactor.__version__,
        me=Me(asking.username, asking.role.word, asking.kind),  # type: ignore[arg-type]
        leader=shared.unit,
        cluster_name=cluster_name(),
        clock=Clock(utc_s=clock.now_s(), speed=clock.speed()),
        mqtt=LiveLink(
            url=url_for(host_name(request.host)),
            username=own.ui_mqtt_username,
            password=own.ui_mqtt_password,
        ),
        simulated=_is_simulated(),
    )


@table.add(
    "GET",
    "/local_access_point",
    summary="Whether the leader makes a Wi-Fi of its own",
    response=AccessPoint,
    max_age_s=10_000,
)
def local_access_point() -> AccessPoint:
    """By the file on the boot partition with which that is chosen."""
    return AccessPoint(_ACCESS_POINT_MARK.exists())


def _is_simulated() -> bool:
    backend = os.environ.get("PIO_HARDWARE") or get_config().get("hardware", "backend", fallback="raspberry_pi")
    return backend == "simulated"
