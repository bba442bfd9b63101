"""Making commits safe from a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def sync_to_disk(path: Path) -> None:
    """Return when everything committed to the database so far survives a power cut.

    Commits themselves only reach the operating system (``synchronous = NORMAL``). A committed row is in the write-ahead
    log or, after a checkpoint, in the file itself, so both are synced. Blocks for the time that the disk takes, on an
    SD card some 10 ms. Raises OSError.
    """
    for name in (path.with_name(path.name + "-wal"), path):
        try:
            handle = os.open(name, os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
