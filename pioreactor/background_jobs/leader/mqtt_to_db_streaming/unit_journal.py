"""The leader's view of a unit's journal, over HTTP."""

from __future__ import annotations

from typing import Final, NamedTuple, Protocol

import msgspec

from pioreactor.exc import PioreactorError

TIMEOUT_S: Final = 5.0


class UnitUnreachableError(PioreactorError):
    """The unit's web server did not answer, or not as it should."""


class PulledRow(msgspec.Struct):
    """One row of a journal. ``written_at``: ISO-8601 text or unix seconds."""

    number: int
    topic: str
    payload: str
    written_at: str | float


class JournalPage(msgspec.Struct):
    """Rows in rising order. ``last``: the highest number the journal ever gave out."""

    journal_id: str
    last: int
    rows: list[PulledRow]


class JournalState(msgspec.Struct):
    """What the unit says to an acknowledgement; it holds only if ``journal_id`` is the one that was meant."""

    journal_id: str
    last: int
    acknowledged: int


class Safe(NamedTuple):
    """``through``: the database holds rows up to this one. ``keep_after``: the unit may forget those up to this one."""

    through: int
    keep_after: int


NOTHING_SAFE: Final = Safe(0, 0)


class UnitJournals(Protocol):
    """How journals are reached. Both methods raise UnitUnreachableError."""

    def read(self, unit: str, after: int, limit: int) -> JournalPage:
        """Up to ``limit`` rows with numbers above ``after``."""

    def acknowledge(self, unit: str, journal_id: str, safe: Safe) -> JournalState:
        """Tell the unit which rows are safe."""


class HttpUnitJournals:
    """Journals behind the units' web servers."""

    def read(self, unit: str, after: int, limit: int) -> JournalPage:
        """Up to ``limit`` rows with numbers above ``after``. Raises UnitUnreachableError."""
        from pioreactor.pubsub import get_from
        from pioreactor.pubsub.addresses import resolve_to_address

        try:
            reply = get_from(
                resolve_to_address(unit), f"/unit_api/journal?after={after}&limit={limit}", timeout=TIMEOUT_S
            )
            reply.raise_for_status()
            return msgspec.json.decode(reply.content, type=JournalPage)
        except (OSError, PioreactorError, msgspec.MsgspecError) as error:
            raise UnitUnreachableError(str(error)) from error

    def acknowledge(self, unit: str, journal_id: str, safe: Safe) -> JournalState:
        """Tell the unit which rows are safe. Raises UnitUnreachableError."""
        from pioreactor.pubsub import post_into
        from pioreactor.pubsub.addresses import resolve_to_address

        try:
            reply = post_into(
                resolve_to_address(unit),
                "/unit_api/journal/ack",
                json={"journal_id": journal_id, "through": safe.through, "keep_after": safe.keep_after},
                timeout=TIMEOUT_S,
            )
            reply.raise_for_status()
            return msgspec.json.decode(reply.content, type=JournalState)
        except (OSError, PioreactorError, msgspec.MsgspecError) as error:
            raise UnitUnreachableError(str(error)) from error
