"""Mend the unit's files and services, and look whether all is well afterwards."""

from __future__ import annotations

from typing import Final

import msgspec

from pioreactor.runtime.pio_commands import Ran, run_pio
from pioreactor.web.routing import Reply, RouteTable
from pioreactor.web.services import accept_single_unit_task
from pioreactor.web.tasks import TaskRecord
from pioreactor.web.wire.common import TaskAccepted
from pioreactor.web.wire.system import CommandRan, RepairDone, StatusRan, StatusReport

table = RouteTable("repair", "/unit_api")

_REPAIR_WITHIN_S: Final = 90.0
_STATUS_WITHIN_S: Final = 30.0


@table.add("POST PATCH", "/system/repair", summary="Repair the unit", response=TaskAccepted, status=202)
def repair() -> TaskAccepted | Reply:
    """`pio repair`, then `pio status --json`; the result is a RepairDone. Nothing that is measured is touched."""
    return accept_single_unit_task(_repair, "repair-system-lock")


def _repair(_: TaskRecord) -> RepairDone:
    mended = run_pio("repair", within_s=_REPAIR_WITHIN_S)
    looked = run_pio("status", "--json", within_s=_STATUS_WITHIN_S)
    return RepairDone(
        success=mended.returncode == 0 and looked.returncode == 0,
        repair=CommandRan(*mended),
        status=StatusRan(*looked, _report(looked)),
    )


def _report(looked: Ran) -> StatusReport | None:
    try:
        return msgspec.json.decode(looked.stdout, type=StatusReport)
    except msgspec.MsgspecError:
        return None
