"""The thread that watches every lease of this unit."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from typing import Final, NamedTuple

from pioreactor import clock
from pioreactor.background_jobs.monitor.guardian.cutting import CutReport, Cutter
from pioreactor.background_jobs.monitor.guardian.judging import Sight, Verdict, is_late, is_overdue, judge
from pioreactor.background_jobs.monitor.guardian.owners import Owner, Owners, Since, is_stopped
from pioreactor.exc import PioreactorError
from pioreactor.runtime.leases import OUTPUTS, Board, Glance, Lease, shared_board
from pioreactor.runtime.processes import own_identity

LOOK_EVERY_S: Final = 0.15
"""Wall seconds between two looks at the board; the end of an owner wakes the guardian at once."""
LOOK_FOR_STOPPED_EVERY_S: Final = 1.0
LOOK_FOR_BOARD_EVERY_S: Final = 0.5
"""Whether the file is still in its place; that it has not been cut short is looked at every time."""
COMPLAIN_EVERY_S: Final = 60.0


class _Quiet(NamedTuple):
    """What the board says while nothing is wrong, and until when that is enough: wall and clock monotonic."""

    claims: list[object] | None = None
    until_wall_s: float = -math.inf
    until_s: float = -math.inf


class Watch:
    """Looks at all leases again and again, from a thread of its own, and cuts what must be cut.

    ``on_cut`` is called with each report, after the line is low, and must not block. ``on_beat`` is called once
    a second or more often. ``complain`` is told, once a minute, what keeps the guardian from its work; no failure ends
    the thread.
    """

    def __init__(
        self,
        on_cut: Callable[[CutReport], None],
        *,
        on_beat: Callable[[], None] = lambda: None,
        complain: Callable[[str], None] = lambda text: None,
    ) -> None:
        self._on_cut = on_cut
        self._on_beat = on_beat
        self._complain = complain
        self._complained_at: dict[str, float] = {}
        self._owners = Owners()
        self.cutter = Cutter(self._owners)
        self._since = Since()
        self._stopped: set[Owner] = set()
        self._looked_for_stopped_at = 0.0
        self._looked_for_board_at = 0.0
        self._identity = own_identity()
        self._board: Board | None = None
        self._quiet = _Quiet()
        self._known: dict[str, Lease] = {}
        self._whose: set[tuple[int, int, int, float]] = set()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="guardian", daemon=True)

    def start(self) -> None:
        """Begin; the first look is taken at once."""
        self._thread.start()

    def close(self) -> None:
        """End; waits up to two wall seconds for the look in progress."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(2.0)
        if self._board is not None and self._board.is_whole():
            self._board.end_beat(self._identity[0])
        self._owners.close()

    def _run(self) -> None:
        may_have_ended = True
        while not self._ending.is_set():
            try:
                if may_have_ended or not self._is_quiet():
                    self._beat()
                    self.look()
                may_have_ended = self._owners.wait(self._pause_s())
            except Exception as error:
                self._say("look", f"The guardian failed at a look and goes on: {error!r}")
                may_have_ended = True
                self._ending.wait(LOOK_EVERY_S)

    def _is_quiet(self) -> bool:
        """Whether a whole look would find what the last one found. Most looks end here: a thread that sleeps in between
        finds its code pushed out of the processor's cache, so what counts is how much of it is needed."""
        board, quiet = self._board, self._quiet
        if board is None or self.cutter or not board.is_whole() or board.claims() != quiet.claims:
            return False
        now = clock.wall_monotonic()
        if now >= quiet.until_wall_s or clock.monotonic() >= quiet.until_s:
            return False
        if now - self._looked_for_board_at >= LOOK_FOR_BOARD_EVERY_S:
            if not board.is_current():
                return False
            self._looked_for_board_at = now
        board.beat(self._identity[0], self._identity[1] or 0)
        return True

    def _pause_s(self) -> float:
        if not self.cutter:
            return LOOK_EVERY_S
        return min(LOOK_EVERY_S, self.cutter.next_due_s() - clock.wall_monotonic())

    def _beat(self) -> None:
        self._on_beat()
        board = self._present_board()
        if board is not None:
            pid, started_at = self._identity
            board.beat(pid, started_at or 0)

    def look(self) -> None:
        """Look at every lease once and make one attempt at everything that must go off."""
        if self._board is not None:
            self._look_at(self._board)
        if self.cutter:
            for report in self.cutter.work(self._board):
                self._on_cut(report)

    def _look_at(self, board: Board) -> None:
        claims = board.claims()
        taken = {number: board.glance(number) for number in board.taken()}
        self._take_notice(board, taken)
        now_wall_s, now_s = clock.wall_monotonic(), clock.monotonic()
        asked: set[object] = set()
        for number, glance in taken.items():
            owner = (glance.pid, glance.started_at)
            is_well = self._owners.is_alive(owner) and owner not in self._stopped
            # As a rule nothing is wrong, and that must cost next to nothing.
            if not (is_well and glance.renew_by_s > now_wall_s and glance.off_by_s > now_s):
                self._judge_and_cut(board, number, asked)
        self._since.forget_all_but(asked)
        self._quiet = _Quiet() if asked else self._quiet_until(claims, taken)

    def _quiet_until(self, claims: list[object], taken: dict[int, Glance]) -> _Quiet:
        look_for_stopped_s = self._looked_for_stopped_at + LOOK_FOR_STOPPED_EVERY_S
        until_wall_s = min([look_for_stopped_s, *(glance.renew_by_s for glance in taken.values())])
        return _Quiet(claims, until_wall_s, min((glance.off_by_s for glance in taken.values()), default=math.inf))

    def _take_notice(self, board: Board, taken: dict[int, Glance]) -> None:
        """Follow new owners at once; look for stopped ones, and remember the leases in full, once a second."""
        whose = {(number, glance.pid, glance.started_at, glance.granted_s) for number, glance in taken.items()}
        now = clock.wall_monotonic()
        is_due = now - self._looked_for_stopped_at >= LOOK_FOR_STOPPED_EVERY_S
        if whose == self._whose and not is_due:
            return
        self._whose = whose
        self._known = {lease.output: lease for lease in board.leases()}
        owners = {(glance.pid, glance.started_at) for glance in taken.values()}
        self._owners.follow(owners)
        if is_due:
            self._looked_for_stopped_at = now
            self._stopped = {owner for owner in owners if is_stopped(owner)}

    def _judge_and_cut(self, board: Board, number: int, asked: set[object]) -> None:
        lease = board.get(OUTPUTS[number])
        if lease is None or self.cutter.is_cutting(lease):
            return
        verdict = self._judge(lease, asked)
        if verdict is not Verdict.KEEP:
            self.cutter.begin(lease, verdict)

    def _judge(self, lease: Lease, asked: set[object]) -> Verdict:
        owner = (lease.pid, lease.started_at)

        def lasted_s(what: str, is_so: bool) -> float:
            key = (what, lease.output, *owner)
            asked.add(key)
            return self._since.lasted_s(key, is_so)

        return judge(
            Sight(
                is_alive=self._owners.is_alive(owner),
                stopped_for_s=lasted_s("stopped", owner in self._stopped),
                overdue_for_s=lasted_s("overdue", is_overdue(lease, clock.wall_monotonic())),
                late_for_s=lasted_s("late", is_late(lease, clock.monotonic())),
            )
        )

    def _present_board(self) -> Board | None:
        """The board. One that was removed or overwritten is made anew, with the leases that the guardian remembers."""
        before, now = self._board, clock.wall_monotonic()
        is_due = now - self._looked_for_board_at >= LOOK_FOR_BOARD_EVERY_S
        if before is not None and not is_due and before.is_whole() and before.is_sound():
            return before
        self._looked_for_board_at = now
        try:
            board = shared_board()
            was_sound = board.is_sound()
            if not was_sound:
                board.repair()
        except PioreactorError as error:
            self._board = None
            self._say("board", f"{error} Nothing is guarded meanwhile.")
            return None
        if before is not None and (before is not board or not was_sound):
            self._say(
                "board", "The board of outputs was lost or damaged; it was made anew from what the guardian knew."
            )
            for lease in self._known.values():
                if board.get(lease.output) is None and lease.is_alive:
                    board.restore(lease._replace(renewed_s=now))
        self._board = board
        return board

    def _say(self, about: str, text: str) -> None:
        now = clock.wall_monotonic()
        if now - self._complained_at.get(about, float("-inf")) >= COMPLAIN_EVERY_S:
            self._complained_at[about] = now
            try:
                self._complain(text)
            except Exception:
                return  # whoever cannot even be told must not keep the guardian from its work
