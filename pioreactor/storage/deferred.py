"""Work that may wait a moment: one quiet thread per process runs calls when they are due.

A call scheduled under a key that is already waiting is dropped: the first one will do the work for both. The thread
starts with the first call and sleeps without polling while nothing is due.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable

from pioreactor import clock

_condition = threading.Condition(threading.RLock())
_waiting: dict[Hashable, tuple[float, Callable[[], None]]] = {}
_thread: threading.Thread | None = None


def call_later(key: Hashable, delay: float, function: Callable[[], None]) -> None:
    """Run ``function`` once in ``delay`` wall seconds, unless a call with the same ``key`` is waiting already."""
    global _thread
    with _condition:
        if key in _waiting:
            return
        _waiting[key] = (clock.wall_monotonic() + delay, function)
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_run, name="pio-deferred", daemon=True)
            _thread.start()
        _condition.notify()


def cancel(key: Hashable) -> None:
    """Forget the waiting call under ``key``; nothing happens if there is none."""
    with _condition:
        _waiting.pop(key, None)


def flush(key: Hashable) -> None:
    """Run the waiting call under ``key`` now, in this thread; nothing happens if there is none."""
    with _condition:
        entry = _waiting.pop(key, None)
    if entry is not None:
        entry[1]()


def _run() -> None:
    while True:
        with _condition:
            if not _waiting:
                _condition.wait()
                continue
            key, (due, function) = min(_waiting.items(), key=lambda item: item[1][0])
            remaining = due - clock.wall_monotonic()
            if remaining > 0:
                _condition.wait(remaining)
                continue
            del _waiting[key]
        _call(function)


def _call(function: Callable[[], None]) -> None:
    try:
        function()
    except Exception:  # one failing call must not end the thread that all others rely on
        import logging

        logging.getLogger("pioreactor").exception("A deferred call failed.")
