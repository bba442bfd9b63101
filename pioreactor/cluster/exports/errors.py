"""What can go wrong with an export, apart from the disk itself."""

from __future__ import annotations

from pioreactor.exc import PioreactorError


class ExportError(PioreactorError):
    """The export cannot be made; nothing of it is left."""


class ExportRequestError(ExportError, ValueError):
    """What was asked for makes no sense."""


class ExportStoppedError(ExportError):
    """Somebody stopped it."""


class UnknownDatasetError(ExportError):
    """There is no such dataset."""


class UnknownExportError(ExportError):
    """There is no such export any more."""


class ExportUnderWayError(ExportError):
    """One at a time."""
