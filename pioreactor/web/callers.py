"""Who a request comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flask import g

from pioreactor.leader.identity.roles import Role


@dataclass(frozen=True)
class Caller:
    """``kind``: a person with a session, a script with a personal token, or a unit with its own.

    ``username``: '' for a unit. ``session``: the digest of the cookie, b'' without one. ``units``: of a unit that asks
    the leader, the units for which it speaks; empty for everybody else, whom their role alone limits.
    """

    kind: Literal["person", "token", "unit"]
    label: str
    role: Role
    username: str = ""
    session: bytes = b""
    units: frozenset[str] = frozenset()


def caller() -> Caller:
    """The caller of the request under way. Only for routes that are not open."""
    found: Caller = g.caller
    return found


def caller_or_none() -> Caller | None:
    """The caller, or None where nobody had to say who they are."""
    found: Caller | None = g.get("caller")
    return found
