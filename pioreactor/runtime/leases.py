"""Who owns which output of this unit, on a board that every process maps into its memory.

One small file in the run directory with a fixed place for every output: its owner (pid *and* start time), its level,
and until when the owner must have shown a sign of life or have switched it off. The guardian reads it several
times a second and cuts what nobody answers for.

It is written so that neither a locked database, a full disk, nor an absent broker can stop it: the file has its full
size from the start, a renewal is one store of eight bytes, and readers cope with records that were written half. Only
granting and clearing take a lock (of the folder, so that no file is needed for it).
"""

from __future__ import annotations

import math
import os
import threading
from pathlib import Path
from typing import Final, NamedTuple

from pioreactor import clock
from pioreactor.exc import LeaseError
from pioreactor.runtime.board_file import (
    FILE_NAME,
    GRANTED,
    HEADER_WORDS,
    OFF_BY,
    PID,
    SLOT_WORDS,
    START,
    WORD,
    BoardFile,
)
from pioreactor.runtime.processes import is_alive, own_identity, own_job
from pioreactor.storage.paths import run_dir

GPIO_LINES: Final = 28
OUTPUTS: Final = (*(f"gpio{n}" for n in range(GPIO_LINES)), *(f"led_{c}" for c in "ABCD"))
"""Every output that can be leased: BCM lines and lamps."""

_JOB_ID: Final = 2
_LEVEL, _RENEWED, _RENEW_WITHIN, _FLOW, _BOOKED_UNTIL, _CUT = 4, 5, 6, 8, 9, 10
_TEXTS: Final = {"job_name": (96, 64), "event": (160, 32), "experiment": (192, 256)}  # offset and width in bytes
_DEAD_WITH_A_DEBT_S: Final = 1.5


class Lease(NamedTuple):
    """Who owns one output. Texts that were too long for the board are empty.

    ``started_at``: start of the owner in clock ticks since boot; ``level``: percent; ``granted_s``, ``renewed_s``: wall
    monotonic; ``renew_within_s``: wall seconds, infinite where the owner need not renew; ``off_by_s``,
    ``booked_until_s``: clock monotonic; ``event``: the dosing event that a flow belongs to; ``cut_s``: clock monotonic
    at which somebody other than a guardian switched off what a dead owner had left on.
    """

    output: str
    pid: int
    started_at: int
    job_id: int = 0
    job_name: str = ""
    experiment: str = ""
    granted_s: float = 0.0
    level: float = 0.0
    renewed_s: float = 0.0
    renew_within_s: float = math.inf
    off_by_s: float = math.inf
    flow_ml_per_s: float = 0.0
    booked_until_s: float = math.inf
    event: str = ""
    cut_s: float | None = None

    @property
    def is_alive(self) -> bool:
        """Whether the very process that was granted the output lives."""
        return is_alive(self.pid, self.started_at)

    @property
    def is_mine(self) -> bool:
        """Whether the calling process owns the output."""
        return (self.pid, self.started_at) == _own()

    def overdue_s(self, now_wall_s: float) -> float:
        """Wall seconds since the renewal was due; negative while there is time."""
        return now_wall_s - self.renewed_s - self.renew_within_s


class Glance(NamedTuple):
    """The part of a lease that decides. ``renew_by_s``: wall monotonic, ``off_by_s``: clock monotonic; both may be
    infinite, and not a number in a record that is garbage."""

    pid: int
    started_at: int
    granted_s: float
    renew_by_s: float
    off_by_s: float


