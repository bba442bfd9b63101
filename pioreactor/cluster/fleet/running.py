"""The same on many units at once; each tells what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from pioreactor.cluster.fleet.outcomes import Outcome, of_reply, of_work
from pioreactor.leader.fanout import Call, ask_unit
from pioreactor.utils.side_by_side import side_by_side

AT_ONCE: Final = 16
"""Units that are asked at the same time."""
_GRACE_S: Final = 5.0
"""Wall seconds after which work that does not keep its own limit is given up."""


def run(
    units: Sequence[str],
    work: Callable[[str], Outcome],
    *,
    limit_s: float,
    at_once: int = AT_ONCE,
    on_start: Callable[[str], None] = lambda unit: None,
    on_end: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:
    """Do ``work`` on each unit; the outcomes in the order of ``units``.

    ``limit_s``: wall seconds that the work on one unit may take; ``work`` keeps it itself where it can, a little later
    it is given up. Whatever ``work`` raises is that unit's outcome. The callbacks are called in this thread.
    """
    found: dict[str, Outcome] = {}
    for done in side_by_side(list(units), work, at_once=at_once, limit_s=limit_s + _GRACE_S, on_start=on_start):
        outcome = of_work(done)
        found[outcome.unit] = outcome
        on_end(outcome)
    return [found[unit] for unit in units]


def ask(call: Call, limit_s: float, text: str = "") -> Outcome:
    """One unit asked over HTTP, its task followed to the end. ``text``: the sentence if it did as asked."""
    return of_reply(ask_unit(call, limit_s), text)
