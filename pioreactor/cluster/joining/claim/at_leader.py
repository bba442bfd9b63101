"""The leader's side of a claim."""

from __future__ import annotations

import secrets
from typing import TypeVar

import msgspec

from pioreactor.cluster.joining.claim.proof import PATH, Conclusion, Greeting, Hello, derive, is_proof, prove
from pioreactor.cluster.ssh import HostKey
from pioreactor.exc import PioreactorError
from pioreactor.pubsub import http

T = TypeVar("T")


class ClaimError(PioreactorError):
    """The unit could not be claimed. ``cause`` and ``remedy`` as for SSH."""

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(f"{cause} {remedy}")
        self.cause, self.remedy = cause, remedy


def claim(base_url: str, code: str, leader: str, leader_key: str, shown: HostKey, *, timeout_s: float) -> str:
    """Prove to each other that both know the code; the name that the unit gives itself.

    ``shown``: the host key that answers over SSH; the unit must vouch for that one. ``timeout_s``: wall seconds for
    each of two questions. Afterwards the unit lets the leader's key in. Raises ClaimError.
    """
    hello = Hello(leader, leader_key, secrets.token_hex(16))
    greeting = _ask(f"{base_url}{PATH}/hello", hello, Greeting, timeout_s)
    key = derive(code, greeting.salt)
    said = (hello, greeting.unit, greeting.host_key, greeting.nonce)
    if not is_proof(greeting.proof, prove(key, "unit", *said)):
        raise ClaimError(
            "The unit and this code do not fit.",
            "Read the code on the unit's own screen once more; it gets a new one at each start. If it is right, "
            "somebody stands between: nothing was told to them.",
        )
    if HostKey.parse(greeting.host_key) != shown:
        raise ClaimError(
            f"The host key that answers over SSH, {shown.fingerprint}, is not the one that the unit vouches for.",
            "Another host answers at its address; find out which before you go on.",
        )
    _ask(f"{base_url}{PATH}/conclusion", Conclusion(greeting.nonce, prove(key, "leader", *said)), dict, timeout_s)
    return greeting.unit


def _ask(url: str, body: msgspec.Struct, shape: type[T], timeout_s: float) -> T:
    try:
        reply = http.request("POST", url, json=body, timeout=timeout_s)
    except (OSError, PioreactorError) as error:
        raise ClaimError(
            f"The unit's web server does not answer: {error}.",
            "See whether the unit is on, and has started completely.",
        ) from error
    if reply.status_code == 404 or reply.status_code >= 500:
        raise ClaimError(
            "The unit offers no claim: it belongs to somebody already, or its system was not made from our image.",
            "Use an account of it instead (--user), or free it first: sudo pio cluster leave",
        )
    try:
        if not reply.ok:
            raise ClaimError(
                str(reply.json().get("error", "The unit refuses.")), "Read the code on its screen once more."
            )
        return msgspec.json.decode(reply.content, type=shape)
    except (msgspec.MsgspecError, ValueError, AttributeError) as error:
        raise ClaimError("What answers there is no unit of ours.", "See whether the address is right.") from error
