"""Making personal tokens."""

from __future__ import annotations

import sqlite3
from typing import Final

from pioreactor.leader.identity import keys
from pioreactor.leader.identity.roles import Role
from pioreactor.storage.database import api_tokens, users
from pioreactor.storage.database.api_tokens import ApiToken
from pioreactor.storage.database.times import SECOND_US, now_us

DEFAULT_DAYS: Final = 90
MAX_DAYS: Final = 730
_DAY_US: Final = 24 * 3600 * SECOND_US


def create(
    conn: sqlite3.Connection, username: str, name: str, role: str | None = None, lasts_days: int = DEFAULT_DAYS
) -> tuple[ApiToken, str]:
    """A token of somebody, and its secret, which nobody can see again.

    ``role``: the most that it may do, default and limit is its owner's. ``lasts_days``: 1 to 730. Raises
    UnknownUserError, TokenNameTakenError.
    """
    owner = users.get_user(conn, username)
    most = Role.of(owner.role)
    given = min(Role.of(role), most) if role else most
    secret = keys.fresh_token()
    end = now_us() + lasts_days * _DAY_US
    made = api_tokens.add_token(conn, owner.username, name, given.word, keys.digest(secret), end)
    return made, secret
