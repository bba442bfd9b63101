"""The unit's recorded messages, for the leader to fetch what it missed."""

from __future__ import annotations

from datetime import UTC, datetime

from pioreactor import clock
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import services
from pioreactor.web.wire.system import JournalAck, JournalAcknowledged, JournalPage, JournalQuery, JournalRow

table = RouteTable("journal", "/unit_api")


@table.add("GET", "/journal", summary="Recorded messages", query=JournalQuery, response=JournalPage)
def read(query: JournalQuery) -> JournalPage:
    """Rows after a number, in order."""
    journal = services().journal
    rows = [
        JournalRow(row.number, row.topic, row.payload.decode(errors="replace"), _iso(row.written_at_s))
        for row in journal.read(query.after, query.limit)
    ]
    return JournalPage(journal.journal_id, journal.last_number(), rows)


@table.add(
    "POST PATCH",
    "/journal/ack",
    is_audited=False,  # not a change: the leader says every few seconds what it holds
    summary="The leader holds these rows",
    request=JournalAck,
    response=JournalAcknowledged,
)
def acknowledge(body: JournalAck) -> JournalAcknowledged:
    """Forget rows that are stored and backed up. Refused for another journal or a number that it never gave out."""
    journal = services().journal
    if body.journal_id != journal.journal_id:
        raise ApiError(
            409,
            "That is another journal.",
            cause=f"This unit's journal is {journal.journal_id}, the request names {body.journal_id!r}.",
            remediation="Read the journal again from number 0.",
        )
    if body.through > journal.last_number():
        raise ApiError(400, f"Number {body.through} was never written; the last one is {journal.last_number()}.")
    journal.acknowledge(body.through, keep_after=body.keep_after)
    return JournalAcknowledged(journal.journal_id, journal.last_number(), journal.acknowledged())


def _iso(written_at_s: float) -> str:
    return clock.to_iso(datetime.fromtimestamp(written_at_s, UTC))
