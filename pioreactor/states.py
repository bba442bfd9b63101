"""The words for the state of a job."""

from __future__ import annotations

from enum import StrEnum


class JobState(StrEnum):
    """Lifecycle states of a job; the values are the payloads of its ``$state`` topic.

    ``FAULTED`` is an addition to the ecosystem's five words: a hook failed, the first cause is kept, outputs are off
    and the process is about to end or waits to be stopped.
    """

    INIT = "init"
    READY = "ready"
    SLEEPING = "sleeping"
    DISCONNECTED = "disconnected"
    LOST = "lost"
    FAULTED = "faulted"

    def to_bytes(self) -> bytes:
        """The wire form."""
        return self.value.encode()