class Board(BoardFile):
    """The open board. All methods may be called from several threads."""

    def __init__(self, path: Path | None = None) -> None:
        """``path``: default ``outputs.board`` of the run directory. Raises LeaseError when it cannot be used."""
        super().__init__(path or run_dir() / FILE_NAME)

    # --- reading --------------------------------------------------------------------------------------------------

    def get(self, output: str) -> Lease | None:
        """The lease of one output; None when nobody owns it."""
        return self._read(OUTPUTS.index(output))

    def leases(self) -> list[Lease]:
        """All leases."""
        return [lease for number in self.taken() if (lease := self._read(number)) is not None]

    def glance(self, number: int) -> Glance:
        """What has to be looked at several times a second, of the output with this number in OUTPUTS."""
        at = HEADER_WORDS + number * SLOT_WORDS
        words = self.floats[at + GRANTED : at + OFF_BY + 1].tolist()
        return Glance(self.ints[at + PID], self.ints[at + START], words[0], words[2] + words[3], words[4])

    def _read(self, number: int) -> Lease | None:
        at = HEADER_WORDS + number * SLOT_WORDS
        for _ in range(3):
            pid, started_at = self.ints[at + PID], self.ints[at + START]
            if not pid:
                return None
            texts = {name: self._text(at, *place) for name, place in _TEXTS.items()}
            lease = Lease(
                output=OUTPUTS[number],
                pid=pid,
                started_at=started_at,
                job_id=self.ints[at + _JOB_ID],
                granted_s=_finite(self.floats[at + GRANTED], 0.0),
                level=min(100.0, max(0.0, _finite(self.floats[at + _LEVEL], 100.0))),
                renewed_s=_finite(self.floats[at + _RENEWED], 0.0),
                renew_within_s=_or_never(self.floats[at + _RENEW_WITHIN]),
                off_by_s=_or_never(self.floats[at + OFF_BY]),
                flow_ml_per_s=max(0.0, _finite(self.floats[at + _FLOW], 0.0)),
                booked_until_s=_or_never(self.floats[at + _BOOKED_UNTIL]),
                cut_s=cut_s if math.isfinite(cut_s := self.floats[at + _CUT]) else None,
                **texts,
            )
            if (self.ints[at + PID], self.ints[at + START]) == (pid, started_at):
                break
        return lease

    def _text(self, slot: int, offset: int, width: int) -> str:
        first = slot * WORD + offset
        return self.map[first : first + width].partition(b"\0")[0].decode("utf-8", "replace")

    # --- owners ---------------------------------------------------------------------------------------------------

    def grant(
        self,
        output: str,
        level: float,
        *,
        experiment: str = "",
        renew_within_s: float = math.inf,
        off_by_s: float = math.inf,
        flow_ml_per_s: float = 0.0,
        booked_until_s: float = math.inf,
        event: str = "",
    ) -> None:
        """Make the calling process the owner of an output; before the output is driven.

        Raises LeaseError where another living process owns it. The lease of a dead one is taken over; where that one
        moved liquid, after the guardian has had 1.5 wall s to book it.
        """
        clock.wait_until(lambda: not self._is_in_debt(output), _DEAD_WITH_A_DEBT_S)
        pid, started_at = _own()
        job = own_job()
        with self.locked():
            holder = self.get(output)
            if holder is not None and not holder.is_mine and holder.is_alive:
                raise LeaseError(
                    f"{output} is in use by {holder.job_name or 'another process'} (process {holder.pid}). "
                    "Stop that first."
                )
            now = clock.wall_monotonic()
            self.restore(
                Lease(
                    output=output,
                    pid=pid,
                    started_at=started_at or 0,
                    job_id=job.job_id if job else 0,
                    job_name=job.job_name if job else "",
                    experiment=experiment or (job.experiment if job else ""),
                    granted_s=now,
                    level=level,
                    renewed_s=now,
                    renew_within_s=renew_within_s,
                    off_by_s=off_by_s,
                    flow_ml_per_s=flow_ml_per_s,
                    booked_until_s=booked_until_s,
                    event=event,
                )
            )

    def _is_in_debt(self, output: str) -> bool:
        holder = self.get(output)
        return holder is not None and holder.flow_ml_per_s > 0.0 and not holder.is_alive and self.is_guarded()

    def holds(self, output: str) -> bool:
        """Whether the calling process owns an output."""
        return self._own_slot(output) is not None

    def renew(self, output: str) -> bool:
        """A sign of life of the owner; False where the calling process does not own the output."""
        return self._store(output, _RENEWED, clock.wall_monotonic())

    def set_level(self, output: str, percent: float) -> bool:
        """Note another level; False where the calling process does not own the output."""
        return self._store(output, _LEVEL, percent)

    def limit(self, output: str, off_by_s: float) -> bool:
        """Note when (clock monotonic) the output must be off; False where the caller does not own it."""
        return self._store(output, OFF_BY, off_by_s)

    def announce_flow(self, output: str, ml_per_s: float, booked_until_s: float, event: str = "") -> bool:
        """Note what a pump moves and up to when (clock monotonic) it is booked; False where the caller owns it not."""
        at = self._own_slot(output)
        if at is None:
            return False
        self._put_text(at, *_TEXTS["event"], event)
        return self._store(output, _BOOKED_UNTIL, booked_until_s) and self._store(output, _FLOW, ml_per_s)

    def release(self, output: str) -> None:
        """Give an output back, after it is off; nothing happens where the calling process does not own it."""
        at = self._own_slot(output)
        if at is not None:
            self.ints[at + PID] = 0

    def _own_slot(self, output: str) -> int | None:
        at = HEADER_WORDS + OUTPUTS.index(output) * SLOT_WORDS
        pid, started_at = _own()
        return at if (self.ints[at + PID], self.ints[at + START]) == (pid, started_at or 0) else None

    def _store(self, output: str, word: int, value: float) -> bool:
        at = self._own_slot(output)
        if at is None:
            return False
        self.floats[at + word] = value
        return True

    def restore(self, lease: Lease) -> None:
        """Write a lease that was granted before onto a board that was made anew."""
        at = HEADER_WORDS + OUTPUTS.index(lease.output) * SLOT_WORDS
        self.ints[at + PID] = 0
        self.ints[at + START], self.ints[at + _JOB_ID] = lease.started_at, lease.job_id
        for word, value in (
            (GRANTED, lease.granted_s),
            (_LEVEL, lease.level),
            (_RENEWED, lease.renewed_s),
            (_RENEW_WITHIN, lease.renew_within_s),
            (OFF_BY, lease.off_by_s),
            (_FLOW, lease.flow_ml_per_s),
            (_BOOKED_UNTIL, lease.booked_until_s),
            (_CUT, math.inf if lease.cut_s is None else lease.cut_s),
        ):
            self.floats[at + word] = value
        for name, place in _TEXTS.items():
            self._put_text(at, *place, getattr(lease, name))
        self.ints[at + PID] = lease.pid

    def _put_text(self, slot: int, offset: int, width: int, text: str) -> None:
        data = text.encode()
        first = slot * WORD + offset
        # A name that was cut would name something else.
        self.map[first : first + width] = (data if len(data) < width else b"").ljust(width, b"\0")

    # --- the guardian ---------------------------------------------------------------------------------------------

    def clear(self, lease: Lease) -> None:
        """Remove a lease whose output is off; one that was granted meanwhile stays. Never waits long for the lock."""
        try:
            with self.locked(patience_s=0.1):
                self._clear(lease)
        except LeaseError:
            self._clear(lease)  # whoever holds the lock is stopped; the guardian must go on

    def note_cut(self, lease: Lease, low_s: float) -> None:
        """Note, for the guardian that comes, when (clock monotonic) the output of a dead owner was made low."""
        present = self.get(lease.output)
        if present is not None and present.cut_s is None and not present.is_alive:
            at = HEADER_WORDS + OUTPUTS.index(lease.output) * SLOT_WORDS
            self.floats[at + _LEVEL] = 0.0
            self.floats[at + _CUT] = low_s

    def _clear(self, lease: Lease) -> None:
        present = self.get(lease.output)
        if present is not None and (present.pid, present.started_at) == (lease.pid, lease.started_at):
            self.ints[HEADER_WORDS + OUTPUTS.index(lease.output) * SLOT_WORDS + PID] = 0


_shared: Board | None = None
_guard = threading.RLock()  # a signal handler that switches an output off may interrupt who is in here


def shared_board() -> Board:
    """The board of this unit, opened once per process. Where the file was replaced, one's own leases move along.

    Raises LeaseError when the board cannot be used.
    """
    global _shared
    with _guard:
        path = run_dir() / FILE_NAME
        if _shared is not None and _shared.path == path and _shared.is_current():
            return _shared
        before, _shared = _shared, Board(path)
        if before is not None and before.path == path and before.is_whole():
            for lease in before.leases():
                if lease.is_mine and _shared.get(lease.output) is None:
                    _shared.restore(lease)
        return _shared


def _finite(value: float, otherwise: float) -> float:
    return value if math.isfinite(value) else otherwise


def _or_never(value: float) -> float:
    return math.inf if math.isnan(value) else value


def _own() -> tuple[int, int]:
    """(pid, start time) of this process, found once: a renewal must cost next to nothing."""
    global _identity
    pid = os.getpid()
    if _identity[0] != pid:
        _identity = (pid, own_identity()[1] or 0)
    return _identity


_identity = (0, 0)
