"""Certificates of the cluster's own authority, with real TLS handshakes."""

from __future__ import annotations

import socket
import ssl
import stat
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pioreactor import clock
from pioreactor.cluster.authority import handing_out, issuing, keeping
from pioreactor.cluster.authority.keeping import Pair, Wish
from pioreactor.cluster.authority.looking import look
from pioreactor.config import forget_config
from pioreactor.exc import StorageError
from pioreactor.pubsub import http
from pioreactor.storage.paths import authority_path

LEADER = """[cluster.topology]
leader_hostname = leader1
leader_address = 10.0.0.5
[cluster.addresses]
worker1 = {worker1}
"""


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config.ini").write_text(LEADER.format(worker1="10.0.0.7:80"))
    monkeypatch.setenv("DOT_PIOREACTOR", str(tmp_path))
    monkeypatch.setenv("HOSTNAME", "leader1")
    forget_config()
    return tmp_path


def wanted() -> None:
    keeping.save_wish(Wish(True))


class Server:
    """An HTTPS server that answers everything with the same words."""

    def __init__(self, pair: Pair, folder: Path) -> None:
        folder.mkdir()
        (folder / "pem").write_bytes(pair.certificate + pair.key)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(folder / "pem")
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            try:
                with self._context.wrap_socket(connection, server_side=True) as encrypted:
                    encrypted.recv(4096)
                    encrypted.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
            except OSError:
                continue

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[object]:
    started: list[Server] = []

    def start(pair: Pair) -> int:
        started.append(Server(pair, tmp_path / f"server{len(started)}"))
        return started[-1].port

    yield start
    for server in started:
        server.close()


def made(now: datetime | None = None) -> Pair:
    """A certificate of the kept authority for this machine."""
    handing_out.renew(["leader1"])
    own = keeping.load_own()
    assert own is not None
    authority_path().write_bytes(own.certificate)
    return issuing.issue(own, "worker1", ["worker1", "127.0.0.1"], now or clock.now())


def test_nothing_is_made_before_it_is_wanted(root: Path) -> None:
    assert handing_out.hand_out(["worker1"]) == {"is_on": False, "changed": False, "authority": "", "units": {}}
    assert not (root / "authority").exists()


def test_everybody_gets_a_certificate_once_and_keys_are_private(root: Path) -> None:
    wanted()
    first = handing_out.hand_out(["worker1"])
    assert first["changed"] and list(first["units"]) == ["leader1", "worker1"]
    assert handing_out.hand_out(["worker1"]) == {**first, "changed": False}
    kept = [path for path in (root / "authority").rglob("*") if path.is_file()]
    assert len(kept) == 8 and {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert stat.S_IMODE((root / "authority").stat().st_mode) == 0o700
    assert "PRIVATE" not in first["authority"]


def test_a_certificate_names_where_its_unit_is_found(root: Path) -> None:
    assert handing_out.places_of("worker1") == ["worker1", "worker1.local", "10.0.0.7", "localhost", "127.0.0.1"]
    assert {"leader1.local", "10.0.0.5", "pioreactor.local"} <= set(handing_out.places_of("leader1"))
    wanted()
    handing_out.hand_out(["worker1"])
    assert handing_out.due(["worker1"]) == []
    (root / "config.ini").write_text(LEADER.format(worker1="10.0.0.8"))
    forget_config()
    assert [due.reason for due in handing_out.due(["worker1"])] == ["its names or addresses have changed"]
    assert handing_out.hand_out(["worker1"], dry_run=True)["changed"]
    assert handing_out.hand_out(["worker1"])["changed"] and handing_out.due(["worker1"]) == []


def test_a_certificate_is_renewed_two_months_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted()
    handing_out.hand_out([])
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=330))
    assert handing_out.due(["leader1"]) == []
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=340))
    assert [due.reason for due in handing_out.renew(["leader1"])] == ["it ends soon"]
    assert handing_out.due(["leader1"]) == []


def test_an_authority_without_its_key_is_no_reason_for_another(root: Path) -> None:
    wanted()
    handing_out.hand_out([])
    (root / "authority/ca.key").unlink()
    with pytest.raises(StorageError, match="Restore"):
        handing_out.hand_out([])


def test_a_unit_that_left_has_no_certificate() -> None:
    wanted()
    handing_out.hand_out(["worker1"])
    assert keeping.forget_unit("worker1") and not keeping.forget_unit("worker1")
    with pytest.raises(StorageError):
        keeping.forget_unit("../ca")


def test_a_unit_of_the_cluster_is_believed(serve) -> None:
    port = serve(made())
    assert http.request("GET", f"https://127.0.0.1:{port}/").text == "hi"
    shown = look("worker1", "127.0.0.1", port)
    assert shown.ends_at is not None and abs(shown.ends_at - clock.now() - issuing.UNIT_LASTS) < timedelta(minutes=1)


def test_a_stranger_is_not(serve) -> None:
    made()
    stranger = issuing.make_authority("elsewhere", clock.now())
    port = serve(issuing.issue(stranger, "worker1", ["127.0.0.1"], clock.now()))
    with pytest.raises(http.HTTPException, match="not of this cluster's authority"):
        http.request("GET", f"https://127.0.0.1:{port}/")
    assert "not of this cluster's authority" in look("worker1", "127.0.0.1", port).trouble


def test_another_unit_of_the_cluster_cannot_stand_in(serve) -> None:
    made()
    own = keeping.load_own()
    assert own is not None
    port = serve(issuing.issue(own, "worker2", ["worker2", "10.0.0.9"], clock.now()))
    with pytest.raises(http.HTTPException, match="for another name"):
        http.request("GET", f"https://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    ("off_by", "words"),
    [
        (timedelta(days=5), "not valid yet by this unit's clock.*timedatectl"),
        (-timedelta(days=400), "has ended by this"),
    ],
)
def test_a_wrong_clock_is_named(serve, off_by: timedelta, words: str) -> None:
    port = serve(made(clock.now() + off_by))
    with pytest.raises(http.HTTPException, match=words):
        http.request("GET", f"https://127.0.0.1:{port}/")


def test_a_clock_that_is_a_little_behind_does_not_matter(serve) -> None:
    port = serve(made(clock.now() + timedelta(hours=23)))
    assert http.request("GET", f"https://127.0.0.1:{port}/").text == "hi"
