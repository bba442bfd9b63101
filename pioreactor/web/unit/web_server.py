"""The leader's web server about itself."""

from __future__ import annotations

import os
import signal
import threading
from typing import Final, Literal

from msgspec import Struct

from pioreactor import clock
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import accept_unit_task, services
from pioreactor.web.wire.common import TaskAccepted

table = RouteTable("web_server", "/unit_api")

SERVICE: Final = "pioreactor-web.service"
_UNDER_SYSTEMD: Final = "INVOCATION_ID"
"""systemd gives it to its services."""
_ANSWER_FIRST_WALL_S: Final = 1.0


class WebServer(Struct):
    """``state``: it answers, so it is ready. ``raw_status``: in systemd's word, or that it runs without it."""

    service: str
    state: Literal["ready", "disconnected"]
    raw_status: str


@table.add("GET", "/system/web_server/status", summary="State of the leader's web server", response=WebServer)
def status() -> WebServer:
    """403 on a unit that is not the leader."""
    _require_leader()
    return _present()


@table.add(
    "POST PATCH",
    "/system/web_server/restart",
    summary="Restart the leader's web server",
    response=TaskAccepted,
    status=202,
)
def restart() -> TaskAccepted:
    """It ends a second later, and systemd starts it again; jobs go on. 409 where no systemd would do so.

    What became of tasks is told by the next server, this one's included.
    """
    _require_leader()
    if _UNDER_SYSTEMD not in os.environ:
        raise ApiError(
            409,
            "Nothing would start this web server again.",
            cause="It was not started by systemd.",
            remediation="End it and start it again where it was started: `pio web`.",
        )
    accepted = accept_unit_task(lambda _: _present())
    threading.Thread(target=_end, name="restart", daemon=True).start()
    return accepted


def _end() -> None:
    clock.wall_sleep(_ANSWER_FIRST_WALL_S)
    os.kill(os.getpid(), signal.SIGTERM)


def _present() -> WebServer:
    return WebServer(SERVICE, "ready", "active" if _UNDER_SYSTEMD in os.environ else "not a service")


def _require_leader() -> None:
    if not services().is_leader:
        raise ApiError(
            403,
            f"{services().unit} is not the leader.",
            remediation="Ask the leader; a worker's web server is restarted with its unit.",
        )
