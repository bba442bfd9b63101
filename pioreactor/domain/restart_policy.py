"""How often a job that keeps dying is started again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

TRIES: Final = 3
WINDOW_S: Final = 600.0


class Decision(NamedTuple):
    """Whether to start the job again. ``tries``: the times that still count, this one included."""

    is_allowed: bool
    tries: list[float]


def decide(tries: Sequence[float], now_s: float, allowed: int = TRIES, window_s: float = WINDOW_S) -> Decision:
    """May a job that has died be started once more?

    ``tries``: when it was started again before, seconds; ``now_s``: now, same clock; ``allowed``: so many restarts
    within ``window_s`` seconds. Times in the future (the clock was set back) count as now.
    """
    recent = [min(at, now_s) for at in tries if now_s - at < window_s]
    if len(recent) >= allowed:
        return Decision(False, recent)
    return Decision(True, [*recent, now_s])
