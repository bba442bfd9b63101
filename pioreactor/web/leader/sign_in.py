"""Signing in and out, and claiming an appliance that nobody has yet."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final

from flask import current_app, request

from pioreactor.config import get_config
from pioreactor.leader.identity import keys, passwords
from pioreactor.leader.identity.roles import Role
from pioreactor.storage.database import sign_ins, users
from pioreactor.web.auditing import note
from pioreactor.web.auth import SESSION_SECONDS, Gate, require_own_page, too_many
from pioreactor.web.callers import caller
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import Reply, RouteTable
from pioreactor.web.services import database_connection, services
from pioreactor.web.throttle import Throttle
from pioreactor.web.wire.common import SUCCESS, Status
from pioreactor.web.wire.people import Claim, LinkUse, SignedInAs, SignIn, SignInState

table = RouteTable("sign_in", "/api", changes=Role.NOBODY)

_WINDOW_S: Final = 300
TRIES_PER_PERSON_AND_ADDRESS: Final = 5
TRIES_PER_PERSON: Final = 30
TRIES_PER_ADDRESS: Final = 20


class Tries:
    """Wrong passwords and codes. One person cannot be locked out from one address by somebody at another one, unless
    that one uses many."""

    def __init__(self) -> None:
        self._limits = (
            (Throttle(TRIES_PER_PERSON_AND_ADDRESS, _WINDOW_S), "{name}@{address}"),
            (Throttle(TRIES_PER_PERSON, _WINDOW_S), "{name}"),
            (Throttle(TRIES_PER_ADDRESS, _WINDOW_S), "{address}"),
        )

    def check(self, name: str, address: str) -> None:
        """Raise ApiError 429 while there were too many."""
        for throttle, form in self._limits:
            wait_s = throttle.wait_s(form.format(name=name, address=address))
            if wait_s:
                raise too_many(wait_s, "There were too many wrong passwords or codes within five minutes.")

    def count(self, name: str, address: str) -> None:
        """Note a wrong one."""
        for throttle, form in self._limits:
            throttle.count(form.format(name=name, address=address))

    def forget(self, name: str, address: str) -> None:
        """It was right: this person at this address begins anew."""
        throttle, form = self._limits[0]
        throttle.forget(form.format(name=name, address=address))


@contextlib.contextmanager
def _one_try(name: str = "") -> Iterator[None]:
    """A try to come in as ``name``, from our own page. Raises ApiError 429 while there were too many.

    What ends it with 401 counts as wrong; a right one begins anew for this person at this address.
    """
    require_own_page(request)
    tries: Tries = current_app.extensions.setdefault("tries", Tries())
    address = request.remote_addr or ""
    tries.check(name, address)
    try:
        yield
    except ApiError as error:
        if error.status == 401:
            tries.count(name, address)
        raise
    if name:
        tries.forget(name, address)


@table.add("GET", "/sign_in", summary="Whether the appliance is claimed", response=SignInState, least=Role.NOBODY)
def state() -> SignInState:
    """What a page shows to somebody who is not signed in."""
    with database_connection(readonly=True) as connection:
        is_claimed = users.is_claimed(connection)
    name = get_config().get("cluster.topology", "cluster_name", fallback="") or services().unit
    return SignInState(is_claimed=is_claimed, cluster_name=name)


@table.add("POST", "/sign_in", summary="Sign in", request=SignIn, response=SignedInAs, is_body_secret=True)
def sign_in(body: SignIn) -> Reply:
    """With name and password. 401 for a wrong pair, 429 after five of a person from one address in five minutes."""
    name = body.username.strip().lower()
    with _one_try(name):
        with database_connection(readonly=True) as connection:
            stored = users.password_hash_of(connection, name)
        if not passwords.is_right(body.password, stored):
            # People type passwords into the wrong field: only names that exist are written down.
            note(actor=name if stored else "somebody", role="")
            raise ApiError(
                401,
                "User name and password do not fit.",
                cause="There is no such user, or the password is another one.",
                remediation="Try again; an admin can set a new password: People, or `pio users set-password`.",
            )
    return _open(name)


@table.add(
    "POST", "/sign_in/claim", summary="Claim the appliance", request=Claim, response=SignedInAs, is_body_secret=True
)
def claim(body: Claim) -> Reply:
    """Make the first admin, who is then signed in. 401 for a wrong code, 409 once the appliance is claimed."""
    with _one_try():
        with database_connection(readonly=True) as connection:
            is_claimed = users.is_claimed(connection)
        if is_claimed:
            raise ApiError(
                409,
                "This appliance has been claimed already.",
                remediation="Sign in, or ask an admin to let you in.",
            )
        if not keys.is_claim_code(body.code):
            note(actor="somebody", role="")
            raise ApiError(
                401,
                "The claim code is wrong.",
                cause="It is not the code that the leader made.",
                remediation="`pio users claim-code` on the leader prints it.",
            )
    name = users.check_username(body.username)
    hashed = passwords.make_hash(body.password, name)
    with database_connection() as connection:
        users.add_first_user(connection, name, hashed)
    keys.forget_claim_code()
    note(object=f"user {name}", new="admin")
    return _open(name)


@table.add(
    "POST",
    "/sign_in/link",
    summary="Sign in by a one-time link",
    request=LinkUse,
    response=SignedInAs,
    is_body_secret=True,
)
def use_link(body: LinkUse) -> Reply:
    """A link works once; 401 for one that is used, over or unknown."""
    with _one_try():
        with database_connection() as connection:
            name = sign_ins.use_link(connection, keys.digest(body.link))
        if name is None:
            note(actor="somebody", role="")
            raise ApiError(
                401,
                "This sign-in link works no more.",
                cause="It was used already, has expired, or was withdrawn.",
                remediation="Sign in with your password, or ask an admin for a new link.",
            )
    return _open(name)


@table.add("POST", "/sign_out", summary="Sign out", response=Status, least=Role.VIEWER)
def sign_out() -> Reply:
    """The session of this browser ends; other browsers stay signed in."""
    with database_connection() as connection:
        sign_ins.end_session(connection, caller().session)
    note(object=f"user {caller().username}")
    return Reply(SUCCESS, headers={"Set-Cookie": _cookie("", 0)})


def _open(username: str) -> Reply:
    secret = keys.fresh()
    with database_connection() as connection:
        found = users.get_user(connection, username)
        sign_ins.open_session(
            connection, found.username, keys.digest(secret), SESSION_SECONDS, request.remote_addr or ""
        )
    note(actor=found.username, role=found.role)
    return Reply(
        SignedInAs(username=found.username, role=found.role),  # type: ignore[arg-type]
        headers={"Set-Cookie": _cookie(secret, SESSION_SECONDS)},
    )


def _cookie(value: str, max_age_s: int) -> str:
    from werkzeug.http import dump_cookie

    gate: Gate = current_app.extensions["gate"]
    return dump_cookie(
        gate.cookie_name, value, max_age=max_age_s, httponly=True, samesite="Strict", secure=request.is_secure, path="/"
    )
