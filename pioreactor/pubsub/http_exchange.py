"""One HTTP request and its answer.

Without encryption this is a socket and 80 lines: the standard client brings `email` and `ssl` with it, 3 MB in every
process that talks to a unit now and then. With encryption it is the standard client.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from pioreactor.pubsub.addresses import for_socket

if TYPE_CHECKING:
    from io import BufferedReader

_LONGEST_LINE: Final = 65_536
_MOST_HEADERS: Final = 256
_WITHOUT_BODY: Final = (204, 304)


class BadAnswerError(Exception):
    """What came back is not HTTP, or ends too early."""


class Headers(dict[str, str]):
    """Fields of an answer; names are looked up in any case. Of repeated fields the values are joined by commas."""

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """The value of one field."""
        return super().get(name.lower(), default)

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and super().__contains__(name.lower())

    def add(self, name: str, value: str) -> None:
        """Take one field in."""
        earlier = self.get(name)
        self[name.lower()] = value if earlier is None else f"{earlier}, {value}"


class Answer(NamedTuple):
    """Status, fields and the whole body."""

    status: int
    headers: Headers
    body: bytes


def exchange(
    method: str, host: str, port: int, target: str, headers: Mapping[str, str], body: bytes | None, timeout: float
) -> Answer:
    """Send one request without encryption and read the answer to its end.

    ``timeout``: wall seconds per network step. Raises OSError and BadAnswerError.
    """
    named_host = f"[{host}]" if ":" in host else host
    fields = {"Host": named_host if port == 80 else f"{named_host}:{port}", "Accept-Encoding": "identity", **headers}
    if body is not None or method in ("POST", "PUT", "PATCH"):
        fields["Content-Length"] = str(len(body or b""))
    fields["Connection"] = "close"
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("A request line or a header holds a line break.")
    with socket.create_connection((for_socket(host), port), timeout) as connection:
        connection.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (body or b""))
        with connection.makefile("rb") as stream:
            return _read_answer(stream, method)


def exchange_encrypted(
    method: str, host: str, port: int, target: str, headers: Mapping[str, str], body: bytes | None, timeout: float
) -> Answer:
    """The same over TLS, with a server whose certificate is of the cluster's authority."""
    import http.client

    from pioreactor.pubsub.tls import context

    connection = http.client.HTTPSConnection(host, port, timeout=timeout, context=context())
    try:
        connection.request(method, target, body=body, headers=dict(headers))
        answer = connection.getresponse()
        found = Headers()
        for name, value in answer.getheaders():
            found.add(name, value)
        return Answer(answer.status, found, answer.read())
    except http.client.HTTPException as error:
        raise BadAnswerError(str(error) or type(error).__name__) from error
    finally:
        connection.close()


def _read_answer(stream: BufferedReader, method: str) -> Answer:
    while True:
        status = _status(_line(stream))
        headers = _headers(stream)
        if status >= 200:  # what comes before are interim answers
            break
    if method == "HEAD" or status in _WITHOUT_BODY:
        return Answer(status, headers, b"")
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower():
        return Answer(status, headers, _chunks(stream))
    length = headers.get("Content-Length")
    if length is None:
        return Answer(status, headers, stream.read())
    if not length.isdigit():
        raise BadAnswerError(f"a body of {length[:20]!r} bytes")
    return Answer(status, headers, _exactly(stream, int(length)))


def _line(stream: BufferedReader) -> str:
    line = stream.readline(_LONGEST_LINE + 1)
    if not line.endswith(b"\n"):
        raise BadAnswerError("the answer ends within its head" if len(line) <= _LONGEST_LINE else "a line is too long")
    return line.rstrip(b"\r\n").decode("latin-1")


def _status(line: str) -> int:
    words = line.split(None, 2)
    if len(words) < 2 or not words[0].startswith("HTTP/1.") or not words[1].isdigit():
        raise BadAnswerError(f"the answer is not HTTP: {line[:40]!r}")
    return int(words[1])


def _headers(stream: BufferedReader) -> Headers:
    found = Headers()
    for _ in range(_MOST_HEADERS):
        line = _line(stream)
        if not line:
            return found
        name, colon, value = line.partition(":")
        if not colon:
            raise BadAnswerError(f"a header without a colon: {line[:40]!r}")
        found.add(name.strip(), value.strip())
    raise BadAnswerError("too many headers")


def _chunks(stream: BufferedReader) -> bytes:
    parts: list[bytes] = []
    while True:
        text = _line(stream).partition(";")[0].strip()
        try:
            size = int(text, 16)
        except ValueError:
            raise BadAnswerError(f"a chunk of {text[:20]!r} bytes") from None
        if size == 0:
            while _line(stream):
                pass  # trailers
            return b"".join(parts)
        parts.append(_exactly(stream, size))
        _line(stream)


def _exactly(stream: BufferedReader, size: int) -> bytes:
    body = stream.read(size)
    if len(body) < size:
        raise BadAnswerError(f"the answer ends after {len(body)} of {size} bytes")
    return body
