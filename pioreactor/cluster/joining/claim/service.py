"""``python -m pioreactor.cluster.joining.claim.service PORT``: waits for the leader who knows the code of this unit.

Root's service on a unit that nobody has taken in; lighttpd passes requests on to it, in the place of the unit's web
server, which runs only afterwards. The code is new at each start, lives in this process as the key behind it, and ends
with the first leader that proves it or with five wrong proofs. The service ends too when somebody sets the unit up by
hand, for then the unit's own web server needs its place.
"""

from __future__ import annotations

import secrets
import socket
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import msgspec

from pioreactor import clock
from pioreactor.cluster.joining import on_unit
from pioreactor.cluster.joining.claim import chosen, showing
from pioreactor.cluster.joining.claim.chosen import Chosen
from pioreactor.cluster.joining.claim.proof import (
    PATH,
    Conclusion,
    Greeting,
    Hello,
    derive,
    fresh_code,
    is_proof,
    prove,
)
from pioreactor.cluster.ssh import HostKey

NOTHING_CHOSEN: Final = Chosen()
HOST_KEY: Final = Path("/etc/ssh/ssh_host_ed25519_key.pub")
WRONG_PROOFS: Final = 5
_HELLO_EVERY_S: Final = 0.2
"""Wall seconds between hellos that are answered."""
_LOOKED_AT_EVERY_S: Final = 1.0
_OPEN_HELLOS: Final = 16
_LARGEST_BYTES: Final = 4096
_TOO_MANY: Final = (429, {"error": "Too many questions. Wait a second."})


class Claims:
    """The unit's side. ``take_in``: called with leader's key and name, once; ``renew``: hears every code.
    ``chosen``: what a person has said before."""

    def __init__(
        self,
        unit: str,
        host_key: str,
        take_in: Callable[[str, str], object],
        renew: Callable[[str], None],
        chosen: Chosen = NOTHING_CHOSEN,
    ) -> None:
        self._leader = chosen.leader
        self._unit, self._host_key, self._take_in, self._renew = unit, host_key, take_in, renew
        self._guard = threading.Lock()
        self._open: OrderedDict[str, Hello] = OrderedDict()
        self._last_s = -1.0
        self._wrong = 0
        self.is_claimed = threading.Event()
        self._make_code(chosen.code or fresh_code())

    def hello(self, hello: Hello) -> tuple[int, object]:
        """Answer with a proof over what was asked."""
        with self._guard:
            if self.is_claimed.is_set():
                return 404, {"error": f"{self._unit} belongs to somebody already."}
            if self._leader and hello.leader != self._leader:
                return 403, {"error": f"{self._unit} waits for another leader, {self._leader}, as its card says."}
            if clock.wall_monotonic() - self._last_s < _HELLO_EVERY_S:
                return _TOO_MANY
            self._last_s = clock.wall_monotonic()
            nonce = secrets.token_hex(16)
            self._open[nonce] = hello
            while len(self._open) > _OPEN_HELLOS:
                self._open.popitem(last=False)
            proof = prove(self._key, "unit", hello, self._unit, self._host_key, nonce)
            return 200, Greeting(self._unit, self._host_key, nonce, self._salt, proof)

    def conclude(self, conclusion: Conclusion) -> tuple[int, object]:
        """Take the leader in if its proof fits."""
        with self._guard:
            hello = self._open.pop(conclusion.nonce, None)
            if hello is None or self.is_claimed.is_set():
                return 409, {"error": "Nothing was asked that this belongs to. Begin anew."}
            expected = prove(self._key, "leader", hello, self._unit, self._host_key, conclusion.nonce)
            if not is_proof(conclusion.proof, expected):
                self._wrong += 1
                if self._wrong >= WRONG_PROOFS:
                    self._make_code(fresh_code())
                return 403, {"error": "The proof does not fit."}
            self._take_in(hello.leader_key, hello.leader)
            self.is_claimed.set()
            return 200, {"status": "claimed"}

    def _make_code(self, code: str) -> None:
        self._salt = secrets.token_hex(16)
        self._key = derive(code, self._salt)
        self._wrong = 0
        self._open.clear()
        self._renew(code)


class Server(ThreadingHTTPServer):
    """Answers on loopback until the unit is claimed."""

    daemon_threads = True

    def __init__(self, port: int, claims: Claims) -> None:
        self.claims = claims
        super().__init__(("127.0.0.1", port), _Handler)

    def serve_until_claimed(self, is_over: Callable[[], bool] = lambda: False) -> None:
        """Returns once a leader was taken in and told so, or ``is_over`` says that the unit belongs to somebody."""
        threading.Thread(target=self.serve_forever, name="claims", daemon=True).start()
        while not self.claims.is_claimed.wait(_LOOKED_AT_EVERY_S) and not is_over():
            continue
        clock.wall_sleep(0.5)  # for the answer to be on its way
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    timeout = 5
    server: Server

    def do_POST(self) -> None:
        """The two questions of a claim, and nothing else."""
        size = self.headers.get("Content-Length", "")
        if not size.isdigit() or int(size) > _LARGEST_BYTES:
            self._answer(413, {"error": "The body is too large."})
            return
        body = self.rfile.read(int(size))
        try:
            if self.path == f"{PATH}/hello":
                self._answer(*self.server.claims.hello(msgspec.json.decode(body, type=Hello)))
            elif self.path == f"{PATH}/conclusion":
                self._answer(*self.server.claims.conclude(msgspec.json.decode(body, type=Conclusion)))
            else:
                self._answer(404, {"error": "This unit waits to be claimed and knows nothing else."})
        except msgspec.MsgspecError as error:
            self._answer(400, {"error": f"This cannot be read: {error}."})

    def _answer(self, status: int, body: object) -> None:
        content = msgspec.json.encode(body)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: whoever asks is not of interest before they have proven something."""


def main(port: int) -> None:
    """Show the code and wait. Raises OSError."""
    unit = socket.gethostname().split(".")[0]
    host_key = " ".join(HOST_KEY.read_text(encoding="utf-8").split()[:2])
    fingerprint = HostKey.parse(host_key).fingerprint
    said = chosen.load()

    def show(code: str) -> None:
        if code != said.code:  # which a person knows already, and has been erased from the card
            showing.show(code, unit, fingerprint)

    claims = Claims(unit, host_key, on_unit.install_key, show, said)
    try:
        Server(port, claims).serve_until_claimed(on_unit.place(on_unit.CREDENTIALS).exists)
    finally:
        showing.hide()
        if claims.is_claimed.is_set():
            chosen.PATH.unlink(missing_ok=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
