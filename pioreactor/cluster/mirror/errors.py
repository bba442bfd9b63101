"""What can go wrong with the mirror."""

from __future__ import annotations

from pioreactor.exc import PioreactorError


class MirrorError(PioreactorError):
    """The mirror cannot be made or filled. What the leader holds is never touched by that."""


class AddressError(MirrorError, ValueError):
    """What was given is not the address of a PostgreSQL database."""
