"""Telling one process from the next that got the same number."""

from __future__ import annotations

import os
from pathlib import Path


def started_at(pid: int) -> int | None:
    """When a process started, in clock ticks since boot; None if it does not exist or has ended (zombies have).

    A pid together with this number names one process for the time since boot.
    """
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()  # the name before may itself contain blanks and brackets
    state, start_ticks = fields[0], fields[19]
    return None if state in "ZX" else int(start_ticks)


def is_alive(pid: int, process_started_at: int | None) -> bool:
    """True if this very process lives. ``process_started_at`` None: any process with that number counts."""
    actual = started_at(pid)
    return actual is not None and process_started_at in (None, actual)


def own_identity() -> tuple[int, int | None]:
    """(pid, start time) of the calling process."""
    pid = os.getpid()
    return pid, started_at(pid)
