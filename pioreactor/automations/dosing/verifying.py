"""What the volume watch of monitor asks of a dosing automation: exchanges that tell whether the waste pump works."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import msgspec

from pioreactor import clock
from pioreactor.domain.volume_watch.verifying import QUIET_S, verifying_exchange_ml
from pioreactor.pubsub.topics import topic
from pioreactor.types import MQTTMessage

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client

FORGOTTEN_AFTER_S: Final = 900.0
"""The watch repeats what it wants; when monitor is gone, nobody waits for it."""


class _Check(msgspec.Struct):
    wants_verification: bool = False
    exchange_at_most_ml: float = 0.0


class Verifying:
    """Follows `bioreactor/volume_check`. Volumes in mL; durations in clock seconds."""

    def __init__(self, unit: str, experiment: str) -> None:
        self._topic = topic(unit, experiment, "bioreactor", "volume_check")
        self._most_ml = 0.0
        self._heard_s = -math.inf
        self._dosed_s = -math.inf

    def listen(self, client: Client) -> None:
        """Follow the messages from now on."""
        client.listen([self._topic], self._take)

    def _take(self, message: MQTTMessage) -> None:
        try:
            check = msgspec.json.decode(message.payload, type=_Check)
        except (msgspec.DecodeError, RecursionError):
            return
        self._most_ml = check.exchange_at_most_ml
        self._heard_s = clock.monotonic() if check.wants_verification else -math.inf

    @property
    def is_wanted(self) -> bool:
        """Whether the next exchange is to tell something."""
        return clock.monotonic() - self._heard_s < FORGOTTEN_AFTER_S

    def note_exchange(self) -> None:
        """An exchange has ended."""
        self._dosed_s = clock.monotonic()

    def exchange_ml(self, owed_ml: float, quiet_s: float = QUIET_S) -> float:
        """What to exchange now of ``owed_ml``, 0 to wait; only where :attr:`is_wanted`."""
        return verifying_exchange_ml(owed_ml, self._most_ml, clock.monotonic() - self._dosed_s, quiet_s)
