"""How a dosing automation sees its vial: volumes that follow the books, and the watch over the highest level."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from pioreactor import clock
from pioreactor.automations.dosing.guards import RAISED_BY_US
from pioreactor.domain.volumes import VialState
from pioreactor.exc import StorageError
from pioreactor.pubsub.topics import topic
from pioreactor.runtime.booking import Books, VialLimits
from pioreactor.types import MQTTMessage

if TYPE_CHECKING:
    from pioreactor.logging import CustomLogger
    from pioreactor.pubsub.client import Client

WARN_EVERY_S: Final = 10.0
FOLLOWED: Final = ("alt_media_fraction", "current_volume_ml", "efflux_tube_volume_ml")


class VialWatch:
    """Copies of what the books say, kept current by messages and, where it matters, read from the disk.

    ``on_full()``: called when the volume reaches the highest allowed one.
    """

    def __init__(
        self,
        unit: str,
        experiment: str,
        client: Client,
        logger: CustomLogger,
        limits: VialLimits,
        on_full: Callable[[], Any],
    ) -> None:
        self._unit, self._experiment = unit, experiment
        self._client = client
        self._logger = logger
        self._on_full = on_full
        self.limits = limits
        self.warn_at_ml = 0.95 * limits.max_fill_ml
        self.books = Books(unit, experiment, client, logger)
        self.state = self.books.state()
        self._warned_s = -math.inf
        self._is_full = self._alarm_is_open()

    def _alarm_is_open(self) -> bool:
        from pioreactor.runtime.alarms import get_alarm

        return get_alarm(RAISED_BY_US) is not None

    def seed(self, **values: float | None) -> None:
        """Enter volumes that were given at the start. Raises ValueError for one that cannot be."""
        given = {name: float(value) for name, value in values.items() if value is not None}
        if given:
            self.state = self.books.set_by_hand(**given)

    def listen(self) -> None:
        """Follow the messages about the vial from now on."""
        topics = [topic(self._unit, self.books.home, "bioreactor", name) for name in FOLLOWED]
        self._client.listen(topics, self._take)

    def read(self) -> VialState:
        """The books as they are on the disk; what was known last where that fails."""
        try:
            self.state = self.books.state()
        except StorageError as error:
            self._logger.warning(f"{error} The volumes known last are used.")
        return self.state

    def _take(self, message: MQTTMessage) -> None:
        name = message.topic.rpartition("/")[2]
        try:
            value = float(message.payload)
        except ValueError:
            return  # cleared
        if not math.isfinite(value):
            return
        self.state = self.state._replace(**{name: value})
        if name == "current_volume_ml":
            self.look_at(value)

    def look_at(self, volume_ml: float) -> None:
        """Warn from 95 % of the highest level on; at that level, stop and raise the alarm."""
        if volume_ml >= self.limits.max_fill_ml:
            self.full(f"The vial holds {volume_ml:.1f} mL by the books.")
        elif volume_ml >= self.warn_at_ml:
            now_s = clock.monotonic()
            if now_s - self._warned_s >= WARN_EVERY_S:
                self._warned_s = now_s
                self._logger.warning(
                    f"The vial is nearly full: {volume_ml:.1f} mL; dosing stops at {self.limits.max_fill_ml:.1f} mL."
                )
        elif self._is_full:
            self._is_full = False
            from pioreactor.runtime.alarms import end_alarm

            end_alarm(RAISED_BY_US, self._client)

    def full(self, what: str) -> None:
        """No more may flow in: raise the alarm (once) and stop."""
        if not self._is_full:
            self._is_full = True
            from pioreactor.runtime.alarms import raise_alarm

            self._logger.error(f"{what} The limit is {self.limits.max_fill_ml:.1f} mL; dosing is paused.")
            raise_alarm(
                RAISED_BY_US,
                severity="alarm",
                title="The vial is full; dosing is paused.",
                text=f"{what} The limit is {self.limits.max_fill_ml:.1f} mL. The pumps are off and the dosing "
                "automation sleeps; everything else goes on.",
                remedy="1. Look at the vial and at the end of the waste tube.\n"
                "2. Take liquid out (pio run remove_waste), or correct the volume (pio vial set).\n"
                "3. Let the dosing automation go on.",
                source="dosing_automation",
                experiment=self._experiment,
                data={"current_volume_ml": self.state.current_volume_ml, "max_fill_ml": self.limits.max_fill_ml},
                client=self._client,
            )
        self._on_full()
