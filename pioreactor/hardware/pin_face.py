"""What our pins and factories share so that gpiozero's devices (``LED``, ``Button`` ...) work on them.

gpiozero itself is not imported: it costs a process 5 MB and a tenth of a second, and a job needs only lines.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

WhenChanged = Callable[[float, int], None]
"""Called with (time of the edge in seconds, level)."""


class PinName(NamedTuple):
    """What gpiozero's devices want to know about a pin."""

    number: int
    name: str


class FactoryFace:
    """The part of gpiozero's factory that is the same on every backend. The lines themselves know who owns them."""

    @staticmethod
    def ticks_diff(later: float, earlier: float) -> float:
        """Seconds between two ticks."""
        return later - earlier

    def reserve_pins(self, requester: object, *names: object) -> None:
        """Whoever sets a line's function owns it; nothing to add."""

    def release_pins(self, requester: object, *names: object) -> None:
        """Closing a pin gives its line back; nothing to add."""

    def release_all(self, requester: object) -> None:
        """Closing a pin gives its line back; nothing to add."""
