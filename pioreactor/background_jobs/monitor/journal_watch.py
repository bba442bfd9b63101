"""The alarm before the unit's journal loses readings that nobody has collected; looked at once a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pioreactor.runtime.alarms import end_alarm, raise_alarm
from pioreactor.storage.journal import Journal

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client

NEARLY_FULL: Final = "journal.nearly_full"
_REMEDY: Final = (
    "See that the leader runs and this unit reaches it; it then collects them by itself. To gain time, raise "
    "[storage] journal_max_mb of this unit if its disk has room."
)


class JournalWatch:
    """``look()``: whether the leader has not collected for long. Raises JournalError, StorageError."""

    def __init__(self, client: Client, journal: Journal) -> None:
        self._client = client
        self._journal = journal
        self._before: tuple[bool, int] | None = None

    def look(self) -> None:
        """Raise the alarm, bring it up to date when rows were lost, or end it."""
        now = is_full, dropped = self._journal.nearly_full(), self._journal.dropped()
        if now == self._before:
            return
        # What was lost at once, between two looks, is told too, though there is room again.
        if is_full or (self._before is not None and dropped > self._before[1]):
            self._raise(dropped)
        else:
            end_alarm(NEARLY_FULL, self._client)
        self._before = now

    def _raise(self, dropped: int) -> None:
        waiting = self._journal.last_number() - self._journal.acknowledged()
        used_mb, cap_mb = self._journal.used_bytes() / 1e6, self._journal.cap_bytes / 1e6
        lost = f" {dropped} have been lost so far." if dropped else ""
        raise_alarm(
            NEARLY_FULL,
            severity="alarm",
            title="Readings wait for the leader, and the room for them runs out",
            text=f"{waiting} messages are written down on this unit and not collected: {used_mb:.0f} of {cap_mb:.0f} "
            f"MB. When it is full, the oldest go.{lost}",
            remedy=_REMEDY,
            source="monitor",
            data={"waiting": waiting, "dropped": dropped},
            client=self._client,
        )
