"""What is looked at on a unit."""

from __future__ import annotations

import msgspec


class JobHealth(msgspec.Struct, kw_only=True):
    """One job. ``state``: as its registry row says; empty if it does not run. ``told_state``: as the broker says.

    ``job_id``: of the running process, so that a restart shows; ``is_wanted``: it ought to run.
    """

    name: str
    state: str = ""
    told_state: str | None = None
    job_id: int | None = None
    is_wanted: bool = False


class SeriesHealth(msgspec.Struct, kw_only=True):
    """One series of readings. ``last_s``: unix seconds of the newest row; ``interval_s``: usual seconds between two;
    ``longest_s``: most seconds between two of the last dozen."""

    last_s: float
    interval_s: float
    longest_s: float = 0.0


class Health(msgspec.Struct, kw_only=True):
    """One look at a unit.

    ``series``: by topic; ``alarms``: codes of open ones by severity; ``services``: those of systemd that run;
    ``free_bytes``: of the disk with the data; ``clock_offset_s``: against the leader, None where it cannot be told;
    ``received_s``: on the leader, unix seconds of the newest row in the database; ``dead_letters``: messages there that
    were not understood.
    """

    unit: str
    version: str
    taken_s: float
    is_leader: bool
    jobs: dict[str, JobHealth] = {}
    series: dict[str, SeriesHealth] = {}
    alarms: dict[str, str] = {}
    services: list[str] = []
    web_answers: bool = False
    broker_answers: bool = False
    free_bytes: int = 0
    clock_offset_s: float | None = None
    received_s: float | None = None
    dead_letters: int = 0
