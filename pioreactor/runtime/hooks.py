"""The moments of a job's life at which a subclass may act."""

from __future__ import annotations

from typing import Final

from pioreactor.states import JobState

S = JobState
TRANSITION_HOOKS: Final = {
    (S.INIT, S.READY): "on_init_to_ready",
    (S.INIT, S.SLEEPING): "on_init_to_sleeping",
    (S.INIT, S.DISCONNECTED): "on_init_to_disconnected",
    (S.READY, S.SLEEPING): "on_ready_to_sleeping",
    (S.READY, S.DISCONNECTED): "on_ready_to_disconnected",
    (S.SLEEPING, S.READY): "on_sleeping_to_ready",
    (S.SLEEPING, S.DISCONNECTED): "on_sleeping_to_disconnected",
}
"""The hook that is called before each move, by name of the method."""


class Hooks:
    """Methods that do nothing until a job overrides them."""

    def start_passive_listeners(self) -> None:
        """Declare subscriptions here. Called once, after the constructor; they survive reconnects."""

    def on_init(self) -> None:
        """Called while becoming ``init``. A failure ends the job."""

    def on_ready(self) -> None:
        """Called after the job has become ``ready``. A failure makes it ``faulted``."""

    def on_sleeping(self) -> None:
        """Called after the job has become ``sleeping``: outputs idle. A failure makes it ``faulted``."""

    def on_disconnected(self) -> None:
        """Release all outputs and resources. Called before the job becomes ``disconnected``, once."""

    def on_init_to_ready(self) -> None:
        """Called before the move."""

    def on_init_to_sleeping(self) -> None:
        """Called before the move."""

    def on_init_to_disconnected(self) -> None:
        """Called before the move."""

    def on_ready_to_init(self) -> None:
        """Known to the ecosystem; this move is not legal here and never happens."""

    def on_ready_to_sleeping(self) -> None:
        """Called before the move."""

    def on_ready_to_disconnected(self) -> None:
        """Called before the move."""

    def on_sleeping_to_init(self) -> None:
        """Known to the ecosystem; this move is not legal here and never happens."""

    def on_sleeping_to_ready(self) -> None:
        """Called before the move."""

    def on_sleeping_to_disconnected(self) -> None:
        """Called before the move."""

    def on_disconnected_to_init(self) -> None:
        """Known to the ecosystem; this move is not legal here and never happens."""

    def on_disconnected_to_ready(self) -> None:
        """Known to the ecosystem; this move is not legal here and never happens."""

    def on_disconnected_to_sleeping(self) -> None:
        """Known to the ecosystem; this move is not legal here and never happens."""
