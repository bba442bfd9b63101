"""Bodies of the routes about the machine, its clock, journal, configuration and the session."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from pioreactor.cluster.config_sync.effects import ConfigEffect
from pioreactor.cluster.config_sync.structs import ConfigDiff, ConfigOfUnit
from pioreactor.config.faults import ConfigFault
from pioreactor.hardware.report import Problem
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


class ClockWanted(Struct, forbid_unknown_fields=True):
    """``utc_clock_time``: ISO-8601 with Z or an offset, from 2024 on and at most five years from the present clock."""

    utc_clock_time: Annotated[str, Meta(max_length=40)] | None = None


class ClockSet(Struct):
    """The unit's time after its clock was set, and by how much that went; negative: back."""

    clock_time: str
    stepped_s: float
    status: Literal["success"] = "success"


class CommandRan(Struct):
    """A command of the unit that came to its end; ``returncode`` 124: it had to be ended after its time."""

    returncode: int
    stdout: str
    stderr: str


class StatusCheck(Struct):
    """A line of `pio status`."""

    name: str
    status: Literal["OK", "WARN", "FAIL"]
    details: str


class StatusReport(Struct):
    """What `pio status` has found; ``status`` is the worst of the checks."""

    status: Literal["OK", "WARN", "FAIL"]
    checks: list[StatusCheck]


class StatusRan(CommandRan):
    """`pio status --json`; ``payload`` is what it said, if that can be read."""

    payload: StatusReport | None


class RepairDone(Struct):
    """``success``: `pio repair` has mended all it found, and `pio status` came to its end. What that found is in it."""

    success: bool
    repair: CommandRan
    status: StatusRan


class HardwareChecked(Struct):
    """``warning``: something does not answer or does not fit the model; ``reason`` and ``problems`` say what.

    ``skipped``: this unit has no such hardware.
    """

    status: Literal["ok", "warning", "skipped"]
    reason: str | None = None
    problems: list[Problem] = []


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
    """The leader holds rows up to ``through`` durably; those up to ``keep_after``, by default all, may be forgotten."""

    journal_id: Annotated[str, Meta(min_length=1, max_length=64)]
    through: RowNumber
    keep_after: RowNumber | None = None


class JournalAcknowledged(Struct):
    """The journal after an acknowledgement."""

    journal_id: str
    last: int
    acknowledged: int


class ConfigCode(Struct, forbid_unknown_fields=True):
    """A whole configuration file as INI text."""

    code: Annotated[str, Meta(max_length=500_000)]


class ConfigEdit(ConfigCode, forbid_unknown_fields=True):
    """A file that somebody edited. ``replaces``: the version that it was made from; None: whatever there is."""

    replaces: int | None = None


class ConfigDraft(ConfigCode, forbid_unknown_fields=True):
    """A file as somebody would save it. ``unit``: whose own file it is; None: the shared one."""

    unit: Annotated[str, Meta(max_length=100)] | None = None


class ConfigFaults(Struct):
    """What is wrong with a file, in the order of its lines."""

    faults: list[ConfigFault]


class ConfigPreview(Struct):
    """``diff``: against the present file, '' for none. ``units``: what changes there, and for which jobs."""

    faults: list[ConfigFault]
    diff: str
    units: list[ConfigEffect]


class SharedConfigSaved(Struct):
    """The leader has the new file, as this version. ``units`` tells for each other unit whether it has it too (its
    ``value`` is a Brought); those in ``will_catch_up`` get it when they can.
    """

    units: dict[str, UnitReply]
    version: int
    will_catch_up: list[str]
    status: Literal["success"] = "success"


class ConfigSync(Struct):
    """The present version of the shared file, when the leader got it, and how the units stand."""

    version: int
    saved_at: str
    units: list[ConfigOfUnit]


class ConfigDiffs(Struct):
    """Per unit what a sync would change there, and why some cannot be asked."""

    diffs: dict[str, ConfigDiff]
    errors: dict[str, UnitReply]


class ConfigsOfUnits(Struct):
    """The merged configuration of each unit that answered, and why the others did not."""

    configs: dict[str, dict[str, dict[str, str | None]]]
    errors: dict[str, UnitReply]


class AccessPoint(Struct):
    """Whether there is a Wi-Fi of the leader's own."""

    active: bool


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
