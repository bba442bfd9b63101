"""Bodies of the job routes."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

from pioreactor.web.wire.common import RowNumber

Text: TypeAlias = Annotated[str, Meta(max_length=2000)]
Scalar: TypeAlias = Text | int | float | bool | None


class JobStart(Struct):
    """How a job is started; all optional. ``None`` as an option's value means a bare flag."""

    options: dict[Text, Scalar] = {}
    args: list[Text] = []
    env: dict[Text, Text | None] = {}
    config_overrides: list[tuple[Text, Text, Text]] = []


class JobStarted(Struct):
    """The job runs, or has ended well. ``job_id``: its number on the unit, where it has registered itself by now."""

    ok: Literal[True] = True
    job_id: int | UnsetType = UNSET


class JobEnding(Struct):
    """How a job stands or ended. ``exit_code`` 0: it did what it was asked to; below 0: ended by that signal.

    ``said``: its last line, such as ``Moved 0.500 mL of media in 5.0 s.`` Both are None while it runs, and for a job
    that was started elsewhere or before the web server.
    """

    job_id: int
    job_name: str
    experiment: str
    is_running: bool
    started_at: str
    ended_at: str | None
    exit_code: int | None
    said: str | None


class JobStop(Struct, forbid_unknown_fields=True):
    """Which jobs to stop; the given filters must all hold, at least one is needed."""

    job_name: Text | None = None
    experiment: Text | None = None
    job_source: Text | None = None
    job_id: RowNumber | None = None


class StoppedOutput(Struct):
    """An output that a stopped job had on: ``gpio17`` or ``led_A``, its name for people, and whether it is off now.

    ``detail``: ``off, confirmed`` (it was read back), or why it is not. ``used_for``: what hangs on it by the
    configuration (``stirring``, ``heating``, ``media`` …), empty where that is unknown.
    """

    output: str
    name: str
    is_off: bool
    detail: str
    used_for: str = ""


class StopOutcome(Struct):
    """What became of one process that was told to stop. ``took_s`` in wall seconds; ``outputs``: what it had on."""

    job_id: int
    job_name: str
    pid: int
    outcome: Literal["stopped", "already gone", "terminated", "killed", "still running"]
    took_s: float
    outputs: list[StoppedOutput] = []


class JobHistoryRow(Struct):
    """A job that runs or ran on this unit since its start."""

    job_id: int
    job_name: str
    experiment: str
    job_source: str
    unit: str
    started_at: str
    ended_at: str | None


class RunningJobRow(JobHistoryRow):
    """A running job with its process."""

    is_running: int
    leader: str
    pid: int
    is_long_running_job: int


class JobSettings(Struct):
    """The published settings of a running job."""

    settings: dict[str, Any]


class SettingsUpdate(Struct, forbid_unknown_fields=True):
    """New values for settings of a running job; ``$state`` pauses (``sleeping``) and resumes (``ready``)."""

    settings: dict[Text, Scalar]


class Argument(Struct):
    """A positional argument of a command."""

    name: str
    nargs: int
    required: bool
    type: str


class Option(Struct):
    """An option of a command. ``is_flag``: it takes no value; send it with ``null`` to set it."""

    name: str
    long_flag: str
    help: str | None
    required: bool
    multiple: bool
    default: Any
    type: str
    is_flag: bool = False


class PublishedSetting(Struct, omit_defaults=True):
    """A value that a job publishes."""

    datatype: str
    unit: str | None = None
    settable: bool | None = None


class Capability(Struct):
    """What this unit can run with ``pio run``. ``automation_name``: one automation of an automation job."""

    job_name: str
    help: str | None
    arguments: list[Argument]
    options: list[Option]
    published_settings: dict[str, PublishedSetting]
    cli_example: str
    automation_name: str | UnsetType = UNSET
