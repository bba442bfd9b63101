"""The open alarms of this unit: look at them, acknowledge one, ask an interlock to let go."""

from __future__ import annotations

from pioreactor.exc import AlarmError
from pioreactor.leader.identity.roles import Role
from pioreactor.pubsub.client import Client
from pioreactor.runtime import alarms
from pioreactor.runtime.alarms import Alarm
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import services
from pioreactor.web.wire.alarms import AlarmAnswer, AlarmSeen

table = RouteTable("alarms", "/unit_api", changes=Role.OPERATOR)


@table.add("GET", "/alarms", summary="Open alarms of this unit", response=list[Alarm])
def open_alarms() -> list[Alarm]:
    """Worst and newest first; acknowledged ones after the others."""
    return alarms.open_alarms()


@table.add(
    "POST",
    "/alarms/{code}/acknowledge",
    summary="Somebody has seen an alarm",
    request=AlarmSeen,
    response=AlarmAnswer,
)
def acknowledge(code: str, body: AlarmSeen) -> AlarmAnswer:
    """One whose condition is over disappears. 404 if no such alarm is open. Works without the broker."""
    _require_open(code)
    return AlarmAnswer(alarms.acknowledge_alarm(code, _name(body), _client()))


@table.add(
    "POST", "/alarms/{code}/reset", summary="Ask an interlock to let go", request=AlarmSeen, response=AlarmAnswer
)
def reset(code: str, body: AlarmSeen) -> AlarmAnswer:
    """The interlock looks itself whether that is safe: the alarm disappears, or says in ``data.reset_refused`` why not.

    404 if no such alarm is open, 409 for one that ends by itself.
    """
    _require_open(code)
    try:
        return AlarmAnswer(alarms.request_reset(code, _name(body), _client()))
    except AlarmError as error:
        raise ApiError(409, str(error), remediation="Acknowledge it; it ends when its cause is gone.") from error


def _require_open(code: str) -> None:
    if alarms.get_alarm(code) is None:
        known = ", ".join(alarm.code for alarm in alarms.open_alarms()) or "none"
        raise ApiError(
            404,
            f"{services().unit} has no open alarm {code[:80]!r}.",
            remediation=f"Somebody may have closed it. Open are: {known}.",
        )


def _name(body: AlarmSeen) -> str:
    name = body.by.strip()
    if not name or not name.isprintable():
        raise ApiError(400, "The name cannot be shown.", remediation="Give the name of a person in ``by``.")
    return name


def _client() -> Client:
    return services().messenger.client()
