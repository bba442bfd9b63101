"""Telling one process from the next that got the same number."""

from __future__ import annotations

import os
from typing import Final, NamedTuple

_LONGEST_STAT: Final = 4096


class OwnJob(NamedTuple):
    """A job that runs in this process."""

    job_id: int
    job_name: str
    experiment: str


_own_jobs: dict[int, OwnJob] = {}


def started_at(pid: int) -> int | None:
    """When a process started, in clock ticks since boot; None if it does not exist or has ended (zombies have).

    A pid together with this number names one process for the time since boot.
    """
    fields = _stat(pid)
    return None if fields is None or fields[0] in "ZX" else int(fields[19])


def state_of(pid: int) -> str:
    """The kernel's letter for what a process does, such as ``S``, ``R``, or ``T`` for stopped; empty if it is gone."""
    fields = _stat(pid)
    return "" if fields is None else fields[0]


def _stat(pid: int) -> list[str] | None:
    try:
        handle = os.open(f"/proc/{pid}/stat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        text = os.read(handle, _LONGEST_STAT).decode(errors="replace")
    except OSError:  # it has ended between the two
        return None
    finally:
        os.close(handle)
    return text.rpartition(")")[2].split()  # the name before may itself contain blanks and brackets


def is_alive(pid: int, process_started_at: int | None) -> bool:
    """True if this very process lives. ``process_started_at`` None: any process with that number counts."""
    actual = started_at(pid)
    return actual is not None and process_started_at in (None, actual)


def own_identity() -> tuple[int, int | None]:
    """(pid, start time) of the calling process."""
    pid = os.getpid()
    return pid, started_at(pid)


def note_own_job(job_id: int, job_name: str, experiment: str) -> None:
    """This process runs a job; the registry says so when the job signs on."""
    _own_jobs[job_id] = OwnJob(job_id, job_name, experiment)


def forget_own_job(job_id: int) -> None:
    """The job has signed off."""
    _own_jobs.pop(job_id, None)


def own_job() -> OwnJob | None:
    """The job that this process runs, the latest of several; None for a process that is no job."""
    return next(reversed(list(_own_jobs.values())), None)
