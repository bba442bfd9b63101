"""The green light of a Raspberry Pi, which shows how far a first boot is. A computer without one shows nothing."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

NAMES: Final = ("ACT", "led0")
PATTERNS: Final = {
    "working": (500, 500),
    "asking": (100, 1900),
    "failed": (100, 100),
}
"""Milliseconds on and off."""


class Light:
    """``leds``: the folder in which the kernel has the lights."""

    def __init__(self, leds: Path) -> None:
        self._folder = next((leds / name for name in NAMES if (leds / name / "trigger").exists()), None)
        self._shown = ""
        self._before = self._trigger()

    def show(self, pattern: str) -> None:
        """Show a pattern until the next one."""
        if self._folder is None or pattern == self._shown:
            return
        self._shown = pattern
        on_ms, off_ms = PATTERNS[pattern]
        self._write("trigger", "timer")  # which makes the next two files
        self._write("delay_on", str(on_ms))
        self._write("delay_off", str(off_ms))

    def give_back(self) -> None:
        """Let it show what it showed before, usually the card's activity."""
        if self._folder is not None:
            self._write("trigger", self._before)

    def _trigger(self) -> str:
        """The chosen one of the kernel's list, ``none [mmc0] timer``."""
        listed = ""
        if self._folder is not None:
            with contextlib.suppress(OSError):
                listed = (self._folder / "trigger").read_text()
        chosen = listed.partition("[")[2].partition("]")[0]
        return chosen if chosen not in ("", "timer") else "mmc0"  # which somebody like us has left behind

    def _write(self, name: str, value: str) -> None:
        assert self._folder is not None
        with contextlib.suppress(OSError):
            (self._folder / name).write_text(value)
