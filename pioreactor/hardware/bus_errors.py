"""How often each device on the two-wire bus had to be asked again, and how often it did not answer at all.

Counted since boot, over all processes of the unit. Whoever talks to the bus notes its own errors; a healthy bus costs
nothing, a sick one a row in the temporary cache every few seconds.
"""

from __future__ import annotations

import atexit
import sqlite3
import threading
from collections.abc import Iterable
from typing import Final

from pioreactor.exc import PioreactorError
from pioreactor.storage import deferred
from pioreactor.storage.caches import local_intermittent_storage

TABLE: Final = "bus_errors"
WRITTEN_AFTER_S: Final = 5.0
"""Wall seconds for which errors are collected before they are written down."""
_KINDS: Final = ("retries", "failures")

_guard = threading.Lock()
_pending: dict[str, int] = {}
_registered = False


def label(addresses: Iterable[int]) -> str:
    """``0x49``, or ``0x49+0x4A`` for a transaction with several devices, of which nobody knows who refused."""
    return "+".join(f"0x{address:02X}" for address in dict.fromkeys(addresses))


def note(device: str, kind: str) -> None:
    """Count one error. ``device``: from :func:`label`; ``kind``: ``retries`` or ``failures``. Never raises."""
    global _registered
    with _guard:
        key = f"{device}/{kind}"
        _pending[key] = _pending.get(key, 0) + 1
        if not _registered:
            _registered = True
            atexit.register(write_down)
    deferred.call_later(TABLE, WRITTEN_AFTER_S, write_down)


def write_down() -> None:
    """Write what was counted since the last time."""
    with _guard:
        counts = dict(_pending)
        _pending.clear()
    if not counts:
        return
    try:
        with local_intermittent_storage(TABLE) as cache:
            for key, count in counts.items():
                cache.add(key, count)
    except (PioreactorError, sqlite3.Error):
        pass  # counting must not be one more thing that fails


def read() -> dict[str, dict[str, int]]:
    """Errors since boot by device: ``{"0x4F": {"retries": 3, "failures": 0}}``. Raises StorageError."""
    result: dict[str, dict[str, int]] = {}
    with local_intermittent_storage(TABLE) as cache:
        for key in cache:
            device, _, kind = str(key).partition("/")
            result.setdefault(device, dict.fromkeys(_KINDS, 0))[kind] = cache.getint(key)
    return dict(sorted(result.items()))
