"""Which state of a job may follow which. This table is the law; everything else asks it."""

from __future__ import annotations

from typing import Final

from pioreactor.exc import IllegalTransitionError
from pioreactor.states import JobState

S = JobState

LEGAL_MOVES: Final[dict[JobState | None, frozenset[JobState]]] = {
    None: frozenset({S.INIT}),
    S.INIT: frozenset({S.READY, S.SLEEPING, S.DISCONNECTED, S.LOST, S.FAULTED}),
    S.READY: frozenset({S.SLEEPING, S.DISCONNECTED, S.LOST, S.FAULTED}),
    S.SLEEPING: frozenset({S.READY, S.DISCONNECTED, S.LOST, S.FAULTED}),
    S.LOST: frozenset({S.READY, S.SLEEPING, S.DISCONNECTED, S.FAULTED}),
    S.FAULTED: frozenset({S.DISCONNECTED}),
    S.DISCONNECTED: frozenset(),
}

COMMANDED_FROM_OUTSIDE: Final = frozenset({S.READY, S.SLEEPING, S.DISCONNECTED})
"""States that a message may ask for. The others are findings, not commands."""


def check_move(now: JobState | None, wanted: JobState) -> None:
    """Raise IllegalTransitionError unless a job in state ``now`` may go to ``wanted``."""
    if wanted not in LEGAL_MOVES[now]:
        legal = ", ".join(sorted(LEGAL_MOVES[now])) or "nothing, it has ended"
        raise IllegalTransitionError(f"A job that is {now or 'not started'} cannot become {wanted}. Possible: {legal}.")


def parse_command(text: str) -> JobState:
    """The state that a message asks for. Raises IllegalTransitionError for unknown words and for findings."""
    try:
        wanted = JobState(text)
    except ValueError:
        known = ", ".join(sorted(COMMANDED_FROM_OUTSIDE))
        raise IllegalTransitionError(f"{text[:40]!r} is not a state. Use one of {known}.") from None
    if wanted not in COMMANDED_FROM_OUTSIDE:
        raise IllegalTransitionError(f"Nobody can command a job to be {wanted}; the state is found, not set.")
    return wanted
