"""Volumes that a pump has moved and that the books did not take, because the disk was full or failed.

They are left in the run directory, which is memory, and entered by the guardian as soon as the disk takes them. Whoever
enters one removes it afterwards: killed in between, it would be entered twice, a few milliseconds against weeks.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from pioreactor.storage.paths import run_dir

FOLDER: Final = "open_accounts"
_numbers = itertools.count(1)


class OpenAccount(msgspec.Struct, frozen=True):
    """``unit``: whose vial. ``volume_ml``: moved and not booked; negative for what was booked and did not flow."""

    unit: str
    experiment: str
    event: str
    volume_ml: float


def leave(account: OpenAccount) -> bool:
    """Leave it to the guardian; False where even that cannot be written."""
    folder = run_dir() / FOLDER
    name = f"{os.getpid()}-{next(_numbers)}-{os.urandom(3).hex()}"
    aside = folder / f".{name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(msgspec.json.encode(account))
        aside.rename(folder / name)
    except OSError:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        return False
    return True


def close_all(enter: Callable[[OpenAccount], object]) -> int:
    """Enter everything that was left, the oldest first; how many. What ``enter`` raises ends it; the rest stays."""
    closed = 0
    for path in _left():
        with contextlib.suppress(msgspec.MsgspecError):
            enter(msgspec.json.decode(path.read_bytes(), type=OpenAccount))
            closed += 1
        path.unlink(missing_ok=True)
    return closed


def _left() -> list[Path]:
    try:
        with os.scandir(run_dir() / FOLDER) as found:
            entries = [(entry.stat().st_mtime_ns, entry.path) for entry in found if not entry.name.startswith(".")]
    except OSError:
        return []
    return [Path(path) for _, path in sorted(entries)]
