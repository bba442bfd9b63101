"""Bodies of the routes about people, their sessions and tokens, and the audit trail."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from pioreactor.web.wire.common import RowNumber

RoleWord: TypeAlias = Literal["viewer", "operator", "admin"]
Username: TypeAlias = Annotated[str, Meta(min_length=1, max_length=64)]
Password: TypeAlias = Annotated[str, Meta(max_length=1000)]
Reason: TypeAlias = Annotated[str, Meta(max_length=500)]


class SignInState(Struct):
    """What somebody who is not signed in may know. ``is_claimed``: there is a first admin."""

    is_claimed: bool
    cluster_name: str


class SignIn(Struct, forbid_unknown_fields=True):
    """Somebody with their password."""

    username: Username
    password: Password


class Claim(Struct, forbid_unknown_fields=True):
    """The first admin. ``code``: what ``pio users claim-code`` prints on the leader."""

    code: Annotated[str, Meta(max_length=100)]
    username: Username
    password: Password


class LinkUse(Struct, forbid_unknown_fields=True):
    """What stands behind ``#sign-in=`` in a one-time link."""

    link: Annotated[str, Meta(max_length=200)]


class SignedInAs(Struct):
    """The session's person; the session itself is in the cookie."""

    username: str
    role: RoleWord


class NewUser(Struct, forbid_unknown_fields=True):
    """Somebody to let in; without a password they need a one-time link."""

    username: Username
    role: RoleWord
    password: Password | None = None
    reason: Reason = ""


class RoleChange(Struct, forbid_unknown_fields=True):
    """What somebody may do from now on."""

    role: RoleWord
    reason: Reason = ""


class PasswordChange(Struct, forbid_unknown_fields=True):
    """``current_password``: needed for one's own, unless there is none yet."""

    password: Password
    current_password: Password = ""


class LinkOrder(Struct, forbid_unknown_fields=True):
    """``lasts_minutes``: until the link ends, at most 30 days; default an hour."""

    lasts_minutes: Annotated[int, Meta(ge=1, le=43_200)] = 60


class SignInLink(Struct):
    """A link that opens one session of somebody: the address of the page and ``path``. It is shown this once."""

    username: str
    path: str
    expires_at: str


class SessionsEnded(Struct):
    """How many browsers were signed out."""

    ended: int


class NewToken(Struct, forbid_unknown_fields=True):
    """``role``: the most it may do, default that of its owner. ``username``: another owner; for admins only."""

    name: Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^\S(.*\S)?$")]
    role: RoleWord | None = None
    lasts_days: Annotated[int, Meta(ge=1, le=730)] = 90
    username: Username | None = None


class TokenMade(Struct):
    """``token`` is shown this once; only its digest is kept."""

    token_id: int
    username: str
    name: str
    role: RoleWord
    expires_at: str
    token: str


class AuditQuery(Struct):
    """``actor``: exactly this one. ``text``: what must stand somewhere in the entry."""

    actor: str = ""
    text: str = ""
    skip: RowNumber = 0
    limit: Annotated[int, Meta(ge=1, le=1000)] = 100


class VerificationQuery(Struct):
    """``expect``: a hash that was noted earlier."""

    expect: str = ""
