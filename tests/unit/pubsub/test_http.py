"""HTTP helpers against a small server on this machine."""

from __future__ import annotations

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pioreactor import mureq
from pioreactor.pubsub import get_from, get_from_leader, post_into
from pioreactor.pubsub.http import HTTPErrorStatus, HTTPException, unit_url
from pioreactor.testing.broker import free_port


class Echo(BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/unit_api/x")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        told = {"method": self.command, "path": self.path, "auth": self.headers.get("Authorization")}
        content = json.dumps({**told, "body": body.decode(), "error": "no such thing"}).encode()
        self.send_response(404 if self.path.endswith("missing") else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    made = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield f"127.0.0.1:{made.server_port}"
    made.shutdown()
    thread.join()
    made.server_close()


def test_requests_carry_the_units_token(make_unit, server):
    unit = make_unit(None)
    answer = post_into(server, "/unit_api/a b", json={"x": 1}).json()
    assert answer["auth"] == "Bearer token-unit1"
    assert (answer["method"], answer["path"], answer["body"]) == ("POST", "/unit_api/a%20b", '{"x":1}')
    unit.configure("cluster.addresses", "unit1", server)
    from pioreactor.config import forget_config

    forget_config()
    assert get_from_leader("/api/x", params={"after": 3}).json()["path"] == "/api/x?after=3"


def test_errors_are_sentences(make_unit, server):
    make_unit(None)
    answer = get_from(server, "/missing")
    assert not answer.ok
    with pytest.raises(HTTPErrorStatus, match="404: no such thing") as caught:
        answer.raise_for_status()
    assert caught.value.status_code == 404
    with pytest.raises(HTTPException, match="cannot be reached"):
        get_from(f"127.0.0.1:{free_port()}", "/x", timeout=0.5)


def test_mureq_follows_redirects_and_knows_all_verbs(server):
    assert mureq.get(f"http://{server}/moved").json()["path"] == "/unit_api/x"
    for verb in ("post", "put", "patch", "delete"):
        assert getattr(mureq, verb)(f"http://{server}/y", json=1).json()["method"] == verb.upper()


def test_addresses_with_and_without_a_port(make_unit):
    unit = make_unit(None)
    assert unit_url("worker1.local", "/api/x") == f"http://worker1.local:{unit.http_port}/api/x"
    assert unit_url("10.0.0.3:81", "api/x") == "http://10.0.0.3:81/api/x"


@pytest.fixture
def raw_server():
    """Answers every connection with the bytes that a test gives it, and keeps what it was asked."""
    listening = socket.create_server(("127.0.0.1", 0))
    answers, asked = [], []

    def serve():
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                asked.append(connection.recv(65536))
                connection.sendall(answers.pop(0))

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/x", answers, asked
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\ncontent-LENGTH: 5\r\n\r\nhello and more",
        b"HTTP/1.0 200 OK\r\n\r\nhello",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;a=b\r\nllo\r\n0\r\nT: 1\r\n\r\n",
    ],
)
def test_every_framing_of_a_body_is_read(raw_server, answer):
    url, answers, asked = raw_server
    answers.append(answer)
    assert mureq.get(url).content == b"hello"
    assert asked[0].startswith(b"GET /x HTTP/1.1\r\nHost: 127.0.0.1:")


def test_fields_are_found_in_any_case_and_an_answer_without_a_body_ends(raw_server):
    url, answers, _ = raw_server
    answers.append(b"HTTP/1.1 204 No Content\r\nX-A: 1\r\nx-a: 2\r\n\r\n")
    reply = mureq.delete(url)
    assert reply.headers["x-A"] == "1, 2"
    assert "X-a" in reply.headers
    assert (reply.status_code, reply.content, reply.headers.get("Y")) == (204, b"", None)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", "5 of 9"),
        (b"HTTP/1.1 200 OK\r\nContent-", "within its head"),
        (b"SSH-2.0-OpenSSH\r\n", "not HTTP"),
        (b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", "colon"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "chunk"),
        (b"", "head"),
    ],
)
def test_what_is_not_an_answer_is_told(raw_server, answer, words):
    url, answers, _ = raw_server
    answers.append(answer)
    with pytest.raises(HTTPException, match=words):
        mureq.get(url)


def test_nothing_can_be_smuggled_into_a_head(raw_server):
    url, _, _ = raw_server
    with pytest.raises(HTTPException, match="line break"):
        mureq.get(url, headers={"X": "1\r\nY: 2"})
