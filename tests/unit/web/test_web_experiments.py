"""Experiments, assignments, labels, inventory: replies as scripts expect them."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from pioreactor.leader.messages import Messenger
from pioreactor.storage import database
from pioreactor.storage.database import deleted_experiments
from pioreactor.structs import Assignment
from tests.unit.web.web_bench import wait_for_task

NAME = "Tet ramp 37 °C, täglich"


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[Assignment]:
    """What would be left at the broker; the broker itself is in the integration tests."""
    kept: list[Assignment] = []
    monkeypatch.setattr(Messenger, "publish_assignment", lambda _, assignment: kept.append(assignment))
    return kept


@pytest.fixture
def lab(leader: FlaskClient, published: list[Assignment]) -> FlaskClient:
    """A leader with two workers (which do not answer) and one experiment."""
    for worker in ("worker1", "worker2"):
        body = {"pioreactor_unit": worker, "model_name": "pioreactor_20ml", "model_version": "1.5"}
        assert leader.put("/api/workers", json=body).status_code == 201
    created = leader.post("/api/experiments", json={"experiment": NAME, "description": "d", "tags": ["a", "b"]})
    assert created.status_code == 201
    return leader


def url(path: str) -> str:
    return f"/api/experiments/{quote(NAME, safe='')}{path}"


def test_an_experiment_from_creation_to_deletion(lab: FlaskClient) -> None:
    row = lab.get(url("")).get_json()
    assert set(row) == {"experiment", "created_at", "description", "delta_hours", "worker_count", "tags"}
    assert row["experiment"] == NAME and row["tags"] == ["a", "b"]
    assert lab.get("/api/experiments").get_json() == [row]
    assert lab.get("/api/experiments/latest").get_json() == row
    assert lab.get("/api/experiments/active").get_json() == []
    assert lab.post("/api/experiments", json={"experiment": NAME}).status_code == 409
    assert lab.patch(url(""), json={"tags": ["c"]}).get_json()["tags"] == ["c"]
    assert lab.patch(url(""), json={}).status_code == 400
    told = wait_for_task(lab, lab.delete(url("")))
    assert told["status"] == "succeeded", told
    assert told["result"]["experiment"] == NAME and "worker1" in told["result"]["msg"]
    assert told["progress"]["total"] == 4
    assert lab.get(url("")).status_code == 404
    assert lab.get("/api/experiments/latest").get_json() is None


def test_a_deleted_experiment_comes_back_with_its_data_until_its_days_are_over(lab: FlaskClient) -> None:
    with closing(database.connect()) as conn:
        conn.execute(
            "INSERT INTO stirring_rates (experiment, pioreactor_unit, timestamp, measured_rpm) "
            "VALUES (?, 'worker1', '2026-11-22T05:31:17.140Z', 400)",
            (NAME,),
        )
    row = lab.get(url("")).get_json()
    told = wait_for_task(lab, lab.delete(url("")))["result"]
    [gone] = lab.get("/api/deleted_experiments").get_json()
    assert gone["experiment"] == NAME and gone["remove_at"] == told["remove_at"] and not gone["is_being_removed"]
    assert "had back" in told["msg"]
    assert lab.get(url("")).status_code == 404 and lab.get("/api/experiments").get_json() == []
    assert lab.post("/api/experiments", json={"experiment": NAME}).status_code == 409
    assert lab.delete(url("")).status_code == 404

    back = f"/api/deleted_experiments/{quote(NAME, safe='')}"
    assert lab.post(f"{back}/restore").get_json() == row and lab.get(url("")).get_json() == row
    with closing(database.connect(readonly=True)) as conn:
        assert conn.execute("SELECT measured_rpm FROM stirring_rates WHERE experiment = ?", (NAME,)).fetchall() == [
            (400,)
        ]
    assert lab.post(f"{back}/restore").status_code == 404 and lab.delete(back).status_code == 404

    wait_for_task(lab, lab.delete(url("")))
    assert lab.delete(back).status_code == 202
    with closing(database.connect(readonly=True)) as conn:
        assert deleted_experiments.due(conn) == [NAME]


def test_an_experiment_can_be_removed_at_once(lab: FlaskClient) -> None:
    told = wait_for_task(lab, lab.delete(url("?at_once=true")))["result"]
    assert told["remove_at"] is None and told["msg"].startswith(f"{NAME} and its data are deleted.")
    assert lab.get("/api/deleted_experiments").get_json() == []
    assert lab.post("/api/experiments", json={"experiment": NAME}).status_code == 201


def test_any_content_type_and_the_tolerated_fields(leader: FlaskClient) -> None:
    body = json.dumps({"experiment": "x", "created_at": "y", "delta_hours": 1, "worker_count": 2})
    assert leader.post("/api/experiments", data=body, content_type="text/plain").status_code == 201


def test_assigning_moving_and_releasing(lab: FlaskClient, published: list[Assignment]) -> None:
    lab.post("/api/experiments", json={"experiment": "next"})
    assert lab.get("/api/workers/worker1/experiment").status_code == 404
    reply = lab.put(url("/workers"), json={"pioreactor_unit": "worker1"})
    assert reply.status_code == 200 and reply.get_json()["status"] == "success"
    told = wait_for_task(lab, reply)["result"]["worker1"]
    assert not told["ok"] and told["error"]["kind"] == "connection_error" and told["retryable"]
    assert lab.get("/api/workers/worker1/experiment").get_json()["experiment"] == NAME
    assert lab.get("/api/experiments/assignment_count").get_json() == [{"experiment": NAME, "worker_count": 1}]
    lab.put("/api/experiments/next/workers", json={"pioreactor_unit": "worker1"})
    assert [row["pioreactor_unit"] for row in lab.get("/api/experiments/next/workers").get_json()] == ["worker1"]
    assert lab.get(url("/historical_worker_assignments")).get_json() == [
        {"pioreactor_unit": "worker1", "experiment": NAME, "is_currently_assigned_to_experiment": False}
    ]
    assert lab.delete(url("/workers/worker1")).status_code == 404
    assert lab.delete("/api/experiments/next/workers/worker1").status_code == 200
    assert [a.experiment for a in published] == [NAME, "next", None]
    assert published[0].assigned_at is not None and published[2].assigned_at is None
    assert lab.get("/api/workers/assignments").get_json() == [
        {"pioreactor_unit": unit, "experiment": None, "is_active": 1} for unit in ("worker1", "worker2")
    ]


def test_ending_an_experiment_releases_all_its_units(lab: FlaskClient, published: list[Assignment]) -> None:
    for worker in ("worker1", "worker2"):
        lab.put(url("/workers"), json={"pioreactor_unit": worker})
    told = wait_for_task(lab, lab.delete(url("/workers")))
    assert set(told["result"]) == {"worker1", "worker2"}
    assert lab.get(url("/workers")).get_json() == []
    lab.put(url("/workers"), json={"pioreactor_unit": "worker1"})
    assert lab.delete("/api/workers/assignments").status_code == 202
    assert lab.get(url("/workers")).get_json() == []


def test_unknown_names_are_told(lab: FlaskClient) -> None:
    assert lab.put(url("/workers"), json={"pioreactor_unit": "none"}).status_code == 404
    assert lab.put("/api/experiments/none/workers", json={"pioreactor_unit": "worker1"}).status_code == 404
    assert lab.put("/api/workers", json={"pioreactor_unit": "10.0.0.1"}).status_code == 400
    assert lab.put("/api/workers/none/is_active", json={"is_active": 1}).status_code == 404
    assert lab.put("/api/workers/worker1/is_active", json={"is_active": 2}).status_code == 400


def test_labels(lab: FlaskClient) -> None:
    path = url("/unit_labels")
    assert lab.put(path, json={"unit": "worker1", "label": "left"}).status_code == 201
    assert lab.patch(path, json={"unit": "worker2", "label": "left"}).status_code == 409
    assert lab.get("/api/experiments/current/unit_labels").get_json() == {"worker1": "left"}
    assert lab.patch(path, json={"unit": "worker1", "label": ""}).status_code == 201
    assert lab.get(path).get_json() == {}


def test_models(lab: FlaskClient) -> None:
    models = lab.get("/api/models").get_json()["models"]
    assert {"model_name", "display_name", "reactor_max_fill_volume_ml", "is_legacy", "is_contrib"} <= set(models[0])
    assert lab.get("/api/workers/worker1/model").get_json()["reactor_capacity_ml"] == 20
    assert lab.put("/api/workers/worker1/model", json={"model_name": "x", "model_version": "1"}).status_code == 400
    body = {"model_name": "pioreactor_40ml", "model_version": "1.5"}
    assert lab.put("/api/workers/worker1/model", json=body).status_code == 200
    assert lab.get("/api/workers/worker1").get_json()["model_name"] == "pioreactor_40ml"


def test_registering_again_keeps_the_experiment(lab: FlaskClient) -> None:
    lab.put(url("/workers"), json={"pioreactor_unit": "worker1"})
    lab.put("/api/workers", json={"pioreactor_unit": "worker1"})
    assert lab.get("/api/workers/worker1/experiment").get_json()["experiment"] == NAME
    addresses = {row["pioreactor_unit"]: row["ipv4_address"] for row in lab.get("/api/workers").get_json()}
    assert addresses == {"worker1": "127.0.0.1", "worker2": None}
    assert lab.delete("/api/workers/worker1").status_code == 202
    assert lab.get("/api/units").get_json() == [{"pioreactor_unit": "leader1"}, {"pioreactor_unit": "worker2"}]


def test_the_overview_has_a_place_for_every_unit(lab: FlaskClient) -> None:
    lab.put(url("/workers"), json={"pioreactor_unit": "worker1"})
    lab.put(url("/unit_labels"), json={"unit": "worker1", "label": "left"})
    shown = lab.get("/api/overview").get_json()
    assert shown["experiment"]["experiment"] == NAME
    (unit,) = shown["units"]
    assert unit["pioreactor_unit"] == "worker1" and unit["label"] == "left" and unit["color_slot"] == 1
    assert unit["jobs"] is None, "a unit that does not answer is told from one without jobs"
    assert set(unit["latest"].values()) == {None}
    assert (unit["alarms"], unit["outputs"], unit["vial"], unit["restart"]) == (None, None, None, None)


def test_the_overview_before_the_first_experiment(leader: FlaskClient) -> None:
    assert leader.get("/api/overview").get_json() == {"experiment": None, "experiments": [], "units": [], "logs": []}


def test_a_broken_credentials_file_is_told_without_its_content(data_root: Path) -> None:
    from pioreactor.exc import StorageError
    from pioreactor.web.app import create_app

    (data_root / "credentials.json").write_text('{"api_token": "secret-word", ')
    with pytest.raises(StorageError) as told:
        create_app()
    assert "secret-word" not in str(told.value)


def test_what_was_recorded_is_told_before_a_deletion(lab: FlaskClient) -> None:
    told = lab.get(url("/contents")).get_json()
    assert told["contents"] == {"series": 0, "first_at": None, "last_at": None, "log_lines": 0}
    assert told["kept_days"] == 14.0
    with closing(database.connect()) as connection:
        for at in ("2026-11-22T05:31:17.140Z", "2026-11-22T06:31:17.140Z"):
            connection.execute(
                "INSERT INTO growth_rates (experiment, pioreactor_unit, timestamp, rate) VALUES (?, 'worker1', ?, 0.3)",
                (NAME, at),
            )
        connection.commit()
    found = lab.get(url("/contents")).get_json()["contents"]
    assert (found["series"], found["first_at"][:16], found["last_at"][:16]) == (
        1,
        "2026-11-22T05:31",
        "2026-11-22T06:31",
    )
    assert lab.get("/api/experiments/none/contents").status_code == 404
