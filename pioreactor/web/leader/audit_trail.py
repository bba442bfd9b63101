"""The audit trail: who changed what."""

from __future__ import annotations

from pioreactor.leader.identity.roles import Role
from pioreactor.storage.database import audit
from pioreactor.storage.database.audit import AuditEvent, Verification
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import database_connection
from pioreactor.web.wire.people import AuditQuery, VerificationQuery

table = RouteTable("audit", "/api")


@table.add("GET", "/audit", summary="Who changed what", query=AuditQuery, response=list[AuditEvent], least=Role.ADMIN)
def list_events(query: AuditQuery) -> list[AuditEvent]:
    """Newest first."""
    with database_connection(readonly=True) as connection:
        return audit.list_events(
            connection, actor=query.actor or None, text=query.text or None, skip=query.skip, limit=query.limit
        )


@table.add(
    "GET",
    "/audit/verification",
    summary="Whether the audit trail is whole",
    query=VerificationQuery,
    response=Verification,
    least=Role.ADMIN,
)
def verification(query: VerificationQuery) -> Verification:
    """Follows the chain of hashes from its beginning."""
    with database_connection(readonly=True) as connection:
        return audit.verify(connection, query.expect or None)
