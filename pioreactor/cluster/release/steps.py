"""The way of one host from one release to another, and back: steps, what follows each, and one function.

A step names what is done. It stands on the host's disk, so whoever comes next, a second run or the host itself after a
power cut, goes on from there; the work of every step can be done again.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Step(StrEnum):
    """How far a host is."""

    PREPARED = "prepared"
    """The new release lies beside the present one."""
    MEASURED = "measured"
    """It is written down how the unit was doing."""
    SAVED = "saved"
    """On the leader: units keep their readings, and there is a snapshot of the database."""
    SWITCHED = "switched"
    """Jobs were handed over, services stopped, the database migrated; the new release is the present one."""
    STARTED = "started"
    """The services of the new release run."""
    ACCEPTED = "accepted"
    """The unit passed the gate. The end."""
    RETURNING = "returning"
    """It is to go back."""
    PUT_BACK = "put back"
    """The previous release is the present one again, the database has its schema."""
    RETURNED = "returned"
    """The services of the previous release run. The end."""
    ABANDONED = "abandoned"
    """It failed before anything was changed. The end."""
    STUCK = "stuck"
    """Even the way back failed: a person is needed."""


AFTER: Final[dict[Step, tuple[Step, Step]]] = {
    Step.PREPARED: (Step.MEASURED, Step.ABANDONED),
    Step.MEASURED: (Step.SAVED, Step.ABANDONED),
    Step.SAVED: (Step.SWITCHED, Step.RETURNING),
    Step.SWITCHED: (Step.STARTED, Step.RETURNING),
    Step.STARTED: (Step.ACCEPTED, Step.RETURNING),
    Step.RETURNING: (Step.PUT_BACK, Step.STUCK),
    Step.PUT_BACK: (Step.RETURNED, Step.STUCK),
}
"""Where the work after a step leads: when it is done, and when it failed."""

AT_THE_END: Final = frozenset(Step) - AFTER.keys()


def next_step(step: Step, *, has_failed: bool) -> Step:
    """The step after the work of ``step``. Raises ValueError at the end of the way."""
    if step not in AFTER:
        raise ValueError(f"Nothing follows {step.value}.")
    return AFTER[step][has_failed]
