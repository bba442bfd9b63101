"""What may go wrong in a session. None of these changes it: the same step can be answered again."""

from __future__ import annotations

from pioreactor.exc import CalibrationError


class InputError(CalibrationError, ValueError):
    """An answer cannot be used; the message says which and what would be right."""


class RefusedError(CalibrationError):
    """Something on the unit stands in the way: a job that runs, a setting that is missing."""


class WorkError(CalibrationError):
    """A step on the hardware failed or was stopped; nothing was recorded."""


class SessionEndedError(CalibrationError):
    """The session is over; it takes no more answers."""


class SessionBusyError(CalibrationError):
    """The session works on another answer."""


class UnknownSessionError(CalibrationError):
    """There is no such session on this unit."""


class UnknownProtocolError(CalibrationError):
    """There is no such protocol for this device."""
