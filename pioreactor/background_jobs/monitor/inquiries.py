"""What monitor asks the web servers of its cluster."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Final

from pioreactor.exc import PioreactorError
from pioreactor.pubsub.addresses import for_socket

TRIES: Final = 5
PAUSE_WALL_S: Final = 3.0
LIMIT_WALL_S: Final = 2.0


def does_web_server_answer(wait: Callable[[float], bool]) -> bool:
    """Whether this unit's own web server is healthy.

    At boot both start together, so it is tried five times in 12 wall seconds. ``wait``: waits for wall seconds, returns
    True to give up early (counted as healthy, because nobody wants to know any more).
    """
    for attempt in range(TRIES):
        if _is_healthy():
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


def _is_healthy() -> bool:
    """One question for the status line, over a bare socket: an HTTP client would cost this ever-running job 2 MB."""
    from pioreactor.config import get_config, get_listen_port

    host = str(get_config().get("ui", "host", fallback="127.0.0.1"))
    local = "127.0.0.1" if host in ("", "0.0.0.0", "::") else host  # noqa: S104 - what it listens on, not what we do
    try:
        with socket.create_connection((for_socket(local), get_listen_port()), LIMIT_WALL_S) as connection:
            connection.sendall(f"GET /unit_api/health HTTP/1.0\r\nHost: {local}\r\n\r\n".encode())
            answer = connection.recv(64)
    except OSError:
        return False
    return b" 200 " in answer.partition(b"\r\n")[0]
