"""How work on the hardware tells how far it is."""

from __future__ import annotations

from typing import Protocol


class Told(Protocol):
    """Called with the share of the work that is done, 0 to 1, and a point that was measured, where there is one."""

    def __call__(self, share: float, point: tuple[float, float] | None = None) -> None:
        """Take it; comes from the thread that waits for the work."""
