"""Presence: one small message each wall second, by which others see a unit vanish sooner than a last will tells."""

from __future__ import annotations

import threading
from collections.abc import Callable

import msgspec

from pioreactor import clock
from pioreactor.background_jobs.monitor.settings import HEARTBEAT_WALL_S


class Heartbeat:
    """Calls ``send`` with ``{"timestamp", "speed"}`` each wall second, from a thread of its own.

    A message that cannot be sent is not kept: an old heartbeat would be a lie.
    """

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Begin; the first beat is sent at once."""
        self._thread.start()

    def stop(self) -> None:
        """End; waits for the beat in progress."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2.0)

    def _beat(self) -> None:
        due = clock.wall_monotonic()
        while not self._ending.is_set():
            self._send(msgspec.json.encode({"timestamp": clock.timestamp(), "speed": clock.speed()}))
            due = max(due + HEARTBEAT_WALL_S, clock.wall_monotonic())
            self._ending.wait(due - clock.wall_monotonic())
