"""The one error of the lab: its text says what went wrong and what helps."""

from __future__ import annotations


class LabError(RuntimeError):
    """A test host could not be made, reached or ended; the text is for people."""
