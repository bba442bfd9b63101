"""Whether a unit has reported, and its messages that stay at the broker."""

from __future__ import annotations

from typing import Any

from pioreactor import clock
from pioreactor.exc import PioreactorError
from pioreactor.pubsub import count_retained_messages, create_client, get_from, prune_retained_messages, topics
from pioreactor.pubsub.addresses import resolve_to_address

_MONITOR = ("$experiment", "monitor", "$state")


def wait_for_report(unit: str, limit_s: float) -> str:
    """Wait until the unit's monitor says at the leader's broker that it is ready; its last word, empty for none.

    ``limit_s``: seconds.
    """
    words: list[str] = []
    client = create_client()
    try:
        client.listen(topics.topic(unit, *_MONITOR), lambda message: words.append(_text(message)))
        clock.wait_until(lambda: "ready" in words[-1:], limit_s)
    finally:
        client.close()
    return words[-1] if words else ""


def answers(unit: str) -> bool:
    """True if the unit's web server takes the leader's credentials."""
    try:
        return bool(get_from(resolve_to_address(unit), "/unit_api/versions/app", timeout=3).ok)
    except (OSError, PioreactorError):
        return False


def clear_messages(unit: str) -> int:
    """Take away what stays of the unit at the broker; how many messages that were. Raises PioreactorError."""
    return prune_retained_messages(f"pioreactor/{unit}/#")


def messages_left(unit: str) -> int:
    """How many messages of the unit stay at the broker; they are left there. Raises PioreactorError."""
    return count_retained_messages(f"pioreactor/{unit}/#")


def _text(message: Any) -> str:
    return str(message.payload.decode(errors="replace"))
