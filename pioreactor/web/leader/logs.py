"""Log lines and events of automations: read them from the database, add a line for people to see."""

from __future__ import annotations

import msgspec

from pioreactor.leader.identity.roles import Role
from pioreactor.pubsub.topics import topic
from pioreactor.storage.database import assignments, events, experiments, logs
from pioreactor.storage.database.events import StoredAutomationEvent
from pioreactor.storage.database.logs import LogLine
from pioreactor.structs import Log
from pioreactor.web.errors import ApiError
from pioreactor.web.leader.asking import require_unit
from pioreactor.web.leader.commanding import send_commands
from pioreactor.web.routing import ForUnits, RouteTable
from pioreactor.web.services import database_connection
from pioreactor.web.wire.common import ACCEPTED, Status
from pioreactor.web.wire.logs import AutomationEventQuery, LogQuery, NewLog
from pioreactor.whoami import UNIVERSAL_EXPERIMENT, UNIVERSAL_IDENTIFIER

table = RouteTable("logs", "/api", changes=Role.OPERATOR, units=ForUnits.ALL)


@table.add("GET", "/logs", summary="All log lines", query=LogQuery, response=list[LogLine])
def all_logs(query: LogQuery) -> list[LogLine]:
    """Newest first, a hundred at a time."""
    return _list(query)


@table.add(
    "GET", "/experiments/{experiment}/logs", summary="Log of an experiment", query=LogQuery, response=list[LogLine]
)
def experiment_logs(experiment: str, query: LogQuery) -> list[LogLine]:
    """Newest first, a hundred at a time."""
    return _list(query, experiment=experiment)


@table.add(
    "GET",
    "/experiments/{experiment}/recent_logs",
    summary="Newest log lines of an experiment",
    query=LogQuery,
    response=list[LogLine],
)
def recent_experiment_logs(experiment: str, query: LogQuery) -> list[LogLine]:
    """Fifty lines of the last 24 h."""
    with database_connection(readonly=True) as connection:
        return logs.recent_logs(connection, experiment, min_level=query.min_level)


@table.add(
    "GET",
    "/workers/{worker}/experiments/{experiment}/logs",
    summary="Log of a worker in an experiment",
    query=LogQuery,
    response=list[LogLine],
)
def worker_logs(worker: str, experiment: str, query: LogQuery) -> list[LogLine]:
    """From the times at which it worked for the experiment."""
    return _list(query, experiment=experiment, unit=worker, while_assigned=True)


@table.add(
    "GET",
    "/workers/{worker}/experiments/{experiment}/recent_logs",
    summary="Newest log lines of a worker",
    query=LogQuery,
    response=list[LogLine],
)
def recent_worker_logs(worker: str, experiment: str, query: LogQuery) -> list[LogLine]:
    """Fifty lines of the last 24 h: of the experiment and of none."""
    with database_connection(readonly=True) as connection:
        return logs.recent_logs(connection, experiment, unit=worker, min_level=query.min_level)


@table.add(
    "GET",
    "/experiments/{experiment}/automation_events",
    summary="What automations did",
    query=AutomationEventQuery,
    response=list[StoredAutomationEvent],
)
def automation_events(experiment: str, query: AutomationEventQuery) -> list[StoredAutomationEvent]:
    """Newest first, with their reasons and figures; 404 if there is no such experiment."""
    with database_connection(readonly=True) as connection:
        experiments.get_experiment(connection, experiment)
        return events.automation_events(
            connection,
            experiment,
            unit=query.unit,
            automation_type=query.automation_type,
            with_no_event=query.with_no_event,
            skip=query.skip,
            limit=query.limit,
        )


@table.add("GET", "/units/{unit}/logs", summary="Log of a unit", query=LogQuery, response=list[LogLine])
def unit_logs(unit: str, query: LogQuery) -> list[LogLine]:
    """In any experiment."""
    return _list(query, unit=unit)


@table.add("GET", "/units/{unit}/system_logs", summary="System log of a unit", query=LogQuery, response=list[LogLine])
def unit_system_logs(unit: str, query: LogQuery) -> list[LogLine]:
    """Lines that belong to no experiment."""
    return _list(query, unit=unit, experiment=UNIVERSAL_EXPERIMENT)


@table.add(
    "POST",
    "/workers/{unit}/experiments/{experiment}/logs",
    "/units/{unit}/experiments/{experiment}/logs",
    units=ForUnits.ITSELF,
    summary="Add a log line",
    request=NewLog,
    response=Status,
    status=202,
)
def add_log(unit: str, experiment: str, body: NewLog) -> Status:
    """``$broadcast``: one line per worker of the experiment."""
    level = body.level.lower()
    if level.upper() not in logs.SEVERITY:
        raise ApiError(400, f"{body.level!r} is no level.", remediation=f"Use one of: {', '.join(logs.SEVERITY)}.")
    units = [unit]
    if unit == UNIVERSAL_IDENTIFIER:
        with database_connection(readonly=True) as connection:
            units = [row.pioreactor_unit for row in assignments.workers_of_experiment(connection, experiment)]
    else:
        require_unit(unit)
    line = Log(body.message, body.level.upper(), body.task or "", body.source, body.timestamp)
    payload = msgspec.json.encode(line)
    send_commands({topic(name, experiment, "logs", body.source_, level): payload for name in units}, qos=2)
    return ACCEPTED


def _list(
    query: LogQuery, *, experiment: str | None = None, unit: str | None = None, while_assigned: bool = False
) -> list[LogLine]:
    with database_connection(readonly=True) as connection:
        return logs.list_logs(
            connection,
            experiment=experiment,
            unit=unit,
            min_level=query.min_level,
            skip=query.skip,
            while_assigned=while_assigned,
        )
