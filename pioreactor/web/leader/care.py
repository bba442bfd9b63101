"""Look after units: mend their files and services, see whether their hardware fits their model."""

from __future__ import annotations

from typing import Final

from pioreactor.leader.fanout import Call
from pioreactor.leader.identity.roles import Role
from pioreactor.storage.database import workers
from pioreactor.web.errors import ApiError
from pioreactor.web.leader.asking import ask_later, units_meant, workers_meant
from pioreactor.web.routing import Reply, RouteTable
from pioreactor.web.services import database_connection
from pioreactor.web.wire.common import TaskAccepted

table = RouteTable("care", "/api")

_REPAIR_WITHIN_S: Final = 130.0
"""What a unit takes at most for it, and some."""


@table.add("POST PATCH", "/units/{unit}/system/repair", summary="Repair units", response=TaskAccepted, status=202)
def repair(unit: str) -> TaskAccepted | Reply:
    """Owners, folders, services that ought to run; per unit a RepairDone. ``$broadcast``: every unit."""
    calls = [Call(name, "POST", "/unit_api/system/repair") for name in units_meant(unit)]
    return ask_later(calls, timeout_s=_REPAIR_WITHIN_S, lock="repair-system-lock")


@table.add(
    "POST PATCH",
    "/workers/{worker}/hardware/check",
    summary="Does the hardware of workers fit their model",
    response=TaskAccepted,
    status=202,
    least=Role.OPERATOR,
)
def check_hardware(worker: str) -> TaskAccepted | Reply:
    """Against the model of the inventory, per worker a HardwareChecked. ``$broadcast``: every worker that has one."""
    names = workers_meant(worker)
    with database_connection(readonly=True) as connection:
        rows = [row for row in workers.list_workers(connection) if row.pioreactor_unit in names]
    models = {row.pioreactor_unit: (row.model_name, row.model_version) for row in rows}
    calls = [
        hardware_call(unit, str(name), str(version)) for unit, (name, version) in models.items() if name and version
    ]
    if not calls:
        raise ApiError(
            409,
            f"No model is chosen for {', '.join(names) or 'any worker'}.",
            remediation="Choose it in the inventory.",
        )
    return ask_later(calls)


def hardware_call(unit: str, name: str, version: str) -> Call:
    """The request that has a unit compare its hardware with a model."""
    return Call(unit, "POST", "/unit_api/hardware/check", {"model_name": name, "model_version": version})
