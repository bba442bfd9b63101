"""A folder on another disk than that of the data, as a USB stick is one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest

MEMORY = Path("/dev/shm")


@contextmanager
def other_disk(beside: Path) -> Iterator[Path]:
    """An empty folder on another file system than ``beside``; without one the test is skipped."""
    if not MEMORY.is_dir() or MEMORY.stat().st_dev == beside.stat().st_dev:
        pytest.skip(f"needs another file system at {MEMORY}")
    folder = Path(mkdtemp(prefix="pioreactor-", dir=MEMORY))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
