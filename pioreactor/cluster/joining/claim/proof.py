"""What both sides of a claim compute. No I/O."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Annotated, Final

import msgspec

SIGNS: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Without those that people mistake for each other."""
GROUPS: Final = 4
PER_GROUP: Final = 4
"""16 signs of 30: 78 bits, which nobody finds by trying, not even with a proof at hand."""
PATH: Final = "/unit_api/claim"
_SCRYPT_N: Final = 2**14

Nonce = Annotated[str, msgspec.Meta(min_length=32, max_length=64)]
Text = Annotated[str, msgspec.Meta(max_length=1000)]


class Hello(msgspec.Struct, forbid_unknown_fields=True):
    """The leader asks: its name, its public key as a line, and a number used once."""

    leader: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,63}$")]
    leader_key: Annotated[
        str, msgspec.Meta(pattern=r"^ssh-ed25519 [A-Za-z0-9+/=]+( [A-Za-z0-9@._-]+)?$", max_length=300)
    ]
    nonce: Nonce


class Greeting(msgspec.Struct):
    """The unit answers: its name, its host key as a line, a number used once, and its proof."""

    unit: Text
    host_key: Text
    nonce: Nonce
    salt: Text
    proof: Text


class Conclusion(msgspec.Struct, forbid_unknown_fields=True):
    """The leader's proof. ``nonce``: the unit's, so that it knows which hello this belongs to."""

    nonce: Nonce
    proof: Text


def fresh_code() -> str:
    """A new code, as it is shown to people."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(PER_GROUP)) for _ in range(GROUPS))


def derive(code: str, salt: str) -> bytes:
    """The key behind a code; small letters and signs between its groups do not matter. Takes some 50 ms, on purpose."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum()).encode()
    return hashlib.scrypt(plain, salt=salt.encode(), n=_SCRYPT_N, r=8, p=1)


def prove(key: bytes, who: str, hello: Hello, unit: str, host_key: str, nonce: str) -> str:
    """The proof of ``who`` (``unit`` or ``leader``) over everything that both have said."""
    said = [f"pioreactor claim 1, {who}", hello.leader, hello.leader_key, hello.nonce, unit, host_key, nonce]
    return hmac.new(key, msgspec.json.encode(said), hashlib.sha256).hexdigest()


def is_proof(given: str, expected: str) -> bool:
    """Compare without telling how much was right."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())
