"""A claim between a leader and a unit over real HTTP, and what somebody between them gets."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import pytest

from pioreactor import clock
from pioreactor.cluster.joining.claim import at_leader, proof, service
from pioreactor.cluster.joining.claim.at_leader import ClaimError
from pioreactor.cluster.joining.claim.chosen import Chosen
from pioreactor.cluster.joining.claim.proof import Conclusion, Hello
from pioreactor.cluster.joining.claim.service import WRONG_PROOFS, Claims, Server
from pioreactor.cluster.ssh import HostKey
from pioreactor.pubsub import http

HOST_KEY = HostKey("ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAIGxlYWQ=")
OTHER_KEY = HostKey("ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAIHRoaWVm")
LEADER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG93bg== pioreactor-leader@leader1"
THIEFS_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHRoaWVm thief"


class Unit:
    """A unit that waits to be claimed: what it shows, and whom it has taken in."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.taken_in: list[tuple[str, str]] = []
        line = f"{HOST_KEY.kind} {HOST_KEY.blob}"
        self.claims = Claims("worker1", line, lambda key, name: self.taken_in.append((key, name)), self.codes.append)
        self.server = Server(0, self.claims)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_until_claimed, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.claims.is_claimed.set()
        self.thread.join(10)


class Between:
    """Somebody through whom everything goes; ``change`` may alter what is sent (0) and what is answered (1)."""

    def __init__(self, unit: Unit, change: Callable[[int, dict[str, Any]], None]) -> None:
        class Relay(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = msgspec.json.decode(self.rfile.read(int(self.headers["Content-Length"])))
                change(0, body)
                reply = http.request("POST", unit.url + self.path, json=body, timeout=5)
                answer = msgspec.json.decode(reply.content)
                change(1, answer)
                content = msgspec.json.encode(answer)
                self.send_response(reply.status_code)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Relay)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def unit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Unit]:
    monkeypatch.setattr(proof, "_SCRYPT_N", 2**4)  # its cost is not what is tested
    monkeypatch.setattr(service, "_HELLO_EVERY_S", 0.0)
    made = Unit()
    yield made
    made.close()


def claim(url: str, code: str, shown: HostKey = HOST_KEY) -> str:
    return at_leader.claim(url, code, "leader1", LEADER_KEY, shown, timeout_s=5)


def test_whoever_knows_the_code_is_taken_in_once_and_the_service_ends(unit: Unit) -> None:
    code = unit.codes[0].lower().replace("-", " ")
    assert claim(unit.url, code) == "worker1"
    assert unit.taken_in == [(LEADER_KEY, "leader1")]
    assert clock.wait_until(lambda: not unit.thread.is_alive(), 10)
    with pytest.raises(ClaimError):
        claim(unit.url, unit.codes[0])
    assert len(unit.taken_in) == 1


def test_a_wrong_code_is_told_and_takes_nobody_in(unit: Unit) -> None:
    with pytest.raises(ClaimError, match="do not fit"):
        claim(unit.url, proof.fresh_code())
    assert unit.taken_in == []


@pytest.mark.parametrize(
    ("at", "field", "value"),
    [
        (0, "leader_key", THIEFS_KEY),
        (0, "leader", "thief"),
        (1, "host_key", f"{OTHER_KEY.kind} {OTHER_KEY.blob}"),
        (1, "unit", "worker2"),
    ],
)
def test_somebody_between_who_changes_anything_gets_nothing(unit: Unit, at: int, field: str, value: str) -> None:
    def change(which: int, body: dict[str, Any]) -> None:
        if which == at and field in body:
            body[field] = value

    between = Between(unit, change)
    with pytest.raises(ClaimError, match="do not fit"):
        claim(between.url, unit.codes[0], OTHER_KEY if field == "host_key" else HOST_KEY)
    between.close()
    assert unit.taken_in == []


