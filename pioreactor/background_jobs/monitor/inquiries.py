"""What monitor asks the web servers of its cluster."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pioreactor.exc import PioreactorError

TRIES: Final = 5
PAUSE_WALL_S: Final = 3.0


def does_web_server_answer(unit: str, wait: Callable[[float], bool]) -> bool:
    """Whether the unit's own web server is healthy.

    At boot both start together, so it is tried five times in 12 wall seconds. ``wait``: waits for wall seconds, returns
    True to give up early (counted as healthy, because nobody wants to know any more).
    """
    for attempt in range(TRIES):
        if _is_healthy(unit):
            return True
        if attempt < TRIES - 1 and wait(PAUSE_WALL_S):
            return True
    return False


def ask_inventory() -> set[str] | None:
    """Names of the cluster's workers; None when the leader's API does not answer."""
    from pioreactor.pubsub import get_from_leader

    try:
        reply = get_from_leader("/api/workers")
        return {row["pioreactor_unit"] for row in reply.json()} if reply.ok else None
    except (OSError, PioreactorError, ValueError, KeyError, TypeError):
        return None


def _is_healthy(unit: str) -> bool:
    from pioreactor.pubsub import get_from
    from pioreactor.utils.networking import resolve_to_address

    try:
        return bool(get_from(resolve_to_address(unit), "/unit_api/health", timeout=2).ok)
    except (OSError, PioreactorError):
        return False
