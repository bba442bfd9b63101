"""Bodies of the routes about the machine, its clock, journal, configuration and the session."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from pioreactor.leader.replies import UnitReply
from pioreactor.web.wire.common import RowNumber


class Health(Struct):
    """The unit's web server answers."""

    status: Literal["ok"]
    pioreactor_unit: str
    utc_time: str


class ClockTime(Struct):
    """The unit's time, ISO-8601 in UTC."""

    clock_time: str
    status: Literal["success"] = "success"


class Space(Struct):
    """Bytes of a disk or of memory."""

    available_bytes: int
    total_bytes: int


class IPv4(Struct):
    """The addresses of the unit, joined with commas."""

    ipv4_address: str


class AppVersion(Struct):
    """The installed version."""

    version: str


class JournalRow(Struct):
    """One recorded message: ``payload`` as text, ``written_at`` ISO-8601 in UTC."""

    number: int
    topic: str
    payload: str
    written_at: str


class JournalPage(Struct):
    """Recorded messages in order of their numbers; ``last`` is the newest number of this journal."""

    journal_id: str
    last: int
    rows: list[JournalRow]


class JournalQuery(Struct):
    """``after``: give rows with higher numbers; ``limit``: at most so many rows."""

    after: RowNumber = 0
    limit: Annotated[int, Meta(ge=1, le=10_000)] = 1000


class JournalAck(Struct, forbid_unknown_fields=True):
    """The leader holds all rows up to ``through`` durably."""

    journal_id: Annotated[str, Meta(min_length=1, max_length=64)]
    through: RowNumber


class JournalAcknowledged(Struct):
    """The journal after an acknowledgement."""

    journal_id: str
    last: int
    acknowledged: int


class ConfigCode(Struct, forbid_unknown_fields=True):
    """A whole configuration file as INI text."""

    code: Annotated[str, Meta(max_length=500_000)]


class SharedConfigSaved(Struct):
    """The leader has the new file; ``units`` tells for each other unit whether it has it too."""

    units: dict[str, UnitReply]
    status: Literal["success"] = "success"


class ConfigsOfUnits(Struct):
    """The merged configuration of each unit that answered, and why the others did not."""

    configs: dict[str, dict[str, dict[str, str | None]]]
    errors: dict[str, UnitReply]


class Clock(Struct):
    """The leader's time as unix seconds, and how many clock seconds pass per second of the wall."""

    utc_s: float
    speed: float


class LiveLink(Struct):
    """Where and with which read-only account the page follows the broker."""

    url: str
    username: str
    password: str


class Me(Struct):
    """Who asks. ``kind``: a person, a script with a token, or a unit (``username`` is then '')."""

    username: str
    role: Literal["viewer", "operator", "admin"]
    kind: Literal["person", "token", "unit"]


class Session(Struct):
    """What a page needs to know about the appliance it talks to, and who looks at it."""

    version: str
    me: Me
    leader: str
    cluster_name: str
    clock: Clock
    mqtt: LiveLink
    simulated: bool
