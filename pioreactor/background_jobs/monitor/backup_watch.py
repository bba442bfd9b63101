"""The leader's look at its backups, once an hour: none may be too old, also when nothing makes them any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client

LOOK_EVERY_WALL_S: Final = 3600.0


class BackupWatch:
    """``look()``: raise and end the alarms about backups. Raises StorageError."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def look(self) -> None:
        """By what is written down; nothing is opened or asked."""
        from pioreactor.cluster.backups import alarms

        alarms.tell(client=self._client)
