"""A command on a unit that is ended at its limit: how it is told from one that has failed."""

from __future__ import annotations

import contextlib

from fabric.runners import Remote
from paramiko import SSHException


class LimitedRemote(Remote):  # type: ignore[misc]  # fabric is not typed
    """Fabric's runner, which asks whether its timer still runs.

    The timer closes the channel; whoever waits for the command may see that, and close the connection, before the
    timer's own thread has ended. The command would then count as failed, and the thread would complain on the terminal.
    """

    was_ended = False

    def kill(self) -> None:
        """End the command: its limit is over."""
        self.was_ended = True
        with contextlib.suppress(EOFError, OSError, SSHException):  # closed already: that is what was wanted
            super().kill()

    @property
    def timed_out(self) -> bool:
        """Whether it was ended at its limit."""
        return self.was_ended
