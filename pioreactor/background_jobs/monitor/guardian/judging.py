"""When an output is cut. No hardware, no clock."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from pioreactor.runtime.leases import Lease

STOPPED_LIMIT_S: Final = 2.0
"""Wall seconds that an owner may be stopped (SIGSTOP, a debugger) while its output is on."""
SEEN_FOR_S: Final = 0.25
"""Wall seconds over which a missed renewal, or an output past its time, must have been seen.

When the whole computer pauses, guardian and owners wake together; this leaves the owners a moment to catch up.
"""


class Verdict(StrEnum):
    """What is to be done about a lease, and why."""

    KEEP = "keep"
    DEAD = "dead"
    STOPPED = "stopped"
    HUNG = "hung"
    LATE = "late"

    @property
    def must_kill(self) -> bool:
        """Whether the owner still holds the line and has to be ended first."""
        return self in (Verdict.STOPPED, Verdict.HUNG, Verdict.LATE)


WHY: Final[dict[Verdict, str]] = {
    Verdict.DEAD: "died without switching it off",
    Verdict.STOPPED: f"was stopped for more than {STOPPED_LIMIT_S:g} s and was ended",
    Verdict.HUNG: "gave no sign of life and was ended",
    Verdict.LATE: "left it on past its time and was ended",
}
"""What the owner did, for people."""


class Sight(NamedTuple):
    """What the guardian sees of the owner of one output. Durations are wall seconds since it was first seen so."""

    is_alive: bool
    stopped_for_s: float = 0.0
    overdue_for_s: float = 0.0
    late_for_s: float = 0.0


def is_overdue(lease: Lease, now_wall_s: float) -> bool:
    """Whether the owner has missed its renewal."""
    return lease.overdue_s(now_wall_s) > 0.0


def is_late(lease: Lease, now_s: float) -> bool:
    """Whether the output is on past its time. ``now_s``: clock monotonic."""
    return now_s > lease.off_by_s


def judge(sight: Sight) -> Verdict:
    """The verdict on one lease; the most certain reason first."""
    if not sight.is_alive:
        return Verdict.DEAD
    if sight.stopped_for_s > STOPPED_LIMIT_S:
        return Verdict.STOPPED
    if sight.overdue_for_s >= SEEN_FOR_S:
        return Verdict.HUNG
    if sight.late_for_s >= SEEN_FOR_S:
        return Verdict.LATE
    return Verdict.KEEP