def test_another_host_that_answers_over_ssh_is_not_trusted(unit: Unit) -> None:
    with pytest.raises(ClaimError, match="is not the one that the unit vouches for"):
        claim(unit.url, unit.codes[0], OTHER_KEY)
    assert unit.taken_in == []


def test_the_code_never_goes_over_the_network(unit: Unit) -> None:
    heard: list[bytes] = []
    between = Between(unit, lambda _, body: heard.append(msgspec.json.encode(body)))
    claim(between.url, unit.codes[0])
    between.close()
    plain = unit.codes[0].replace("-", "").encode()
    assert len(heard) == 4 and not any(unit.codes[0].encode() in said or plain in said for said in heard)


def test_wrong_proofs_end_the_code(unit: Unit) -> None:
    hello = Hello("thief", THIEFS_KEY, "0" * 32)
    for _ in range(WRONG_PROOFS):
        status, greeting = unit.claims.hello(hello)
        assert status == 200
        assert unit.claims.conclude(Conclusion(greeting.nonce, "0" * 64))[0] == 403  # type: ignore[attr-defined]
    assert len(unit.codes) == 2
    with pytest.raises(ClaimError, match="do not fit"):
        claim(unit.url, unit.codes[0])
    assert claim(unit.url, unit.codes[1]) == "worker1"


def test_a_proof_serves_once_and_only_for_what_it_was_made(unit: Unit) -> None:
    hello = Hello("leader1", LEADER_KEY, "0" * 32)
    _, greeting = unit.claims.hello(hello)
    replayed = Conclusion(greeting.nonce, greeting.proof)  # type: ignore[attr-defined]
    assert unit.claims.conclude(replayed)[0] == 403, "the unit's own proof is not the leader's"
    assert unit.claims.conclude(replayed)[0] == 409


def test_many_questions_are_put_off(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_HELLO_EVERY_S", 60.0)
    hello = Hello("leader1", LEADER_KEY, "0" * 32)
    assert [unit.claims.hello(hello)[0] for _ in range(3)] == [200, 429, 429]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/unit_api/claim/hello", b"{", 400),
        ("/unit_api/claim/hello", b'{"leader": "a\\nb", "leader_key": "ssh-ed25519 AAAA", "nonce": "0"}', 400),
        ("/unit_api/claim/hello", b" " * 5000, 413),
        ("/unit_api/jobs", b"{}", 404),
    ],
)
def test_everything_else_is_refused(unit: Unit, path: str, body: bytes, status: int) -> None:
    reply = http.request("POST", unit.url + path, body=body, timeout=5)
    assert reply.status_code == status and unit.taken_in == []


def test_codes_are_long_and_differ() -> None:
    codes = {proof.fresh_code() for _ in range(100)}
    assert len(codes) == 100 and all(len(code.replace("-", "")) == 16 for code in codes)


def test_a_code_and_a_leader_that_a_person_has_chosen_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "_SCRYPT_N", 2**4)
    monkeypatch.setattr(service, "_HELLO_EVERY_S", 0.0)
    shown: list[str] = []
    chosen = Chosen(code="7KQF-XT2M-99PD-ABCW", leader="lab1")
    claims = Claims("worker1", "ssh-ed25519 AAAA", lambda key, name: None, shown.append, chosen)
    assert shown == [chosen.code]
    assert claims.hello(Hello("lab2", LEADER_KEY, "0" * 32))[0] == 403
    assert claims.hello(Hello("lab1", LEADER_KEY, "0" * 32))[0] == 200
    for number in range(WRONG_PROOFS):
        _, greeting = claims.hello(Hello("lab1", LEADER_KEY, f"{number:032}"))
        assert isinstance(greeting, proof.Greeting)
        assert claims.conclude(Conclusion(greeting.nonce, "wrong"))[0] == 403
    assert len(shown) == 2 and shown[1] != chosen.code, "a code that somebody tries to guess is over"
