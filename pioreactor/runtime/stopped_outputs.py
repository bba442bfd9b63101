"""What became of the outputs of jobs that were stopped: a job has not stopped before they are off."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Final, NamedTuple

from pioreactor import clock
from pioreactor.exc import LeaseError, PioreactorError
from pioreactor.runtime.leases import Board, Lease, shared_board
from pioreactor.runtime.outputs import forget, in_words_for_people, lamp_of, levels_of_lamps, switch_off_patiently
from pioreactor.runtime.registry import JobRecord

GUARDIAN_TAKES_S: Final = 2.0
"""Wall seconds that the guardian gets to switch off what a killed job left on."""
OFF: Final = "off, confirmed"


class StoppedOutput(NamedTuple):
    """One output that a stopped job had on.

    ``name``: for people; ``is_off``: the job does not drive it any more, and nobody does unawares; ``detail``: ``off,
    confirmed``, who has it on now, or why it is not off.
    """

    output: str
    name: str
    is_off: bool
    detail: str


class HeldOutputs:
    """Remembers what jobs have on before they are asked to stop, and looks at it afterwards."""

    def __init__(self, records: Iterable[JobRecord]) -> None:
        self._records = list(records)
        self._board: Board | None = None
        with suppress(LeaseError):
            self._board = shared_board()
        self._held: dict[int, dict[str, Lease]] = {record.job_id: {} for record in self._records}
        self.look()

    def look(self) -> None:
        """Note what the jobs have on now."""
        for lease in self._board.leases() if self._board is not None else ():
            record = self._whose(lease)
            if record is not None:
                self._held[record.job_id][lease.output] = lease

    def _whose(self, lease: Lease) -> JobRecord | None:
        same = [r for r in self._records if r.pid == lease.pid and r.pid_started_at in (None, lease.started_at)]
        return next((r for r in same if r.job_id == lease.job_id), same[0] if same else None)

    def is_guarded(self) -> bool:
        """Whether a guardian lives that switches off what a killed job left on."""
        return self._board is not None and self._board.is_guarded()

    def settle(self, still_running: set[int]) -> dict[int, tuple[StoppedOutput, ...]]:
        """Per job: what it had on, off by now and read back; what is not off, the job that runs on included."""
        self.look()
        gone = [lease for job_id, held in self._held.items() if job_id not in still_running for lease in held.values()]
        if self.is_guarded():
            clock.wait_until(lambda: not any(map(self._is_still_theirs, gone)), GUARDIAN_TAKES_S)
        return {
            job_id: tuple(self._settle(lease, job_id in still_running) for lease in held.values())
            for job_id, held in self._held.items()
        }

    def _is_still_theirs(self, lease: Lease) -> bool:
        present = self._board.get(lease.output) if self._board is not None else None
        return present is not None and (present.pid, present.started_at) == (lease.pid, lease.started_at)

    def _settle(self, lease: Lease, still_runs: bool) -> StoppedOutput:
        name = in_words_for_people(lease.output)
        if still_runs and self._is_still_theirs(lease):
            return StoppedOutput(lease.output, name, False, f"on at {lease.level:g} %: its job still runs")
        present = self._board.get(lease.output) if self._board is not None else None
        if present is not None and not self._is_still_theirs(lease) and present.is_alive:
            return StoppedOutput(lease.output, name, True, f"in use by {present.job_name or present.pid} now")
        outcome = switch_off_patiently(lease.output)
        if not outcome.is_off:
            return StoppedOutput(lease.output, name, False, f"not confirmed to be off: {outcome.error}")
        if self._board is not None and self._is_still_theirs(lease):
            self._board.note_cut(lease, outcome.low_s)
            with suppress(PioreactorError):
                forget(lease.output, lease.pid)
        return StoppedOutput(lease.output, name, True, OFF)


def lamps_on() -> list[str]:
    """Names of the lamps that are on by their table; none where it cannot be read."""
    try:
        return [f"led_{channel}" for channel, percent in levels_of_lamps().items() if percent > 0.0]
    except PioreactorError:
        return []


def lamps_after_command(names: list[str], is_dark: bool) -> tuple[StoppedOutput, ...]:
    """Lamps that were on before a command was to switch them all off."""
    detail = OFF if is_dark else "the command that switches lamps off failed"
    return tuple(StoppedOutput(name, in_words_for_people(name), is_dark, detail) for name in names if lamp_of(name))
