"""Making commits safe from a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def sync_to_disk(path: Path) -> None:
    """Return when everything committed to the database so far survives a power cut.

    Commits themselves only reach the operating system (``synchronous = NORMAL``). A committed row stands in the
    write-ahead log until a checkpoint has copied it into the file and synced that; so syncing the log is enough.
    Blocks for the time that the disk takes, on an SD card some 10 ms. Raises OSError.

    The database file itself must not be opened here: closing any descriptor of it would drop the locks that SQLite
    holds on it for this process, and another program could then delete the log under us.
    """
    try:
        handle = os.open(path.with_name(path.name + "-wal"), os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
