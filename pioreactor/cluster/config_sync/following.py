"""What monitor does on a unit that is not the leader, so that it comes to have the leader's configuration by itself.

The leader leaves its word, which version there is, at the broker. A unit gets it when it changes, and again at each
connection. Only a unit that does not have what the word says asks the leader, which then brings it: no unit polls.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import Final, Protocol

import msgspec

from pioreactor.cluster.config_sync import holding
from pioreactor.cluster.config_sync.structs import Word
from pioreactor.exc import PioreactorError
from pioreactor.pubsub.topics import topic
from pioreactor.whoami import UNIVERSAL_EXPERIMENT, UNIVERSAL_IDENTIFIER

TOPIC: Final = topic(UNIVERSAL_IDENTIFIER, UNIVERSAL_EXPERIMENT, "config", "shared")
"""Where the leader's word stays (retained)."""
FIRST_WALL_S: Final = 1.0
LONGEST_WALL_S: Final = 300.0


class _Logger(Protocol):
    def info(self, msg: object, /) -> None: ...
    def warning(self, msg: object, /) -> None: ...


def ask_leader(unit: str) -> None:
    """Ask the leader to look at this unit. Raises OSError and PioreactorError where it cannot be asked."""
    from pioreactor.pubsub import post_into_leader

    post_into_leader(f"/api/config/units/{unit}/sync").raise_for_status()


class Follower:
    """Asks the leader until this unit has what the leader's word says.

    Each pause is twice as long as the one before, up to five minutes, and up to half shorter by chance, so that units
    that come back together do not ask together. ``changed`` is called when the unit may have got another version.
    """

    def __init__(
        self, unit: str, logger: _Logger, changed: Callable[[], None], ask: Callable[[str], None] = ask_leader
    ) -> None:
        self._unit = unit
        self._logger = logger
        self._changed = changed
        self._ask = ask
        self._word: Word | None = None
        self._heard = threading.Event()
        self._is_ending = False
        self._thread = threading.Thread(target=self._follow, name="config", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def note(self, payload: bytes) -> None:
        """Take in the leader's word. One that cannot be read (of a newer leader) is left alone."""
        try:
            self._word = msgspec.json.decode(payload, type=Word)
        except msgspec.DecodeError:
            return
        self._heard.set()

    def close(self) -> None:
        """End; waits for a question under way."""
        self._is_ending = True
        self._heard.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2.0)

    def _follow(self) -> None:
        pause_s: float | None = None
        asked = 0
        while not self._is_ending:
            was_heard = self._heard.wait(pause_s)
            self._heard.clear()
            if self._is_ending or self._word is None:
                continue
            asked = 0 if was_heard else asked
            # A leader that has just saved its file is on its way to this unit already.
            needs = self._needs(self._word)
            self._changed()
            if needs and not was_heard:
                self._ask_once()
                asked += 1
            longest_s = min(LONGEST_WALL_S, FIRST_WALL_S * 2**asked)
            pause_s = longest_s * random.uniform(0.5, 1.0) if needs else None  # noqa: S311 - not a secret

    def _needs(self, word: Word) -> bool:
        try:
            return holding.needs_leader(word)
        except OSError as error:
            self._logger.warning(f"The configuration files cannot be looked at: {error}")
            return False

    def _ask_once(self) -> None:
        try:
            self._ask(self._unit)
        except (OSError, PioreactorError) as error:
            self._logger.info(f"The configuration is not the leader's yet, and it cannot be asked: {error}")
