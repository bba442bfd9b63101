"""What people may do."""

from __future__ import annotations

from enum import IntEnum


class Role(IntEnum):
    """Each may do what those before it may. ``NOBODY``: without signing in."""

    NOBODY = 0
    VIEWER = 1
    """Reads."""
    OPERATOR = 2
    """Runs experiments: jobs, doses, vials, calibrations, notes."""
    ADMIN = 3
    """Decides about people, units, configuration and software."""

    @property
    def word(self) -> str:
        """As it is stored and shown."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> Role:
        """The role of a stored word. Raises KeyError."""
        return cls[word.upper()]


WORDS = tuple(role.word for role in Role if role is not Role.NOBODY)
