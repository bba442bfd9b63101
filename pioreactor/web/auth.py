"""Who may call: people with a session, scripts with a personal token, units with their own; nobody else.

* ``Authorization: Bearer <token>`` (or ``Basic`` with it as password) for units, the command line and scripts. With
  this unit's token its leader and its own programs come in; at the leader, other units come in with theirs, as far as
  the routes let them.
* A session cookie for a browser, given for a password, a claim code or a one-time link. It is HttpOnly and
  SameSite=Strict, and a request that changes something must also come from our own page. People and their sessions are
  in the leader's database; other units know their own token only.

Secrets are compared in constant time or by their digest, and never logged. Wrong keys are counted per client address:
beyond ten a minute the answer is 429. A right token always passes, so that a misconfigured neighbour cannot lock out
the units.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Final, NoReturn
from urllib.parse import unquote, urlsplit

from flask import Request

from pioreactor.leader.identity import keys
from pioreactor.leader.identity.roles import Role
from pioreactor.pubsub.http import ACTOR_HEADER
from pioreactor.storage import database
from pioreactor.storage.database import api_tokens, sign_ins
from pioreactor.web.callers import Caller
from pioreactor.web.errors import ApiError
from pioreactor.web.machines import Machines
from pioreactor.web.people_reader import PeopleReader
from pioreactor.web.routing import SAFE_METHODS, ForUnits
from pioreactor.web.throttle import Throttle

SESSION_SECONDS: Final = 30 * 24 * 3600
WRONG_KEYS_PER_MINUTE: Final = 10
_NOTING_WAITS_MS: Final = 200
SIGN_IN_WORDS: Final = "Open this address in the browser and sign in."
MACHINE_WORDS: Final = (
    "Send `Authorization: Bearer <token>` with a personal token (People, or `pio tokens create` on the leader)."
)

_NOT_AS_A_UNIT: Final = "Do it on the page, with a personal token, or with `pio` on the leader."


class Gate:
    """Decides about each request. ``cookie_name`` differs per port, because browsers share cookies between ports.

    ``machines``: knows the tokens of units. ``people``: where sessions and tokens are looked up; None on a unit that is
    not the leader.
    """

    def __init__(self, machines: Machines, port: int, people: PeopleReader | None) -> None:
        self._machines = machines
        self._people = people
        self.cookie_name = f"pioreactor_session_{port}"
        self.wrong_keys = Throttle(WRONG_KEYS_PER_MINUTE, 60)

    def require(self, found: Caller, least: Role) -> None:
        """Raise ApiError 403 unless the caller has this role."""
        if found.role < least:
            raise ApiError(
                403,
                f"{found.label} may not do this.",
                cause=f"It needs the role {least.word}; {found.label} is {found.role.word}.",
                remediation=f"Ask an admin: People, or `pio users set-role {found.username} {least.word}`.",
            )

    def identify(self, request: Request) -> Caller:
        """Who it is. Raises ApiError 401 for nobody, 403 for a change from a foreign page, 429 for too many tries."""
        token = _token_of(request)
        if token is not None:
            return self._unit(request, token) or self._script(token) or self.refuse_wrong(request)
        found = self._person(request)
        if found is None:
            words = SIGN_IN_WORDS if "text/html" in request.headers.get("Accept", "") else MACHINE_WORDS
            raise ApiError(
                401,
                "Nobody is signed in.",
                cause="The request carries neither a token nor a valid session.",
                remediation=words,
                headers={"WWW-Authenticate": "Bearer"},
            )
        if request.method not in SAFE_METHODS:
            require_own_page(request)
        return found

    def refuse_wrong(self, request: Request) -> NoReturn:
        """Count a wrong token. Raises ApiError 401, or 429 after too many."""
        address = request.remote_addr or ""
        if self.wrong_keys.wait_s(address):
            raise too_many(
                self.wrong_keys.wait_s(address), f"{WRONG_KEYS_PER_MINUTE} wrong keys came from this address."
            )
        self.wrong_keys.count(address)
        raise ApiError(
            401,
            "The token is wrong.",
            cause="It was never given out, is revoked or has expired.",
            remediation=MACHINE_WORDS,
            headers={"WWW-Authenticate": "Bearer"},
        )

    def _unit(self, request: Request, token: str) -> Caller | None:
        names = self._machines.whose(token)
        if names is None:
            return None
        said = unquote(request.headers.get(ACTOR_HEADER, ""))
        actor = "".join(sign for sign in said if sign.isprintable())[:100].strip()
        if not names:
            return Caller("unit", actor or "a unit", Role.ADMIN)
        who = min(names) if len(names) == 1 else "a unit"
        return Caller("unit", f"{who} ({actor})" if actor else who, Role.OPERATOR, units=names)

    def _script(self, token: str) -> Caller | None:
        if self._people is None or not token.startswith(keys.TOKEN_PREFIX):
            return None
        digest = keys.digest(token)
        found = self._people.look(lambda conn: api_tokens.find_token(conn, digest))
        if found is None:
            return None
        owner, role, name = found
        if not owner.is_noted:
            with _noting() as conn:
                api_tokens.note_token(conn, digest)
        return Caller("token", f"{owner.username} ({name})", min(Role.of(role), Role.of(owner.role)), owner.username)

    def _person(self, request: Request) -> Caller | None:
        value = request.cookies.get(self.cookie_name)
        if value is None or self._people is None:
            return None
        digest = keys.digest(value)
        found = self._people.look(lambda conn: sign_ins.find_session(conn, digest))
        if found is None:
            return None
        if not found.is_noted:
            with _noting() as conn:
                sign_ins.note_session(conn, digest)
        return Caller("person", found.username, Role.of(found.role), found.username, digest)


def require_reach(found: Caller, units: ForUnits, about: str | None) -> None:
    """Raise ApiError 403 for a unit that asks the leader for what is not for units.

    ``about``: the unit that the request is about, if it names one.
    """
    if found.units and units is ForUnits.NO:
        raise ApiError(
            403,
            f"{found.label} may not do this.",
            cause="Units ask the leader only for what concerns them; the table of routes says what that is.",
            remediation=_NOT_AS_A_UNIT,
        )
    if units is ForUnits.ITSELF:
        require_itself(found, about)


def require_itself(found: Caller, about: str | None) -> None:
    """Raise ApiError 403 for a unit that wants to do something for another."""
    if found.units and about not in found.units:
        raise ApiError(
            403,
            f"{found.label} may not do this.",
            cause=f"A unit may do this for itself only, not for {(about or 'others')[:100]}.",
            remediation=_NOT_AS_A_UNIT,
        )


def require_own_page(request: Request) -> None:
    """Raise ApiError 403 unless the browser says that the request comes from a page of the same address."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site == "same-origin" if site is not None else urlsplit(origin or "").netloc.lower() == request.host.lower():
        return
    raise ApiError(
        403,
        "Refused: the request does not come from this page.",
        cause="A session may change something only from a page of the same address.",
        remediation="Use the web page itself, or a token in the Authorization header.",
    )


def too_many(wait_s: float, cause: str) -> ApiError:
    """The answer to somebody who has tried too often."""
    seconds = max(1, round(wait_s))
    return ApiError(
        429,
        "Too many wrong tries.",
        cause=cause,
        remediation=f"Wait {seconds} s, then try again.",
        headers={"Retry-After": str(seconds)},
    )


@contextlib.contextmanager
def _noting() -> Iterator[sqlite3.Connection]:
    """For writing down when something was last used; a busy database is not worth waiting for."""
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(database.connect(busy_wait_ms=_NOTING_WAITS_MS)) as conn,
    ):
        yield conn


def _token_of(request: Request) -> str | None:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value.strip(), validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return None
