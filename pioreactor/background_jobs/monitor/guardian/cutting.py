"""Cutting: the owner is ended where it still lives, the line made low, and the level looked at. Until it is off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from pioreactor import clock
from pioreactor.background_jobs.monitor.guardian.judging import Verdict
from pioreactor.background_jobs.monitor.guardian.owners import Owner, Owners
from pioreactor.runtime.leases import Board, Lease
from pioreactor.runtime.outputs import SwitchOff, switch_off

RETRY_S: Final = 0.02
INSIST_FOR_S: Final = 1.0
"""Wall seconds of quick attempts; after them people are told, and it is tried again more slowly."""
RETRY_BUSY_S: Final = 0.1
"""Of a line that a dying process has not let go of yet: on a busy computer that takes the kernel more than a second,
and then nothing but the next attempt stands between the output and being off."""
RETRY_LATER_S: Final = 1.0
"""Of hardware that does not answer; an attempt may block for as long as its bus does."""


class CutReport(NamedTuple):
    """What became of cutting one output.

    ``is_off``: confirmed. ``error``: why not. ``was_noticed``: the guardian saw it happen, so ``took_s`` (wall seconds
    from noticing to the low line) means something; ``cut_s``: clock monotonic at which the line was low.
    """

    lease: Lease
    verdict: Verdict
    is_off: bool
    took_s: float
    cut_s: float
    error: str = ""
    was_noticed: bool = True
    attempts: int = 1


class _Pending:
    def __init__(self, lease: Lease, verdict: Verdict, noticed_s: float, was_noticed: bool) -> None:
        self.lease = lease
        self.verdict = verdict
        self.noticed_s = noticed_s
        self.was_noticed = was_noticed
        self.is_killed = False
        self.is_reported = False
        self.attempts = 0
        self.next_s = noticed_s


class Cutter:
    """Works on all outputs that must go off; none waits for another. ``work`` returns what came to an end."""

    def __init__(self, owners: Owners, switch_off: Callable[[str], SwitchOff] = switch_off) -> None:
        self._owners = owners
        self._switch_off = switch_off
        self._pending: dict[str, _Pending] = {}

    def __bool__(self) -> bool:
        return bool(self._pending)

    def begin(self, lease: Lease, verdict: Verdict, *, was_noticed: bool = True) -> None:
        """Start cutting an output; one that is being cut already goes on."""
        known = self._pending.get(lease.output)
        if known is None or _owner(known.lease) != _owner(lease):
            self._pending[lease.output] = _Pending(lease, verdict, clock.wall_monotonic(), was_noticed)

    def is_cutting(self, lease: Lease) -> bool:
        """Whether this lease is being worked on."""
        known = self._pending.get(lease.output)
        return known is not None and _owner(known.lease) == _owner(lease)

    def work(self, board: Board | None) -> list[CutReport]:
        """One attempt at everything that is due; blocks for a few milliseconds an output."""
        return [
            report
            for pending in list(self._pending.values())
            if clock.wall_monotonic() >= pending.next_s and (report := self._try(pending, board)) is not None
        ]

    def next_due_s(self) -> float:
        """Wall monotonic of the next attempt; infinite where there is none."""
        return min((pending.next_s for pending in self._pending.values()), default=float("inf"))

    def _try(self, pending: _Pending, board: Board | None) -> CutReport | None:
        lease, now = pending.lease, clock.wall_monotonic()
        spent_s = now - pending.noticed_s
        if pending.verdict.must_kill and self._owners.is_alive(_owner(lease)):
            if not pending.is_killed:
                pending.is_killed = True
                self._owners.kill(_owner(lease))
            if spent_s < INSIST_FOR_S:
                pending.next_s = now + RETRY_S / 4  # it ends within milliseconds
                return None
        pending.attempts += 1
        outcome = self._switch_off(lease.output)
        if outcome.is_off or (outcome.is_busy and _is_taken_over(lease, board)):
            del self._pending[lease.output]
            if board is not None:
                board.clear(lease)
            return self._report(pending, outcome._replace(is_off=True))
        is_quick = spent_s < INSIST_FOR_S
        slowly_s = RETRY_BUSY_S if outcome.is_busy else RETRY_LATER_S
        pending.next_s = clock.wall_monotonic() + (RETRY_S if is_quick else slowly_s)
        if is_quick or pending.is_reported:
            return None
        pending.is_reported = True
        return self._report(pending, outcome)

    def _report(self, pending: _Pending, outcome: SwitchOff) -> CutReport:
        return CutReport(
            lease=pending.lease,
            verdict=pending.verdict,
            is_off=outcome.is_off,
            took_s=clock.wall_monotonic() - pending.noticed_s,
            cut_s=outcome.low_s if pending.lease.cut_s is None else pending.lease.cut_s,
            error=outcome.error,
            was_noticed=pending.was_noticed,
            attempts=pending.attempts,
        )


def _owner(lease: Lease) -> Owner:
    return lease.pid, lease.started_at


def _is_taken_over(lease: Lease, board: Board | None) -> bool:
    """A living process that took the line over made it low first."""
    present = board.get(lease.output) if board is not None else None
    return present is not None and _owner(present) != _owner(lease) and present.is_alive
