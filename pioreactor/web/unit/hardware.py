"""Does the hardware fit the model that the unit is said to be?"""

from __future__ import annotations

from typing import Final

import msgspec

from pioreactor.hardware.report import Report
from pioreactor.leader.identity.roles import Role
from pioreactor.runtime.pio_commands import run_pio
from pioreactor.web.known_model import require_known_model
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import accept_unit_task, services
from pioreactor.web.tasks import TaskFailed, TaskRecord
from pioreactor.web.unit.telling import tell
from pioreactor.web.wire.common import TaskAccepted
from pioreactor.web.wire.system import HardwareChecked
from pioreactor.web.wire.workers import ModelChange
from pioreactor.whoami import am_I_a_worker

table = RouteTable("hardware", "/unit_api", changes=Role.OPERATOR)

_LOOKS_WITHIN_S: Final = 20.0


@table.add(
    "POST PATCH",
    "/hardware/check",
    summary="Does the hardware fit a model",
    request=ModelChange,
    response=TaskAccepted,
    status=202,
)
def check(body: ModelChange) -> TaskAccepted:
    """`pio hardware` as if the unit were this model; the result is a HardwareChecked. Switches nothing; jobs go on."""
    require_known_model(body.model_name, body.model_version)
    shared = services()

    def look(_: TaskRecord) -> HardwareChecked:
        if not am_I_a_worker():
            return HardwareChecked("skipped", f"{shared.unit} is the leader and no worker: it has no vial.")
        found = _look(body)
        if found.reason:
            tell(shared, "hardware", "warning", found.reason)
        return found

    return accept_unit_task(look)


def _look(model: ModelChange) -> HardwareChecked:
    # In a process of its own: the model is one of the things that hold for a whole process, and so is the bus.
    env = {"MODEL_NAME": model.model_name, "MODEL_VERSION": model.model_version}
    ran = run_pio("hardware", "--json", within_s=_LOOKS_WITHIN_S, env=env)
    try:
        report = msgspec.json.decode(ran.stdout, type=Report)
    except msgspec.MsgspecError as error:
        said = " ".join((ran.stderr or ran.stdout).split())[-400:]
        raise TaskFailed("The hardware could not be looked at.", said or str(error), "Run `pio hardware`.") from error
    if not report.problems:
        return HardwareChecked("ok")
    return HardwareChecked("warning", " ".join(problem.text for problem in report.problems), report.problems)
