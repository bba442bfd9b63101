"""Commands over MQTT, told honestly: accepted means that the broker has confirmed them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pioreactor.leader.messages import BrokerAwayError
from pioreactor.web.errors import ApiError
from pioreactor.web.services import services

_LEVEL = re.compile(r"[^/#+\0]+")


def send_commands(messages: Mapping[str, str | bytes], qos: int = 1) -> None:
    """Publish each topic's payload. Raises ApiError 503 with what to do when the broker is away."""
    try:
        services().messenger.command(messages, qos)
    except BrokerAwayError as error:
        remedy = (
            "It may still happen: watch the value before asking again."
            if error.may_still_happen
            else "Nothing was changed. Start the MQTT broker (`systemctl start mosquitto`), then try again. "
            "Stopping jobs works without it."
        )
        raise ApiError(503, "The command did not reach the unit.", cause=str(error), remediation=remedy) from error


def require_levels(*levels: str) -> None:
    """Raise ApiError 400 for a name that cannot be one level of a topic.

    A broker ends the session of whoever sends a control character in a topic, and this session is everybody's.
    """
    if not all(_LEVEL.fullmatch(level) and level.isprintable() for level in levels):
        raise ApiError(
            400,
            "A name holds one of / # + or a control character.",
            remediation="Use the names that the job publishes.",
        )
