"""Bodies of the job routes."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Meta, Struct

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
    """The job runs, or has ended well."""

    ok: Literal[True] = True


class JobStop(Struct, forbid_unknown_fields=True):
    """Which jobs to stop; the given filters must all hold, at least one is needed."""

    job_name: Text | None = None
    experiment: Text | None = None
    job_source: Text | None = None
    job_id: RowNumber | None = None


class StopOutcome(Struct):
    """What became of one process that was told to stop. ``took_s`` in wall seconds."""

    job_id: int
    job_name: str
    pid: int
    outcome: Literal["stopped", "already gone", "terminated", "killed", "still running"]
    took_s: float


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
    """An option of a command."""

    name: str
    long_flag: str
    help: str | None
    required: bool
    multiple: bool
    default: Any
    type: str


class PublishedSetting(Struct, omit_defaults=True):
    """A value that a job publishes."""

    datatype: str
    unit: str | None = None
    settable: bool | None = None


class Capability(Struct):
    """What this unit can run with ``pio run``."""

    job_name: str
    help: str | None
    arguments: list[Argument]
    options: list[Option]
    published_settings: dict[str, PublishedSetting]
    cli_example: str
