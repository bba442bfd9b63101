"""Before anything else at the start of monitor: no output is on that nobody answers for."""

from __future__ import annotations

from typing import NamedTuple

from pioreactor.background_jobs.monitor.guardian.cutting import CutReport
from pioreactor.background_jobs.monitor.guardian.judging import Verdict
from pioreactor.exc import PioreactorError, in_words
from pioreactor.runtime.leases import Board, Lease, shared_board
from pioreactor.runtime.outputs import SwitchOff, switch_off_ownerless


class BootReport(NamedTuple):
    """What was found. ``cut``: outputs of owners that had died, now off; ``stuck``: those that could not be made low;
    ``refused``: outputs without a known owner that could not be made low; ``problem``: why nothing could be done."""

    cut: list[CutReport]
    stuck: list[Lease]
    refused: list[SwitchOff]
    problem: str = ""


def settle() -> BootReport:
    """Make every output low that no living process owns. Never raises.

    Where a guardian runs already, that is its business: this is a second monitor, which will be refused.
    """
    board: Board | None = None
    problem = ""
    try:
        board = shared_board()
        if board.is_guarded():
            return BootReport([], [], [])
        dead = {lease.output: lease for lease in board.leases() if not lease.is_alive}
    except PioreactorError as error:
        dead, problem = {}, in_words(error)
    try:
        outcomes = switch_off_ownerless(board)
    except Exception as error:  # whatever it is, monitor must come up
        return BootReport([], list(dead.values()), [], in_words(error))
    done = {outcome.output: outcome for outcome in outcomes}
    cut = [_report(lease, done[name]) for name, lease in dead.items() if name in done and done[name].is_off]
    off = {report.lease.output for report in cut}
    if board is not None:
        for report in cut:
            board.clear(report.lease)
    refused = [outcome for outcome in outcomes if not outcome.is_off and outcome.output not in dead]
    return BootReport(cut, [lease for name, lease in dead.items() if name not in off], refused, problem)


def _report(lease: Lease, outcome: SwitchOff) -> CutReport:
    # Somebody may have made it low before, as the unit file does when monitor ends; then it was off since.
    off_since_s = lease.cut_s if lease.cut_s is not None else outcome.low_s
    return CutReport(lease, Verdict.DEAD, outcome.is_off, 0.0, off_since_s, was_noticed=False)
