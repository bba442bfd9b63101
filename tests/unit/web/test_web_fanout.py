"""Asking units: one answer or reason each, whatever a unit does."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pioreactor import clock
from pioreactor.config import forget_config
from pioreactor.leader.fanout import Call, ask

polls: list[str] = []


class Unit(BaseHTTPRequestHandler):
    """Answers as a unit may, by path."""

    def do_GET(self) -> None:
        task = {"task_id": "1", "result_url_path": self.path}
        if self.path.startswith("/unit_api/task_results"):
            polls.append(self.path)
        answers: dict[str, tuple[int, object]] = {
            "/unit_api/fine": (200, {"status": "success", "a": 1}),
            "/unit_api/refused": (409, {"error": "no", "cause": "because", "remediation": "do that"}),
            "/unit_api/busy": (503, {"error": "busy"}),
            "/unit_api/task_results/ok": (200, {**task, "status": "succeeded", "result": [1]}),
            "/unit_api/task_results/bad": (200, {**task, "status": "failed", "error": "no lamp", "cause": "c"}),
            "/unit_api/task_results/never": (202, {**task, "status": "pending"}),
        }
        if self.path == "/unit_api/slow":
            clock.wall_sleep(1.0)
        status, body = answers.get(self.path, (200, None))
        if self.path.endswith("/ok") and len(polls) < 4:
            status, body = 202, {**task, "status": "pending"}
        raw = b"<html>" if self.path == "/unit_api/html" else json.dumps(body).encode()
        self._send(status, raw)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        path = f"/unit_api/task_results/{self.path.rpartition('/')[2]}"
        self._send(202, json.dumps({"task_id": "1", "result_url_path": path, "status": "accepted"}).encode())

    def _send(self, status: int, raw: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):
            self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def unit(data_root: Path) -> Iterator[str]:
    polls.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Unit)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    config = (
        (data_root / "config.ini").read_text().replace("worker1=127.0.0.1:9", f"worker1=127.0.0.1:{server.server_port}")
    )
    (data_root / "config.ini").write_text(config.replace("[mqtt]", "dead=127.0.0.1:9\n[mqtt]"))
    forget_config()
    yield "worker1"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_value_loses_its_status_word(unit: str) -> None:
    reply = ask([Call(unit, "GET", "/unit_api/fine")])[unit]
    assert reply.ok and reply.value == {"a": 1}


@pytest.mark.parametrize(
    ("path", "kind", "status", "retryable"),
    [
        ("/unit_api/refused", "http_error", 409, False),
        ("/unit_api/busy", "http_error", 503, True),
        ("/unit_api/html", "decode_error", None, False),
        ("/unit_api/slow", "connection_error", None, True),
    ],
)
def test_every_failure_has_its_kind(unit: str, path: str, kind: str, status: int | None, retryable: bool) -> None:
    reply = ask([Call(unit, "GET", path)], timeout_s=0.3)[unit]
    assert not reply.ok
    assert (reply.error.kind, reply.status_code, reply.retryable) == (kind, status, retryable)  # type: ignore[union-attr]


def test_one_failure_does_not_hide_the_others(unit: str) -> None:
    done: list[int] = []
    replies = ask([Call("dead", "GET", "/unit_api/fine"), Call(unit, "GET", "/unit_api/fine")], on_answer=done.append)
    assert list(replies) == ["dead", unit]
    assert not replies["dead"].ok and replies[unit].ok
    assert done == [1, 2]


def test_a_units_task_is_followed_to_its_end(unit: str) -> None:
    started = time.monotonic()
    reply = ask([Call(unit, "POST", "/unit_api/jobs/ok", {})])[unit]
    assert reply.ok and reply.value == [1] and len(polls) == 4
    assert time.monotonic() - started < 0.5
    failed = ask([Call(unit, "POST", "/unit_api/jobs/bad", {})])[unit]
    assert failed.error.kind == "task_failed" and failed.error.message == "no lamp"  # type: ignore[union-attr]


def test_a_task_that_takes_too_long_may_still_happen(unit: str) -> None:
    reply = ask([Call(unit, "POST", "/unit_api/jobs/never", {})], timeout_s=0.3)[unit]
    assert reply.error.kind == "task_timeout" and "may still happen" in str(reply.error.cause)  # type: ignore[union-attr]
    assert len(polls) < 12, "polling slows down"
