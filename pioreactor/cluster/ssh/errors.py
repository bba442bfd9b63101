"""What can go wrong on the way to a unit. Each error knows its cause and the remedy, for the page and the terminal."""

from __future__ import annotations

from pioreactor.exc import SSHError


class SshError(SSHError):
    """A unit could not be reached or used over SSH. ``cause``: what happened; ``remedy``: what to do about it."""

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(f"{cause} {remedy}")
        self.cause = cause
        self.remedy = remedy


class UnreachableError(SshError):
    """Nothing answers there, or not in time."""


class HostKeyUnknownError(SshError):
    """Nobody has vouched for the host key of this unit yet."""


class HostKeyChangedError(SshError):
    """The host shows another key than the one that is pinned: another host, or a new card."""


class LoginRefusedError(SshError):
    """The host does not let us in with what we have."""
