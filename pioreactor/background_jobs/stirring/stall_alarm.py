"""The alarm of a stirrer that does not turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from pioreactor.exc import StorageError, in_words
from pioreactor.runtime import alarms
from pioreactor.runtime.stalled import STALLED, is_stirrer_stalled

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client

TITLE: Final = "The stirrer does not turn."
_TEXT: Final = (
    "Three kicks did not help; the motor is off and is tried again every ten minutes. Until it turns, automations do "
    "not dose, OD readings are marked not-stirred and steer nothing, and the heater board stays within 25 °C of the "
    "target."
)
_REMEDY: Final = (
    "1. See that the stir bar lies in the middle of the vial and nothing blocks the fan.\n2. Check the fan's cable.\n"
    "3. If the fan turns, its sensor is at fault: run the self test.\n4. Set the speed again, or stop stirring if the "
    "vial is not to be stirred."
)


class StallAlarm:
    """Raised when the stirrer gives up; over when it turns or is switched off. An alarm that a killed job has left open
    is taken over. ``complain``: for a disk that fails; nothing is raised."""

    def __init__(self, source: str, experiment: str, client: Client, complain: Callable[[str], Any]) -> None:
        self._source, self._experiment, self._client = source, experiment, client
        self._complain = complain
        self._is_open = is_stirrer_stalled()

    def begin(self, target_rpm: float) -> None:
        """The stirrer has given up turning at ``target_rpm``."""
        self._is_open = True
        self._guarded(
            lambda: alarms.raise_alarm(
                STALLED,
                severity="alarm",
                title=TITLE,
                text=_TEXT,
                remedy=_REMEDY,
                source=self._source,
                experiment=self._experiment,
                data={"target_rpm": target_rpm},
                client=self._client,
            )
        )

    def end(self) -> None:
        """It turns again, or it is not meant to turn. Cheap where no alarm is open."""
        if self._is_open:
            self._guarded(lambda: alarms.end_alarm(STALLED, client=self._client))
            self._is_open = False

    def _guarded(self, act: Callable[[], Any]) -> None:
        try:
            act()
        except StorageError as error:
            self._complain(f"An alarm cannot be written down: {in_words(error)}.")
