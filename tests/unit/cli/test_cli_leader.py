from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pioreactor import config
from pioreactor.storage import database
from pioreactor.storage.database import assignments, experiments, workers
from tests.unit.cli.answering import Leader


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


def test_a_deleted_experiment_is_listed_and_had_back(invoke: Any, leader: Leader) -> None:
    task = {"unit": "leader1", "task_id": "7", "result_url_path": "/unit_api/task_results/7", "status": "accepted"}
    leader.say("DELETE", "/api/experiments/E%201", (202, task))
    result = {"remove_at": "2026-12-14T05:00:00.000Z"}
    leader.say("GET", "/unit_api/task_results/7", (200, {"status": "succeeded", "result": result}))
    said = invoke("experiments", "delete", "E 1", "-y").out
    assert said == "Deleted E 1.\nUntil 2026-12-14T05:00:00.000Z you can have it back: pio experiments restore 'E 1'\n"
    row = {"experiment": "E 1", "deleted_at": "d", "remove_at": "r", "is_being_removed": False}
    leader.say("GET", "/api/deleted_experiments", (200, [row]))
    assert "E 1         d        r" in invoke("experiments", "list", "--deleted").out
    leader.say("POST", "/api/deleted_experiments/E%201/restore", (200, {"experiment": "E 1"}))
    assert invoke("experiments", "restore", "E 1").out == "E 1 is back.\n"


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
    with closing(database.connect()) as connection:
        database.migrate(connection)
        for name in ("worker1", "worker2"):
            workers.add_worker(connection, name)
        experiments.create_experiment(connection, "E")
        assignments.assign(connection, "worker1", "E")
    leader.say("GET", "/unit_api/versions/app", (200, {"version": "9.9"}))
    told = invoke("workers", "status", "--json")
    assert told.code == 1, "a worker is silent"
    lines = json.loads(told.out)
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
