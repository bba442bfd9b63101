"""Bodies of the alarm routes. An alarm itself is :class:`pioreactor.runtime.alarms.Alarm`, as on its MQTT topic."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from pioreactor.leader.replies import UnitReply
from pioreactor.runtime.alarms import Alarm


class AlarmsOfUnits(Struct):
    """The open alarms of each unit that answered, worst first, and why the others did not."""

    alarms: dict[str, list[Alarm]]
    errors: dict[str, UnitReply]


class AlarmSeen(Struct, forbid_unknown_fields=True):
    """Who looks after the alarm: the name that people will read beside it."""

    by: Annotated[str, Meta(min_length=1, max_length=100)]


class AlarmAnswer(Struct):
    """The alarm after the request; None: its condition was over, so it has disappeared."""

    alarm: Alarm | None
    status: Literal["success"] = "success"


class AlarmHistoryQuery(Struct):
    """``unit``: only its alarms; ``code``: only this one; ``skip``: alarms to leave out, newest first."""

    unit: Annotated[str, Meta(max_length=63)] | None = None
    code: Annotated[str, Meta(max_length=100)] | None = None
    skip: Annotated[int, Meta(ge=0, le=10**9)] = 0
    limit: Annotated[int, Meta(ge=1, le=1000)] = 100
