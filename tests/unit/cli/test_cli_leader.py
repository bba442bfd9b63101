from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pioreactor import config


class Leader:
    """A web server that answers as it is told and keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], list[tuple[int, Any]]] = {}
        self.asked: list[tuple[str, str, Any]] = []
        leader = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                leader.asked.append((self.command, self.path, body))
                prepared = leader.answers.get((self.command, self.path), [(404, {"error": "Not found."})])
                status, said = prepared.pop(0) if len(prepared) > 1 else prepared[0]
                data = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_DELETE = answer

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    def say(self, method: str, path: str, *answers: tuple[int, Any]) -> None:
        self.answers[method, path] = list(answers)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def leader(unit: Path) -> Iterator[Leader]:
    leader = Leader()
    text = (unit / "config.ini").read_text()
    (unit / "config.ini").write_text(f"{text}\n[ui]\nport = {leader.port}\n")
    config.forget_config()
    yield leader
    leader.close()


def test_create_an_experiment(invoke: Any, leader: Leader) -> None:
    leader.say("POST", "/api/experiments", (201, {"experiment": "E 1"}))
    assert invoke("experiments", "create", "E 1", "-d", "about it").out == "Created E 1.\n"
    assert leader.asked == [("POST", "/api/experiments", {"experiment": "E 1", "description": "about it"})]


def test_the_explanation_of_the_leader_is_shown(invoke: Any, leader: Leader) -> None:
    said = {"error": "E exists", "cause": "E exists", "remediation": "Choose another name.", "status": 409}
    leader.say("POST", "/api/experiments", (409, said))
    result = invoke("experiments", "create", "E")
    assert (result.code, result.err) == (1, "Error: E exists. Choose another name.\n")


def test_list_experiments(invoke: Any, leader: Leader) -> None:
    leader.say("GET", "/api/experiments", (200, []))
    assert invoke("experiments", "list").out == "No experiments found.\n"
    rows = [{"experiment": "E", "created_at": "2026-01-01T00:00:00Z", "description": None}]
    leader.say("GET", "/api/experiments", (200, rows))
    assert invoke("experiments", "list").out == "E\n"
    assert invoke("experiments", "list", "-v").out == "E\t2026-01-01T00:00:00Z\t\n"
    assert json.loads(invoke("experiments", "list", "--json").out) == rows


def test_delete_follows_the_task(invoke: Any, leader: Leader) -> None:
    task = {"unit": "leader1", "task_id": "7", "result_url_path": "/unit_api/task_results/7", "status": "accepted"}
    leader.say("DELETE", "/api/experiments/E%201", (202, task))
    path = "/unit_api/task_results/7"
    leader.say("GET", path, (202, {"status": "pending"}), (200, {"status": "succeeded", "result": {}}))
    assert invoke("experiments", "delete", "E 1", "-y").out == "Deleted E 1.\n"
    leader.say("GET", path, (200, {"status": "failed", "error": "The disk is full."}))
    result = invoke("experiments", "delete", "E 1", "-y")
    assert (result.code, result.err) == (1, "Error: The disk is full.\n")


def test_assign_and_unassign(invoke: Any, leader: Leader) -> None:
    leader.say("PUT", "/api/experiments/E/workers", (200, {"status": "success"}))
    leader.say("DELETE", "/api/experiments/E/workers/worker1", (200, {"status": "success"}))
    assert invoke("workers", "assign", "worker1", "E").out == "Assigned worker1 to E.\n"
    assert invoke("workers", "unassign", "worker1", "E").out == "Unassigned worker1 from E.\n"
    assert leader.asked[0] == ("PUT", "/api/experiments/E/workers", {"pioreactor_unit": "worker1"})


def test_status_of_the_workers(invoke: Any, leader: Leader, unit: Path) -> None:
    with (unit / "config.ini").open("a") as file:
        file.write(f"\n[cluster.addresses]\nworker1 = 127.0.0.1:{leader.port}\nworker2 = 127.0.0.1:1\n")
    config.forget_config()
    rows = [{"pioreactor_unit": name, "is_active": 1} for name in ("worker1", "worker2")]
    leader.say("GET", "/api/workers", (200, rows))
    leader.say("GET", "/api/workers/assignments", (200, [{"pioreactor_unit": "worker1", "experiment": "E"}]))
    leader.say("GET", "/unit_api/versions/app", (200, {"version": "9.9"}))
    lines = json.loads(invoke("workers", "status", "--json").out)
    assert [(line["is_reachable"], line["version"], line["experiment"]) for line in lines] == [
        (True, "9.9", "E"),
        (False, None, None),
    ]
    assert lines[0]["state"] == "unknown (broker does not answer)"
    table = invoke("workers", "status").out.splitlines()
    assert table[0].split("  ")[0] == "Name"
    assert len(table) == 3


def test_a_leader_that_is_silent(invoke: Any, leader: Leader) -> None:
    leader.close()
    result = invoke("experiments", "list")
    assert result.code == 1
    assert result.err.startswith("Error: the leader's web server does not answer")
    assert result.err.count("\n") == 1


def test_an_answer_that_is_no_json(invoke: Any, leader: Leader) -> None:
    leader.say("GET", "/api/experiments", (500, "oops"))
    assert "HTTP status 500" in invoke("experiments", "list").err
