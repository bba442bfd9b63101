"""Calibrations of workers: every route asks the units themselves and answers with a task."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from pioreactor.leader.fanout import Call
from pioreactor.leader.identity.roles import Role
from pioreactor.web.leader.asking import ask_later, workers_meant
from pioreactor.web.routing import PARAMETER, ForUnits, Reply, RouteTable
from pioreactor.web.wire.calibrations import NewCalibration
from pioreactor.web.wire.common import TaskAccepted

table = RouteTable("calibrations", "/api", changes=Role.OPERATOR, units=ForUnits.ITSELF)

_OF_DEVICE: Final = "/calibrations/{device}"
_ONE: Final = "/calibrations/{device}/{name}"


def _pass_on(method: str, path: str, name: str, summary: str, request: Any = None, *, is_kept: bool = False) -> None:
    """Declare ``/workers/{worker}<path>``: the workers are asked for their own ``<path>``, ``$broadcast`` all."""

    def ask(worker: str, body: object = None, **parts: str) -> TaskAccepted | Reply:
        of_unit = "/unit_api" + PARAMETER.sub(lambda found: quote(parts[found[1]], safe=""), path)
        return ask_later([Call(unit, method, of_unit, body) for unit in workers_meant(worker)], is_kept=is_kept)

    ask.__name__ = name
    options: dict[str, Any] = {"summary": summary, "request": request, "response": TaskAccepted, "status": 202}
    table.add(method, f"/workers/{{worker}}{path}", **options)(ask)


_pass_on("GET", "/calibration_protocols", "protocols", "What can be calibrated, and how", is_kept=True)
_pass_on("GET", "/calibrations", "of_workers", "All calibrations of workers", is_kept=True)
_pass_on("GET", "/calibrations/sessions", "open_sessions", "Calibration sessions of workers that are not over")
_pass_on("GET", _OF_DEVICE, "of_device", "Calibrations of a device")
_pass_on("GET", _ONE, "one", "One calibration")
_pass_on("POST", _OF_DEVICE, "upload", "Upload a calibration", NewCalibration)
_pass_on("DELETE", _ONE, "delete", "Delete a calibration")
_pass_on("GET", "/active_calibrations", "active", "Calibrations in use", is_kept=True)
_pass_on("PATCH", "/active_calibrations/{device}/{name}", "set_active", "Use a calibration")
_pass_on("DELETE", "/active_calibrations/{device}", "clear_active", "Use no calibration")
