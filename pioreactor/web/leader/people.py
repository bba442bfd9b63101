"""People: who may use the appliance, and what they may do."""

from __future__ import annotations

from pioreactor.leader.identity import keys, passwords
from pioreactor.leader.identity.roles import Role
from pioreactor.storage.database import sign_ins, users
from pioreactor.storage.database.times import us_to_text
from pioreactor.storage.database.users import User
from pioreactor.web.auditing import note
from pioreactor.web.callers import caller
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import database_connection
from pioreactor.web.wire.common import SUCCESS, Status
from pioreactor.web.wire.people import (
    LinkOrder,
    NewUser,
    PasswordChange,
    RoleChange,
    SessionsEnded,
    SignInLink,
)

table = RouteTable("people", "/api")


@table.add("GET", "/users", summary="All users", response=list[User], least=Role.ADMIN)
def list_users() -> list[User]:
    """By name, with their role and how many browsers are signed in."""
    with database_connection(readonly=True) as connection:
        return users.list_users(connection)


@table.add("POST", "/users", summary="Let somebody in", request=NewUser, response=User, status=201)
def add_user(body: NewUser) -> User:
    """409 if the name is taken, 400 for a weak password."""
    require_person_or_unit()
    name = users.check_username(body.username)
    hashed = passwords.make_hash(body.password, name) if body.password is not None else ""
    with database_connection() as connection:
        made = users.add_user(connection, name, body.role, hashed)
    keys.forget_claim_code()
    note(object=f"user {name}", new=body.role, reason=body.reason)
    return made


@table.add("PATCH", "/users/{username}", summary="Change what somebody may do", request=RoleChange, response=User)
def set_role(username: str, body: RoleChange) -> User:
    """Holds from their next request on. 409 for the last admin."""
    require_person_or_unit()
    with database_connection() as connection:
        before = users.get_user(connection, username)
        note(object=f"user {before.username}", old=before.role, new=body.role, reason=body.reason)
        return users.set_role(connection, username, body.role)


@table.add("DELETE", "/users/{username}", summary="Let somebody in no more", response=Status)
def remove_user(username: str) -> Status:
    """Their sessions and tokens end at once. 409 for the last admin."""
    require_person_or_unit()
    with database_connection() as connection:
        before = users.get_user(connection, username)
        note(object=f"user {before.username}", old=before.role, new="")
        users.remove_user(connection, username)
    return SUCCESS


@table.add(
    "PUT",
    "/users/{username}/password",
    summary="Set a password",
    request=PasswordChange,
    response=Status,
    least=Role.VIEWER,
    is_body_secret=True,
)
def set_password(username: str, body: PasswordChange) -> Status:
    """One's own, or as admin that of somebody else; all other sessions of that person end."""
    require_person_or_unit()
    is_own = require_own_or_admin(username)
    note(object=f"user {username}", new="a new password")
    with database_connection(readonly=True) as connection:
        name = users.get_user(connection, username).username
        stored = users.password_hash_of(connection, username)
    if is_own and stored and not passwords.is_right(body.current_password, stored):
        raise ApiError(
            403,
            "The present password is another one.",
            remediation="Enter the password with which you sign in now.",
        )
    hashed = passwords.make_hash(body.password, name)
    with database_connection() as connection:
        users.set_password_hash(connection, name, hashed, kept_session=caller().session)
    return SUCCESS


@table.add(
    "POST",
    "/users/{username}/sign_in_link",
    summary="Make a one-time sign-in link",
    request=LinkOrder,
    response=SignInLink,
)
def make_link(username: str, body: LinkOrder) -> SignInLink:
    """For somebody new, or who has forgotten the password. It is shown this once and works once."""
    require_person_or_unit()
    secret = keys.fresh()
    with database_connection() as connection:
        name = users.get_user(connection, username).username
        end = sign_ins.add_link(connection, name, keys.digest(secret), body.lasts_minutes * 60)
    note(object=f"user {name}")
    return SignInLink(username=name, path=f"/#sign-in={secret}", expires_at=us_to_text(end))


@table.add(
    "DELETE",
    "/users/{username}/sessions",
    summary="Sign somebody out everywhere",
    response=SessionsEnded,
    least=Role.VIEWER,
)
def end_sessions(username: str) -> SessionsEnded:
    """One's own, or as admin those of somebody else. Tokens stay."""
    require_person_or_unit()
    require_own_or_admin(username)
    with database_connection() as connection:
        name = users.get_user(connection, username).username
        note(object=f"user {name}")
        return SessionsEnded(sign_ins.end_sessions_of(connection, name))


def require_person_or_unit() -> None:
    """Raise ApiError 403 for a token: what a script lost must not be able to make itself at home."""
    if caller().kind == "token":
        raise ApiError(
            403,
            "A token may not change people or tokens.",
            cause="Otherwise whoever finds one could give themselves another.",
            remediation="Do it on the page, or with `pio users` and `pio tokens` on the leader.",
        )


def require_own_or_admin(username: str) -> bool:
    """True for one's own; raise ApiError 403 for somebody else's unless the caller is an admin."""
    asking = caller()
    is_own = asking.username == username.lower() and asking.username != ""
    if not is_own and asking.role < Role.ADMIN:
        raise ApiError(
            403,
            f"{asking.label} may not do this for somebody else.",
            cause=f"It needs the role admin; {asking.label} is {asking.role.word}.",
            remediation="Ask an admin.",
        )
    return is_own
