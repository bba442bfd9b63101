"""The open alarms of all units, and those of an experiment that are over."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec

from pioreactor.leader.fanout import Call, ask
from pioreactor.leader.identity.roles import Role
from pioreactor.leader.replies import UnitError, UnitReply
from pioreactor.runtime.alarms import Alarm
from pioreactor.storage.database import alarm_history, experiments
from pioreactor.storage.database.alarm_history import PastAlarm
from pioreactor.web.leader.asking import ask_one, units_meant
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import database_connection
from pioreactor.web.wire.alarms import AlarmAnswer, AlarmHistoryQuery, AlarmSeen, AlarmsOfUnits
from pioreactor.whoami import UNIVERSAL_IDENTIFIER

table = RouteTable("alarms", "/api", changes=Role.OPERATOR)

ANSWER_WITHIN_S = 2.0
"""Wall seconds that a unit has to tell its alarms; a silent unit must not keep the others' from being seen."""


@table.add("GET", "/alarms", summary="Open alarms of all units", response=AlarmsOfUnits)
def all_alarms() -> AlarmsOfUnits:
    """Asked of the units themselves, all at once; one that does not answer within two seconds is under ``errors``."""
    calls = [Call(unit, "GET", "/unit_api/alarms") for unit in units_meant(UNIVERSAL_IDENTIFIER)]
    replies = ask(calls, timeout_s=ANSWER_WITHIN_S)
    found: dict[str, list[Alarm]] = {}
    errors: dict[str, UnitReply] = {}
    for unit, reply in replies.items():
        try:
            if reply.ok:
                found[unit] = msgspec.convert(reply.value, list[Alarm])
            else:
                errors[unit] = reply
        except msgspec.ValidationError as error:
            told = UnitError("invalid_response", f"{unit} told alarms that cannot be read.", str(error), None)
            errors[unit] = UnitReply(ok=False, unit=unit, error=told)
    return AlarmsOfUnits(alarms=found, errors=errors)


@table.add("GET", "/units/{unit}/alarms", summary="Open alarms of a unit", response=list[Alarm])
def unit_alarms(unit: str) -> Any:
    """Worst and newest first."""
    return ask_one(unit, "/unit_api/alarms", timeout_s=ANSWER_WITHIN_S)


@table.add(
    "POST",
    "/units/{unit}/alarms/{code}/acknowledge",
    summary="Somebody has seen an alarm of a unit",
    request=AlarmSeen,
    response=AlarmAnswer,
)
def acknowledge(unit: str, code: str, body: AlarmSeen) -> Any:
    """One whose condition is over disappears. 404 if no such alarm is open."""
    return _tell(unit, code, "acknowledge", body)


@table.add(
    "POST",
    "/units/{unit}/alarms/{code}/reset",
    summary="Ask an interlock of a unit to let go",
    request=AlarmSeen,
    response=AlarmAnswer,
)
def reset(unit: str, code: str, body: AlarmSeen) -> Any:
    """The interlock decides itself whether that is safe. 404 if no such alarm is open, 409 for one without a latch."""
    return _tell(unit, code, "reset", body)


def _tell(unit: str, code: str, what: str, body: AlarmSeen) -> Any:
    told = ask_one(unit, f"/unit_api/alarms/{quote(code, safe='')}/{what}", method="POST", body={"by": body.by})
    return {"status": "success", **told}


@table.add(
    "GET",
    "/alarms/history",
    summary="Alarms, also those that are over",
    query=AlarmHistoryQuery,
    response=list[PastAlarm],
)
def history(query: AlarmHistoryQuery) -> list[PastAlarm]:
    """Newest first, with the times at which each was raised, seen and over."""
    return _past(None, query)


@table.add(
    "GET",
    "/experiments/{experiment}/alarms",
    summary="Alarms of an experiment, also those that are over",
    query=AlarmHistoryQuery,
    response=list[PastAlarm],
)
def history_of_experiment(experiment: str, query: AlarmHistoryQuery) -> list[PastAlarm]:
    """Newest first; 404 if there is no such experiment."""
    return _past(experiment, query)


def _past(experiment: str | None, query: AlarmHistoryQuery) -> list[PastAlarm]:
    with database_connection(readonly=True) as connection:
        if experiment is not None:
            experiments.get_experiment(connection, experiment)
        return alarm_history.past_alarms(
            connection,
            experiment=experiment,
            unit=query.unit,
            code=query.code,
            skip=query.skip,
            limit=query.limit,
        )
