"""Threads that run callbacks one after another, so that the network thread never waits for them."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from pioreactor import clock


class Lane:
    """Calls in order, in a thread of its own that exists only while there is something to do.

    ``linger``: wall seconds for which the thread waits for the next call before it ends. ``on_error``: told of an
    exception in a call, while it is being handled; default: the package's logger.
    """

    def __init__(self, name: str, *, linger: float = 5.0, on_error: Callable[[], Any] | None = None) -> None:
        self.name = name
        self.linger = linger
        self.on_error = on_error or _log_error
        self._condition = threading.Condition(threading.RLock())
        self._calls: deque[tuple[Callable[..., Any], tuple[Any, ...]]] = deque()
        self._thread: threading.Thread | None = None
        self._busy = False

    def put(self, function: Callable[..., Any], *args: Any) -> None:
        """Run ``function(*args)`` after all earlier calls; its errors are logged. Returns at once."""
        with self._condition:
            self._calls.append((function, args))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
                self._thread.start()
            else:
                self._condition.notify()

    def is_idle(self) -> bool:
        """True when every call has been made and has returned."""
        with self._condition:
            return not self._calls and not self._busy

    def join(self, timeout: float) -> bool:
        """Wait up to ``timeout`` wall seconds until idle. At once True when called from the lane itself."""
        if threading.current_thread() is self._thread:
            return True
        return clock.wait_until(self.is_idle, timeout, poll=0.005)

    def _run(self) -> None:
        while True:
            with self._condition:
                self._busy = False
                if not self._calls:
                    self._condition.wait(self.linger)
                if not self._calls:
                    self._thread = None
                    return
                function, args = self._calls.popleft()
                self._busy = True
            try:
                function(*args)
            except Exception:
                self.on_error()


class NoLane:
    """Calls at once, in the thread that brings the message: for callbacks that only pass it on."""

    def put(self, function: Callable[..., Any], *args: Any) -> None:
        """Run ``function(*args)`` now."""
        try:
            function(*args)
        except Exception:
            _log_error()


def _log_error() -> None:
    logging.getLogger("pioreactor").exception("A callback failed.")
