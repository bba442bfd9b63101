"""Secrets that the leader gives out: cookies of sessions, sign-in links, tokens of scripts, the claim code."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
from typing import Final

from pioreactor.storage.database.users import is_claimed
from pioreactor.storage.files import write_atomically
from pioreactor.storage.paths import claim_code_path

TOKEN_PREFIX: Final = "pio_"  # noqa: S105 - lets people and scanners recognise a token; it is no secret itself
_SIGNS: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_GROUPS: Final = 4


def fresh() -> str:
    """A new secret of 256 bits."""
    return secrets.token_urlsafe(32)


def fresh_token() -> str:
    """A new token for a script."""
    return TOKEN_PREFIX + fresh()


def digest(secret: str) -> bytes:
    """What is stored of a secret. It has 256 bits, so nobody finds it by trying, and no slow hash is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def claim_code(conn: sqlite3.Connection) -> str | None:
    """The code with which the first admin signs up, made if there is none; None once the appliance is claimed.

    It stands in a file that only the leader's user can read. Raises OSError.
    """
    if is_claimed(conn):
        forget_claim_code()
        return None
    known = _stored()
    if known is None:
        known = "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(_GROUPS))
        write_atomically(claim_code_path(), known + "\n", mode=0o600)
    return known


def is_claim_code(given: str) -> bool:
    """True for the code that was made; signs between its groups and small letters do not matter."""
    known = _stored()
    return known is not None and hmac.compare_digest(_plain(given), _plain(known))


def forget_claim_code() -> None:
    """It has done its work."""
    claim_code_path().unlink(missing_ok=True)


def _stored() -> str | None:
    try:
        return claim_code_path().read_text(encoding="ascii").strip() or None
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def _plain(code: str) -> bytes:
    return "".join(sign for sign in code.upper() if sign.isalnum()).encode()
