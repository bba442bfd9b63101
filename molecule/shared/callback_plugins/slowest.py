"""Says at the end of a run which tasks took longest, and how long all took, so that slow roles show."""

from __future__ import annotations

import time
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: slowest
type: aggregate
short_description: The tasks that took longest
description: Prints the five tasks that took longest, if they took a second or more, and the whole time.
"""
SHOWN = 5
WORTH_SAYING_S = 1.0


class CallbackModule(CallbackBase):
    """A task lasts from its start to the start of the next one."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "slowest"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._lasted: list[tuple[float, str]] = []
        self._running: tuple[float, str] | None = None
        self._begun = time.monotonic()

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        """A task begins, so the one before is over."""
        self._begin(task)

    def v2_playbook_on_handler_task_start(self, task: Any) -> None:
        """Handlers are tasks too."""
        self._begin(task)

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """The run is over."""
        self._end()
        slow = [entry for entry in sorted(self._lasted, reverse=True)[:SHOWN] if entry[0] >= WORTH_SAYING_S]
        for seconds, name in slow:
            self._display.display(f"{seconds:6.1f} s  {name}")
        self._display.display(f"{time.monotonic() - self._begun:6.1f} s  altogether")

    def _begin(self, task: Any) -> None:
        self._end()
        self._running = (time.monotonic(), task.get_name().strip())

    def _end(self) -> None:
        if self._running:
            begun, name = self._running
            self._lasted.append((time.monotonic() - begun, name))
            self._running = None
