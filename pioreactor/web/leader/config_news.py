"""What the cluster and its people hear about configuration files."""

from __future__ import annotations

import logging

import msgspec

from pioreactor import clock
from pioreactor.cluster.config_sync import following, versions
from pioreactor.cluster.config_sync.structs import Word
from pioreactor.leader.messages import Messenger
from pioreactor.pubsub.topics import topic
from pioreactor.storage import database
from pioreactor.structs import Log
from pioreactor.whoami import UNIVERSAL_EXPERIMENT

_log = logging.getLogger("pioreactor.web.config")


class ConfigNews:
    """Tells units which version there is, and people what was found on a unit."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger

    def announce(self, word: Word) -> None:
        """Leave the leader's word at the broker, where units find it when they come back."""
        self._messenger.leave(following.TOPIC, msgspec.json.encode(word))

    def announce_present(self) -> None:
        """Leave the word about the file as it is now. Raises ConfigError, OSError for one that cannot be used."""
        connection = database.connect()
        try:
            self.announce(versions.shared(connection).word)
        finally:
            connection.close()

    def tell(self, unit: str, words: str) -> None:
        """A line in the log of the unit, which people see on the page."""
        _log.warning(words)
        line = Log(words, "WARNING", "config", "ui", clock.timestamp())
        where = topic(unit, UNIVERSAL_EXPERIMENT, "logs", "ui", "warning")
        self._messenger.client().publish(where, msgspec.json.encode(line), qos=2)
