"""HTTP between the leader and its units: small JSON requests with the token of the unit."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from pioreactor.exc import PioreactorError
from pioreactor.pubsub.http_exchange import BadAnswerError, Headers, exchange, exchange_encrypted

DEFAULT_TIMEOUT_S: Final = 5.0
ACTOR_HEADER: Final = "Pioreactor-Actor"
"""Says on whose behalf a unit asks."""
on_behalf_of: ContextVar[str] = ContextVar("on_behalf_of", default="")
"""Who is behind the requests of this thread or task; '' for the unit itself."""
MAX_REDIRECTS: Final = 5
_REFUSED: Final = (401, 429)
"""A token that does not hold, and a token that was tried too often."""


class HTTPException(PioreactorError, OSError):
    """No usable answer: unreachable, timed out, or not HTTP."""


class HTTPErrorStatus(HTTPException):
    """The answer carries an error status."""

    def __init__(self, message: str, status_code: int) -> None:
        super().__init__(message)
        self.status_code = status_code


class Response:
    """An answer. ``content`` and ``body`` are the same bytes."""

    def __init__(self, url: str, status_code: int, headers: Headers, body: bytes) -> None:
        self.url = url
        self.status_code = status_code
        self.headers = headers
        self.body = body

    @property
    def content(self) -> bytes:
        """The body."""
        return self.body

    @property
    def text(self) -> str:
        """The body as UTF-8; damaged bytes are replaced."""
        return self.body.decode("utf-8", "replace")

    @property
    def ok(self) -> bool:
        """True for 2xx and 3xx."""
        return 200 <= self.status_code < 400

    def json(self) -> Any:
        """The body decoded from JSON. Raises ValueError."""
        return msgspec.json.decode(self.body)

    def raise_for_status(self) -> None:
        """Raise HTTPErrorStatus unless :attr:`ok`, with the server's own words where it sent any."""
        if not self.ok:
            raise HTTPErrorStatus(f"{self.url} answered {self.status_code}: {_said(self.body)}", self.status_code)

    def __repr__(self) -> str:
        return f"Response({self.status_code} from {self.url})"


def request(
    method: str,
    url: str,
    *,
    json: Any = None,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    params: dict[str, Any] | None = None,
    timeout: float = DEFAULT_TIMEOUT_S,
) -> Response:
    """Make one request and read the whole answer; redirects of GET are followed.

    ``json``: anything msgspec can encode, structs too. ``timeout``: wall seconds per network step. Raises
    HTTPException with the address and the cause when there is no answer; an error status is an answer.
    """
    if params:
        url = f"{url}?{urlencode(params)}"
    sent = dict(headers or {})
    if json is not None:
        body = msgspec.json.encode(json)
        sent.setdefault("Content-Type", "application/json")
    for _ in range(MAX_REDIRECTS):
        response = _once(method, url, body, sent, timeout)
        target = response.headers.get("Location")
        if method != "GET" or response.status_code not in (301, 302, 307, 308) or not target:
            return response
        target = target if "://" in target else f"{_origin(url)}{target}"
        if _origin(target) != _origin(url):
            sent.pop("Authorization", None)  # a token is for whom it was meant
        url = target
    raise HTTPException(f"{url} redirects for ever.")


def _once(method: str, url: str, body: bytes | None, headers: dict[str, str], timeout: float) -> Response:
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    target = parts.path or "/"
    if parts.query:
        target += f"?{parts.query}"
    send = exchange_encrypted if secure else exchange
    try:
        port = parts.port or (443 if secure else 80)
        answer = send(method, parts.hostname or "", port, target, headers, body, timeout)
    except (OSError, BadAnswerError, ValueError) as error:
        if secure:
            from pioreactor.pubsub.tls import explain

            raise HTTPException(f"{url} cannot be reached: {explain(error) or type(error).__name__}.") from error
        raise HTTPException(f"{url} cannot be reached: {error or type(error).__name__}.") from error
    return Response(url, answer.status, answer.headers, answer.body)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _said(body: bytes) -> str:
    try:
        answer = msgspec.json.decode(body)
        return str(answer.get("error") or answer)
    except (ValueError, AttributeError):
        return body[:200].decode("utf-8", "replace") or "no explanation"


