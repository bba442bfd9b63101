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


AFTER_WASTE_S: Final = 12.0
LOOK_S: Final = 300.0
"""For so long the stirrer is asked to measure all the time: one part of an exchange takes less."""


class _Check(msgspec.Struct):
    wants_verification: bool = False
    exchange_at_most_ml: float = 0.0
    room_ml: float | None = None
    wait_s: float = 0.0


class Verifying:
    """Follows `bioreactor/volume_check`. Volumes in mL; durations in clock seconds."""

    def __init__(self, unit: str, experiment: str) -> None:
        self._topic = topic(unit, experiment, "bioreactor", "volume_check")
        self._look_topic = topic(unit, experiment, "stirring", "close_look_s", "set")
        self._client: Client | None = None
        self._check = _Check()
        self._wanted_s = self._heard_s = -math.inf
        self._dosed_s = -math.inf

    def listen(self, client: Client) -> None:
        """Follow the messages from now on."""
        self._client = client
        client.listen([self._topic], self._take)

    def _take(self, message: MQTTMessage) -> None:
        try:
            check = msgspec.json.decode(message.payload, type=_Check)
        except (msgspec.DecodeError, RecursionError):
            return
        self._check = check
        self._heard_s = clock.monotonic()
        self._wanted_s = self._heard_s if check.wants_verification else -math.inf

    @property
    def is_wanted(self) -> bool:
        """Whether the next exchange is to tell something."""
        return clock.monotonic() - self._wanted_s < FORGOTTEN_AFTER_S

    @property
    def room_ml(self) -> float:
        """What may flow in, with its waste, before the vial could spill if the waste did not work; infinite where
        nobody says."""
        is_fresh = clock.monotonic() - self._heard_s < FORGOTTEN_AFTER_S
        return self._check.room_ml if is_fresh and self._check.room_ml is not None else math.inf

    @property
    def wait_s(self) -> float:
        """How long to wait between an inflow and its waste, so that the stirrer feels both; 0 where it need not be."""
        return self._check.wait_s if clock.monotonic() - self._heard_s < FORGOTTEN_AFTER_S else 0.0

    def look(self, seconds: float = LOOK_S) -> None:
        """Ask the stirrer to measure all the time for ``seconds`` and to leave its drive alone; nobody waits for it."""
        if self._client is not None and self.wait_s > 0.0:
            self._client.publish(self._look_topic, f"{seconds:g}", qos=0)

    def note_exchange(self) -> None:
        """An exchange has ended."""
        self._dosed_s = clock.monotonic()

    def exchange_ml(self, owed_ml: float, quiet_s: float = QUIET_S) -> float:
        """What to exchange now of ``owed_ml``, 0 to wait; only where :attr:`is_wanted`."""
        return verifying_exchange_ml(
            owed_ml, self._check.exchange_at_most_ml, clock.monotonic() - self._dosed_s, quiet_s
        )
