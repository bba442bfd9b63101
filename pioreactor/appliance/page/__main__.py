"""``python -m pioreactor.appliance.page ADDRESS PORT``: shows how far the first boot is, and takes answers.

It runs as the user pioreactor and knows nothing but what everybody may know. Only the standard library is loaded at
first, so that it answers within a second or two of the network also on the smallest Pi.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

RUN: Final = Path("/run/pioreactor-first-boot")
FILES: Final = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/first-boot.css": ("first-boot.css", "text/css; charset=utf-8"),
    "/first-boot.js": ("first-boot.js", "text/javascript; charset=utf-8"),
}
_BEGINNING: Final = b'{"format":1,"step":"read","text":"The unit starts."}'
_LARGEST_BYTES: Final = 16_384
_POLICY: Final = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:"


class Server(ThreadingHTTPServer):
    """Answers until it is stopped. ``run``: the folder that the first boot writes into."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], run: Path = RUN) -> None:
        self.run = run
        here = Path(__file__).parent
        self.content = {path: ((here / name).read_bytes(), kind) for path, (name, kind) in FILES.items()}
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Without asking a resolver for our own name, which may take long where there is no network yet."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def progress(self) -> bytes:
        """How far it is, as the first boot says."""
        try:
            return (self.run / "progress.json").read_bytes()
        except OSError:
            return _BEGINNING

    def take(self, body: bytes) -> tuple[int, dict[str, object]]:
        """Check an answer and leave it to the first boot; status, and what is wrong with it."""
        try:
            given = json.loads(body)
        except ValueError:
            given = None
        if not isinstance(given, dict):
            return 400, {"error": "This is no answer."}
        shown = json.loads(self.progress())
        if given.get("again") is True:
            return self._leave({"again": True}) if shown.get("failure") else (409, {"error": "Nothing has failed."})
        if not shown.get("is_asking"):
            return 409, {"error": "The unit does not ask any more."}
        return self._check(given.get("settings"))

    def _check(self, given: Any) -> tuple[int, dict[str, object]]:
        """By the rules of pioreactor.toml; loaded only now, because it takes its time."""
        import msgspec

        from pioreactor.appliance.checking import check

        settings, problems = check(given if isinstance(given, dict) else {}, lambda section, key: "")
        if problems:
            return 422, {"problems": [problem.text for problem in problems]}
        if settings.role is None:
            return 422, {"problems": ["Choose a role."]}
        return self._leave({"settings": msgspec.to_builtins(settings)})

    def _leave(self, answer: dict[str, object]) -> tuple[int, dict[str, object]]:
        path = self.run / "answers" / "answer.json"
        aside = path.with_suffix(".new")
        try:
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                json.dump(answer, file)
            aside.replace(path)
        except OSError as error:
            return 500, {"error": f"The answer could not be kept: {error.strerror}."}
        return 202, {"status": "taken"}


class _Handler(BaseHTTPRequestHandler):
    timeout = 10
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """The page; a telephone that looks for the internet behind our access point is led to it."""
        path = self.path.partition("?")[0]
        if path == "/progress.json":
            self._answer(200, self.server.progress(), "application/json")
        elif path in self.server.content:
            content, kind = self.server.content[path]
            self._answer(200, content, kind)
        elif path.startswith(("/api", "/unit_api", "/mqtt", "/mcp")):
            self._answer(503, b'{"error":"This unit is being set up."}', "application/json")
        else:
            self.send_response(302)
            self.send_header("Location", f"http://{self._here()}/")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def do_POST(self) -> None:
        """An answer, from this page only: a page of somebody else cannot send JSON here unasked."""
        size = self.headers.get("Content-Length", "")
        origin, kind = self.headers.get("Origin"), self.headers.get_content_type()
        if self.path != "/answer":
            self._json(404, {"error": "There is nothing here."})
        elif not size.isdigit() or int(size) > _LARGEST_BYTES:
            self.close_connection = True
            self._json(413, {"error": "This is too long."})
        elif kind != "application/json" or (origin is not None and origin != f"http://{self.headers.get('Host')}"):
            self.close_connection = True
            self._json(403, {"error": "Answers come from this unit's own page."})
        else:
            self._json(*self.server.take(self.rfile.read(int(size))))

    def _here(self) -> str:
        """The address at which we were reached, whatever name was asked for."""
        host, port = self.connection.getsockname()[:2]
        if host.startswith("127."):
            return str(self.headers.get("Host", host))  # somebody passes this on to us
        return str(host) if port == 80 else f"{host}:{port}"

    def _json(self, status: int, body: dict[str, object]) -> None:
        self._answer(status, json.dumps(body).encode(), "application/json")

    def _answer(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("X-First-Boot", "1")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: every browser asks once a second."""


if __name__ == "__main__":
    with Server((sys.argv[1], int(sys.argv[2]))) as running:
        running.serve_forever()
