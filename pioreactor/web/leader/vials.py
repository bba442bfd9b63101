"""Vials of the units: say what is in them, ask what a dose would do. Outputs and self-tests, asked at once."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec

from pioreactor.leader.fanout import Call, ask
from pioreactor.leader.identity.roles import Role
from pioreactor.leader.replies import OutputNow, UnitReply
from pioreactor.storage.database.assignments import workers_of_experiment
from pioreactor.web.errors import ApiError
from pioreactor.web.leader.asking import ask_later, ask_one, units_meant, workers_meant
from pioreactor.web.routing import ForUnits, Reply, RouteTable
from pioreactor.web.services import database_connection
from pioreactor.web.wire.bottles import BottleChange, Bottles
from pioreactor.web.wire.common import TaskAccepted
from pioreactor.web.wire.outputs import OutputsOfUnits, SelfTestResults
from pioreactor.web.wire.vial import DosePreview, DoseQuestion, VialChange, VialValues
from pioreactor.whoami import UNIVERSAL_IDENTIFIER

table = RouteTable("vials", "/api", changes=Role.OPERATOR, units=ForUnits.ITSELF)

ANSWER_WITHIN_S = 2.0


@table.add(
    "PATCH POST",
    "/workers/{worker}/bioreactor/update/experiments/{experiment}",
    "/units/{worker}/bioreactor/update/experiments/{experiment}",
    summary="Say what is in the vials of units",
    request=VialChange,
    response=TaskAccepted,
    status=202,
)
def change_values(worker: str, experiment: str, body: VialChange) -> TaskAccepted | Reply:
    """Per unit the values that hold now, or why they were refused. ``$broadcast``: the workers of the experiment."""
    if not body.values:
        raise ApiError(400, "No values were given.", remediation='Send {"values": {"current_volume_ml": 14}}.')
    if worker == UNIVERSAL_IDENTIFIER:
        with database_connection(readonly=True) as connection:
            meant = [row.pioreactor_unit for row in workers_of_experiment(connection, experiment)]
    else:
        meant = workers_meant(worker)
    path = f"/unit_api/bioreactor/experiments/{quote(experiment, safe='')}"
    return ask_later([Call(unit, "PATCH", path, body) for unit in meant])


@table.add(
    "GET",
    "/workers/{worker}/bioreactor/experiments/{experiment}",
    "/units/{worker}/bioreactor/experiments/{experiment}",
    summary="What is in the vial of a unit",
    response=VialValues,
)
def get_values(worker: str, experiment: str) -> Any:
    """Asked of the unit itself."""
    return ask_one(worker, f"/unit_api/bioreactor/experiments/{quote(experiment, safe='')}", timeout_s=ANSWER_WITHIN_S)


@table.add(
    "GET",
    "/workers/{worker}/bottles",
    "/units/{worker}/bottles",
    summary="What is left in the bottles of a unit",
    response=Bottles,
)
def get_bottles(worker: str) -> Any:
    """Asked of the unit itself."""
    return ask_one(worker, "/unit_api/bottles", timeout_s=ANSWER_WITHIN_S)


@table.add(
    "PATCH",
    "/workers/{worker}/bottles",
    "/units/{worker}/bottles",
    summary="Say what is in the bottles of a unit",
    request=BottleChange,
    response=Bottles,
)
def change_bottles(worker: str, body: BottleChange) -> Any:
    """Entered by the unit itself; its answer is what holds now."""
    return ask_one(worker, "/unit_api/bottles", method="PATCH", body=body, timeout_s=ANSWER_WITHIN_S)


@table.add(
    "POST",
    "/units/{unit}/dose/preview",
    "/workers/{unit}/dose/preview",
    least=Role.VIEWER,
    is_audited=False,
    summary="What a dose would do",
    request=DoseQuestion,
    response=DosePreview,
)
def preview_dose(unit: str, body: DoseQuestion) -> Any:
    """Worked out by the unit, with the books and calibrations that its pumps use. Nothing moves."""
    return ask_one(unit, "/unit_api/dose/preview", method="POST", body=body, timeout_s=ANSWER_WITHIN_S)


@table.add("GET", "/units/{unit}/outputs", summary="Outputs of units that are on", response=OutputsOfUnits)
def outputs(unit: str) -> OutputsOfUnits:
    """Asked of the units themselves, without the broker. ``$broadcast``: all units."""
    replies = ask([Call(name, "GET", "/unit_api/outputs") for name in units_meant(unit)], timeout_s=ANSWER_WITHIN_S)
    found: dict[str, list[OutputNow]] = {}
    errors: dict[str, UnitReply] = {}
    for name, reply in replies.items():
        if reply.ok:
            found[name] = msgspec.convert(reply.value, list[OutputNow])
        else:
            errors[name] = reply
    return OutputsOfUnits(outputs=found, errors=errors)


@table.add(
    "GET",
    "/workers/{worker}/self_test/results",
    "/units/{worker}/self_test/results",
    summary="Results of a unit's last self-test",
    response=SelfTestResults,
)
def self_test_results(worker: str) -> Any:
    """1 passed, 0 failed, by test."""
    return ask_one(worker, "/unit_api/self_test/results", timeout_s=ANSWER_WITHIN_S)
