"""Telling people about dead letters without flooding the log that they would read it in."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Final

from pioreactor import clock
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import DeadRow

_AGAIN_AFTER_S: Final = 3600.0
_KINDS: Final = 1000


class DeadLetterNotices:
    """One warning per kind of message and reason, repeated at most once per wall hour with the count since."""

    def __init__(self, logger: logging.Logger | logging.LoggerAdapter[logging.Logger]) -> None:
        self._logger = logger
        self._kinds: dict[tuple[str, str], tuple[float, int]] = {}

    def report(self, dead: Iterable[DeadRow]) -> None:
        """Warn about messages that were kept because nobody could read them."""
        now = clock.wall_monotonic()
        for message, reason in dead:
            topic = message.topic.decode(errors="replace")
            kind = ("/".join(topic.split("/")[3:]), reason)
            told_at, unsaid = self._kinds.get(kind, (-_AGAIN_AFTER_S, 0))
            if now - told_at < _AGAIN_AFTER_S or (kind not in self._kinds and len(self._kinds) >= _KINDS):
                self._kinds[kind] = (told_at, unsaid + 1)
                continue
            more = f" {unsaid} more like it since the last notice." if unsaid else ""
            self._logger.warning(f"Kept as a dead letter: {topic}: {reason}.{more} See pio db dead-letters list.")
            self._kinds[kind] = (now, 0)
