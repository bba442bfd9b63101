"""Personal tokens for scripts."""

from __future__ import annotations

from pioreactor.leader.identity import tokens
from pioreactor.leader.identity.roles import Role
from pioreactor.storage.database import api_tokens
from pioreactor.storage.database.api_tokens import ApiToken
from pioreactor.web.auditing import note
from pioreactor.web.callers import caller
from pioreactor.web.errors import ApiError
from pioreactor.web.leader.people import require_own_or_admin, require_person_or_unit
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import database_connection
from pioreactor.web.wire.common import SUCCESS, Status
from pioreactor.web.wire.people import NewToken, TokenMade

table = RouteTable("tokens", "/api", changes=Role.VIEWER)


@table.add("GET", "/tokens", summary="Personal tokens", response=list[ApiToken])
def list_tokens() -> list[ApiToken]:
    """One's own; an admin sees those of all. Never their secrets."""
    asking = caller()
    with database_connection(readonly=True) as connection:
        return api_tokens.list_tokens(connection, None if asking.role is Role.ADMIN else asking.username)


@table.add("POST", "/tokens", summary="Make a personal token", request=NewToken, response=TokenMade, status=201)
def create_token(body: NewToken) -> TokenMade:
    """The reply shows it this once. It may never do more than its owner."""
    require_person_or_unit()
    owner = body.username or caller().username
    if not owner:
        raise ApiError(400, "Say whose token it is.", remediation="Give a username.")
    require_own_or_admin(owner)
    with database_connection() as connection:
        made, secret = tokens.create(connection, owner, body.name, body.role, body.lasts_days)
    note(object=f"token {made.name} of {made.username}", new=f"{made.role} until {made.expires_at}")
    return TokenMade(
        token_id=made.token_id,
        username=made.username,
        name=made.name,
        role=made.role,  # type: ignore[arg-type]
        expires_at=made.expires_at,
        token=secret,
    )


@table.add("DELETE", "/tokens/{token_id:int}", summary="Revoke a personal token", response=Status)
def revoke_token(token_id: int) -> Status:
    """It opens nothing from now on."""
    require_person_or_unit()
    with database_connection() as connection:
        found = api_tokens.get_token(connection, token_id)
        require_own_or_admin(found.username)
        note(object=f"token {found.name} of {found.username}", old=f"{found.role} until {found.expires_at}", new="")
        api_tokens.revoke_token(connection, token_id)
    return SUCCESS
