"""The first boot as a state machine: a table of legal moves, and one function that moves."""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from pioreactor.appliance import asking, connecting, converging, finishing, identifying, reading, restoring
from pioreactor.appliance.host import Host, StepError
from pioreactor.appliance.state import Step, save
from pioreactor.exc import PioreactorError

Action = Callable[[Host], Step]
"""Does a step, and says which one follows. Done twice, it does no harm. Raises StepError, OSError."""

MOVES: Final[Mapping[Step, frozenset[Step]]] = {
    Step.READ: frozenset({Step.IDENTIFY}),
    Step.IDENTIFY: frozenset({Step.CONNECT}),
    Step.CONNECT: frozenset({Step.ASK, Step.RESTORE, Step.CONVERGE}),
    Step.ASK: frozenset({Step.IDENTIFY}),
    Step.RESTORE: frozenset({Step.ASK, Step.CONVERGE}),
    Step.CONVERGE: frozenset({Step.FINISH}),
    Step.FINISH: frozenset({Step.DONE}),
    Step.DONE: frozenset(),
}
ACTIONS: Final[Mapping[Step, Action]] = {
    Step.READ: reading.read_hand_over,
    Step.IDENTIFY: identifying.identify,
    Step.CONNECT: connecting.connect,
    Step.ASK: asking.ask,
    Step.RESTORE: restoring.restore,
    Step.CONVERGE: converging.converge,
    Step.FINISH: finishing.finish,
}


_BEGINS_ANEW: Final = frozenset({Step.IDENTIFY, Step.CONNECT, Step.ASK})
"""After a restart in one of these the card is read first: somebody may have written onto it meanwhile."""


class IllegalMoveError(PioreactorError):
    """A step that may not follow: a fault of the program."""


def run(
    host: Host, actions: Mapping[Step, Action] = ACTIONS, wait: Callable[[Host], None] = asking.wait_to_retry
) -> None:
    """Go on from where the last boot was cut off, to the end. ``wait``: between a failure and the next attempt."""
    if host.state.step in _BEGINS_ANEW:
        host.state.step = Step.READ
    while host.state.step is not Step.DONE:
        begin(host)
        try:
            move(host, actions[host.state.step](host))
        except (StepError, OSError) as error:
            fail(host, error)
            wait(host)


def begin(host: Host) -> None:
    """Show what is about to be done."""
    host.progress.shown.unit = host.name
    host.progress.shown.role = host.state.settings.role or ""
    host.progress.shown.notes = list(host.state.notes)
    host.progress.problems(host.state.problems)
    only_some = {Step.ASK: host.state.step is Step.ASK, Step.RESTORE: bool(host.state.settings.restore)}
    host.progress.step(host.state.step, skipped=[step for step, is_due in only_some.items() if not is_due])


def move(host: Host, step: Step) -> None:
    """The next step, which a power cut leads back to. Raises OSError, IllegalMoveError."""
    if step not in MOVES[host.state.step]:
        raise IllegalMoveError(f"{step} does not follow {host.state.step}.")
    after = msgspec.structs.replace(host.state, step=step, failure="", attempts=0)
    save(host.places.memory / "state.json", after)
    host.state = after


def fail(host: Host, error: Exception) -> None:
    """Keep and tell why a step did not succeed."""
    host.state.failure, host.state.attempts = explained(error), host.state.attempts + 1
    try:
        save(host.places.memory / "state.json", host.state)
    except OSError as also:
        host.state.failure = explained(also)
    host.progress.failed(host.state.failure)


def explained(error: Exception) -> str:
    """In words for people."""
    if isinstance(error, OSError):
        if error.errno == errno.ENOSPC:
            return "The card is full. Use a larger one, 16 GB or more, and write the image onto it again."
        if error.errno == errno.EROFS:
            return "The card can only be read: it is worn out or damaged. Write the image onto another card."
        return f"{error}. If it happens again, write the image onto another card."
    return str(error)
