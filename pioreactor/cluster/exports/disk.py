"""Room for exports. An export never takes the last of the disk: readings must find room there too."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from typing import Final

from pioreactor.cluster.exports.errors import ExportError

KEPT_FREE_BYTES: Final = 64_000_000
LONGEST_LOG_BYTES: Final = 512_000_000
"""While an export reads, the database's log cannot be emptied; beyond this the export gives up."""
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
REMEDY: Final = (
    "Delete exports that are not needed any more, or choose fewer datasets, experiments or a shorter time. Nothing of "
    "this export is left on the disk."
)


def require_room(folder: Path, written: int = 0) -> None:
    """Raise ExportError where the disk of ``folder`` is nearly full. ``written``: bytes of the export so far."""
    free = shutil.disk_usage(folder).free
    if free < KEPT_FREE_BYTES:
        so_far = f" after {written / 1e6:.0f} MB of the export" if written else ""
        raise ExportError(
            f"The disk of {folder} has {free / 1e6:.0f} MB free{so_far}; {KEPT_FREE_BYTES / 1e6:.0f} MB must stay free "
            f"for readings. {REMEDY}"
        )


def require_short_log(database: Path) -> None:
    """Raise ExportError where so much was written while the export reads that the database's log grows too long."""
    log = database.with_name(f"{database.name}-wal")
    if log.exists() and log.stat().st_size > LONGEST_LOG_BYTES:
        raise ExportError(
            "The export takes so long that what is stored meanwhile piles up. Choose fewer datasets or a shorter time."
        )


def told(error: OSError, folder: Path) -> ExportError:
    """What an error of the disk means for an export."""
    if error.errno in _FULL:
        return ExportError(f"The disk of {folder} is full. {REMEDY}")
    return ExportError(f"The export cannot be written to {folder}: {error.strerror or error}.")
