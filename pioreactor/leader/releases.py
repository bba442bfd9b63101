"""Which release each unit uses, asked of the units themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from msgspec import UNSET

from pioreactor.leader import fanout
from pioreactor.leader.fanout import Call

ANSWERS_WITHIN_S: Final = 3.0


def told(units: Sequence[str]) -> dict[str, tuple[Any, str | None]]:
    """Per unit what it says of its release, or None and why it did not answer. At most three wall seconds."""
    replies = fanout.ask([Call(unit, "GET", "/unit_api/system/release") for unit in units], timeout_s=ANSWERS_WITHIN_S)
    return {
        unit: (reply.value, None) if reply.ok else (None, reply.error.message if reply.error is not UNSET else "")
        for unit, reply in replies.items()
    }
