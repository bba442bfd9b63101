"""The alarm that says that nothing is stored at all: one, where every series of every unit would be silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pioreactor import clock
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.statistics import Snapshot
from pioreactor.runtime.alarms import end_alarm, raise_alarm

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client

CODE: Final = "ingest.standstill"
AFTER_WALL_S: Final = 60.0
_REMEDY: Final = (
    "Database: free disk space, or end the program that locks it.\n"
    "If it is malformed: put the newest backup in its place (pio backup restore), on a new card.\n"
    "Broker: systemctl status mosquitto\n"
    "Units keep their readings meanwhile; they come by themselves."
)


class Standstill:
    """``look()`` now and then at how the ingest is doing. Raises StorageError where the alarm cannot be kept."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._since: float | None = None
        self._told: str | None = None  # unknown at first: an alarm of before may be open

    def look(self, found: Snapshot) -> None:
        """Raise the alarm after a minute, say it anew when the reason changes, and end it."""
        trouble = found.reason or ("" if found.is_connected else "the broker is not reached")
        if not trouble:
            self._since = None
            if self._told != "":
                end_alarm(CODE, self._client)
                self._told = ""
            return
        now = clock.wall_monotonic()
        self._since = now if self._since is None else self._since
        if now - self._since < AFTER_WALL_S or trouble == self._told:
            return
        raise_alarm(
            CODE,
            severity="alarm",
            title="The leader stores no readings",
            text=f"For a minute: {trouble}. {found.messages_waiting} messages wait here, others on the units.",
            remedy=_REMEDY,
            source="mqtt_to_db_streaming",
            data={"reason": trouble},
            client=self._client,
        )
        self._told = trouble
