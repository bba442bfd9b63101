"""When this unit was last seen alive, on its own disk: how long it was without power."""

from __future__ import annotations

import os

from pioreactor import clock
from pioreactor.storage.paths import storage_dir


def note_alive() -> None:
    """Write down that the unit lives now. Raises OSError."""
    path = storage_dir() / "last_alive"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    now = clock.now_s()
    os.utime(path, (now, now))


def silent_for_s() -> float | None:
    """Seconds since :func:`note_alive`, not less than 0; None where that was never."""
    try:
        return max(0.0, clock.now_s() - (storage_dir() / "last_alive").stat().st_mtime)
    except OSError:
        return None