def unit_url(address: str, endpoint: str) -> str:
    """The address of a unit's web server and a path on it. ``address``: host or host:port, as configured."""
    from pioreactor.config import get_config

    config = get_config()
    host = address if _has_port(address) else f"{address}:{config.getint('ui', 'port')}"
    return f"{config.get('ui', 'proto')}://{host}/{quote(endpoint.lstrip('/'), safe='/?&=%$:,+-_.~')}"


def _has_port(address: str) -> bool:
    return address.rpartition(":")[2].isdigit() and (address.count(":") == 1 or "]" in address)


def _to(method: str, address: str, endpoint: str, **options: Any) -> Response:
    """One request with each token that may hold, the newest first, until one is not refused.

    A refused token means that nothing was done. It happens only while a unit waits for its new secrets.
    """
    from pioreactor.pubsub.tokens import tokens_for

    headers = dict(options.pop("headers", None) or {})
    if on_behalf_of.get():
        headers.setdefault(ACTOR_HEADER, quote(on_behalf_of.get(), safe=" ()@+,"))
    url = unit_url(address, endpoint)
    tokens = [] if "Authorization" in headers else tokens_for(address)
    answers = []
    for token in tokens:
        answer = request(method, url, headers={"Authorization": f"Bearer {token}", **headers}, **options)
        if answer.status_code not in _REFUSED:
            return answer
        answers.append(answer)
    return answers[0] if answers else request(method, url, headers=headers, **options)


def _leader() -> str:
    from pioreactor.config import get_leader_hostname
    from pioreactor.pubsub.addresses import resolve_to_address

    name = get_leader_hostname()
    if not name:
        raise HTTPException("No leader is configured: [cluster.topology] leader_hostname is empty.")
    return resolve_to_address(name)


def get_from(address: str, endpoint: str, **options: Any) -> Response:
    """GET ``endpoint`` of the unit at ``address`` with the token for it. Options and errors: :func:`request`."""
    return _to("GET", address, endpoint, **options)


def post_into(address: str, endpoint: str, body: bytes | None = None, json: Any = None, **options: Any) -> Response:
    """POST to the unit at ``address``."""
    return _to("POST", address, endpoint, body=body, json=json, **options)


def put_into(address: str, endpoint: str, body: bytes | None = None, json: Any = None, **options: Any) -> Response:
    """PUT to the unit at ``address``."""
    return _to("PUT", address, endpoint, body=body, json=json, **options)


def patch_into(address: str, endpoint: str, body: bytes | None = None, json: Any = None, **options: Any) -> Response:
    """PATCH the unit at ``address``."""
    return _to("PATCH", address, endpoint, body=body, json=json, **options)


def delete_from(address: str, endpoint: str, body: bytes | None = None, json: Any = None, **options: Any) -> Response:
    """DELETE on the unit at ``address``."""
    return _to("DELETE", address, endpoint, body=body, json=json, **options)


def get_from_leader(endpoint: str, **options: Any) -> Response:
    """GET from the leader."""
    return get_from(_leader(), endpoint, **options)


def post_into_leader(endpoint: str, **options: Any) -> Response:
    """POST to the leader."""
    return post_into(_leader(), endpoint, **options)


def put_into_leader(endpoint: str, **options: Any) -> Response:
    """PUT to the leader."""
    return put_into(_leader(), endpoint, **options)


def patch_into_leader(endpoint: str, **options: Any) -> Response:
    """PATCH the leader."""
    return patch_into(_leader(), endpoint, **options)


def delete_from_leader(endpoint: str, **options: Any) -> Response:
    """DELETE on the leader."""
    return delete_from(_leader(), endpoint, **options)
