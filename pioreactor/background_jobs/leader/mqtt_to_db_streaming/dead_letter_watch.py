"""The alarm that says that messages were not understood, as long as any of them is kept."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pioreactor import clock
from pioreactor.runtime.alarms import end_alarm, get_alarm, raise_alarm
from pioreactor.storage.database.connection import connect
from pioreactor.storage.database.dead_letters import COUNTED_TO, count_dead_letters, reasons_of_newest

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client

CODE: Final = "ingest.dead_letters"
LOOK_EVERY_S: Final = 60.0
"""Wall seconds; so late an alarm ends at most, after a person has dealt with the last letter."""
_SHOWN: Final = 20
_REMEDY: Final = (
    "See which: pio db dead-letters list\n"
    "Mend the cause: install the plugin that stores them, or upgrade; then restart pioreactor-ingest.\n"
    "Store them: pio db dead-letters replay --all; or, if nobody needs them: pio db dead-letters forget"
)


class DeadLetterWatch:
    """``look()`` now and then. A reason that nobody has acknowledged yet makes an acknowledged alarm new again."""

    def __init__(self, path: Path, client: Client) -> None:
        self._path = path
        self._client = client
        self._kept = 1  # unknown at first: look once
        self._seen = -1
        self._looked_at = -LOOK_EVERY_S

    def look(self, since_start: int) -> None:
        """Count where something can have changed. ``since_start``: letters that this process has kept.

        Raises sqlite3.Error, AlarmError, StorageError.
        """
        now = clock.wall_monotonic()
        if now - self._looked_at < LOOK_EVERY_S or (self._kept == 0 and since_start == self._seen):
            return
        self._looked_at = now
        with closing(connect(self._path, readonly=True)) as conn:
            self._kept = count_dead_letters(conn)
            reasons = reasons_of_newest(conn) if self._kept else []
        self._seen = since_start
        if self._kept:
            self._raise(reasons)
        else:
            end_alarm(CODE, self._client)

    def _raise(self, reasons: list[str]) -> None:
        before = get_alarm(CODE)
        known = (before.data or {}).get("reasons", []) if before is not None else []
        fresh = [reason for reason in reasons if reason not in known]
        if before is not None and before.state == "acknowledged" and fresh:
            end_alarm(CODE, self._client)
        count = f"{COUNTED_TO} or more" if self._kept == COUNTED_TO else str(self._kept)
        raise_alarm(
            CODE,
            severity="warning",
            title="Messages of units were not understood",
            text=f"{count} are kept as they came, outside of charts and exports. Among the reasons: "
            f"{(fresh or reasons)[0]}.",
            remedy=_REMEDY,
            source="mqtt_to_db_streaming",
            data={"kept": self._kept, "reasons": [*known, *fresh][-_SHOWN:]},
            client=self._client,
        )
