"""Who may call: machines with a token, a person with a session cookie, nobody else.

* ``Authorization: Bearer <api_token>`` (or ``Basic`` with it as password) for units, the command line and scripts.
* A session cookie for a browser, given once for ``/?key=<ui_key>``. It is HttpOnly and SameSite=Strict, and a request
  that changes something must also come from our own page.

Keys are compared in constant time and never logged. Wrong keys are counted per client address: beyond ten a minute the
answer is 429. A right token always passes, so that a misconfigured neighbour cannot lock out the units.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from flask import Request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from pioreactor import clock
from pioreactor.storage.credentials import Credentials
from pioreactor.web.errors import ApiError

SESSION_SECONDS: Final = 30 * 24 * 3600
WRONG_KEYS_PER_MINUTE: Final = 10
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
SIGN_IN_WORDS: Final = "Open the full address with its key (…/?key=…); `pio web --address` on the leader prints it."
MACHINE_WORDS: Final = (
    "Send `Authorization: Bearer <api_token>`; the token stands in credentials.json in the unit's data folder."
)


@dataclass
class WrongKeys:
    """Counts wrong keys per client address over the last 60 wall seconds."""

    limit: int = WRONG_KEYS_PER_MINUTE
    _times: dict[str, deque[float]] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def count(self, address: str) -> None:
        """Note one wrong key."""
        with self._guard:
            if len(self._times) > 1000:
                self._times.clear()
            self._recent(address).append(clock.wall_monotonic())

    def is_over(self, address: str) -> bool:
        """True while the address has used up its tries."""
        with self._guard:
            return address in self._times and len(self._recent(address)) >= self.limit

    def _recent(self, address: str) -> deque[float]:
        times = self._times.setdefault(address, deque(maxlen=self.limit))
        while times and times[0] < clock.wall_monotonic() - 60:
            times.popleft()
        return times


class Gate:
    """Decides about each request. ``cookie_name`` differs per port, because browsers share cookies between ports."""

    def __init__(self, credentials: Credentials, port: int) -> None:
        self._credentials = credentials
        self.cookie_name = f"pioreactor_session_{port}"
        self.wrong_keys = WrongKeys()
        secret = credentials.session_secret
        # The signature also covers the key, so that a new key ends all sessions.
        self._signer = URLSafeTimedSerializer(secret, salt=credentials.ui_key or "-") if secret else None

    def admit(self, request: Request) -> None:
        """Return for a caller who may go on; raise ApiError 401, 403 or 429 for the others."""
        token = _token_of(request)
        if token is not None:
            if _is_same(token, self._credentials.api_token):
                return
            self._refuse_wrong(request)
        if not self.has_session(request):
            words = SIGN_IN_WORDS if "text/html" in request.headers.get("Accept", "") else MACHINE_WORDS
            raise ApiError(
                401,
                "This address needs a key.",
                cause="The request carries neither a token nor a valid session.",
                remediation=words,
                headers={"WWW-Authenticate": "Bearer"},
            )
        if request.method not in SAFE_METHODS and not is_same_origin(request):
            raise ApiError(
                403,
                "Refused: the request does not come from this page.",
                cause="A session may change something only from a page of the same address.",
                remediation="Use the web page itself, or a token in the Authorization header.",
            )

    def has_session(self, request: Request) -> bool:
        """True if the request carries a session cookie that we gave and that is not older than 30 days."""
        value = request.cookies.get(self.cookie_name)
        if value is None or self._signer is None:
            return False
        try:
            return bool(self._signer.loads(value, max_age=SESSION_SECONDS) == "ui")
        except BadSignature:
            return False

    def open_session(self, request: Request, key: str) -> str:
        """The cookie value for a right key. Raises ApiError 401 for a wrong one, 429 after too many."""
        address = request.remote_addr or ""
        if self.wrong_keys.is_over(address):
            raise _too_many()
        if self._signer is None or not _is_same(key, self._credentials.ui_key):
            self._refuse_wrong(request)
        assert self._signer is not None
        return self._signer.dumps("ui")

    def _refuse_wrong(self, request: Request) -> None:
        address = request.remote_addr or ""
        if self.wrong_keys.is_over(address):
            raise _too_many()
        self.wrong_keys.count(address)
        raise ApiError(
            401,
            "The key is wrong.",
            cause="It is not the key of this unit.",
            remediation=MACHINE_WORDS if request.path.startswith(("/api", "/unit_api")) else SIGN_IN_WORDS,
            headers={"WWW-Authenticate": "Bearer"},
        )


def is_same_origin(request: Request) -> bool:
    """True if the browser says that the request comes from a page of the same address."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc.lower() == request.host.lower()


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


def _is_same(given: str, expected: str) -> bool:
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


def _too_many() -> ApiError:
    return ApiError(
        429,
        "Too many wrong keys.",
        cause=f"More than {WRONG_KEYS_PER_MINUTE} wrong keys came from this address within a minute.",
        remediation="Wait a minute, then try again with the right key.",
        headers={"Retry-After": "60"},
    )
