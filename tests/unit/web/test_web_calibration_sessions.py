"""Calibration sessions over HTTP, up to where hardware is needed."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from pioreactor.calibrations.sessions import store
from pioreactor.storage.caches import local_persistent_storage

SESSIONS = "/unit_api/calibrations/sessions"
MEDIA = {"target_device": "media_pump", "protocol_name": "duration_based"}


@pytest.fixture
def unit(leader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A unit whose HAT is known, with pumps by the default configuration."""
    monkeypatch.setenv("HARDWARE", "1.2")
    return leader


def begin(unit: FlaskClient, **body: str) -> dict[str, Any]:
    reply = unit.post(SESSIONS, json={**MEDIA, **body})
    assert reply.status_code == 201, reply.get_data(as_text=True)
    found: dict[str, Any] = reply.get_json()
    return found


def test_a_session_is_started_answered_and_resumed(unit: FlaskClient) -> None:
    told = begin(unit)
    session, step = told["session"], told["step"]
    assert (session["status"], session["step_id"], session["target_device"]) == ("in_progress", "intro", "media_pump")
    assert (step["step_type"], step["fields"]) == ("info", [])
    path = f"{SESSIONS}/{session['session_id']}"
    assert unit.get(path).get_json() == told
    for _ in range(3):
        told = unit.post(f"{path}/inputs", json={"inputs": {}}).get_json()
    assert told["step"]["step_id"] == "name"
    field = told["step"]["fields"][0]
    assert field["name"] == "calibration_name" and field["default"].startswith("media_pump-")
    told = unit.post(f"{path}/inputs", json={"inputs": {"calibration_name": "monday"}}).get_json()
    assert told["session"]["data"] == {"calibration_name": "monday"}
    assert unit.get(path).get_json() == told, "another browser sees the same"


def test_a_bad_answer_leaves_the_session_as_it_was(unit: FlaskClient) -> None:
    session_id = begin(unit)["session"]["session_id"]
    path = f"{SESSIONS}/{session_id}"
    for inputs in ({}, {}, {}, {}, {"target_volumes_ml": [1, 2.5]}):
        assert unit.post(f"{path}/inputs", json={"inputs": inputs}).status_code == 200
    before = unit.get(path).get_json()
    for inputs, words in (
        ({"hz": 0}, "0.1 or more"),
        ({"hz": "fast"}, "must be a number"),
        ({"volts": 3}, "does not ask for volts"),
    ):
        refused = unit.post(f"{path}/inputs", json={"inputs": inputs})
        assert refused.status_code == 400 and words in refused.get_json()["error"]
    assert unit.post(f"{path}/inputs", json={"inputs": []}).status_code == 400
    assert unit.get(path).get_json() == before


def test_an_aborted_session_takes_no_more_answers(unit: FlaskClient) -> None:
    path = f"{SESSIONS}/{begin(unit)['session']['session_id']}"
    for _ in range(2):
        told = unit.post(f"{path}/abort").get_json()
        assert told["session"]["status"] == "aborted" and told["step"]["title"] == "The session is aborted"
    refused = unit.post(f"{path}/inputs", json={"inputs": {}})
    assert refused.status_code == 409 and "aborted" in refused.get_json()["error"]


def test_what_there_is_not(unit: FlaskClient) -> None:
    assert unit.get(f"{SESSIONS}/never").status_code == 404
    assert unit.post(f"{SESSIONS}/never/inputs", json={"inputs": {}}).status_code == 404
    assert unit.post(f"{SESSIONS}/never/abort").status_code == 404
    for body, words in (({"target_device": "petrol_pump"}, "Devices are"), ({"protocol_name": "guess"}, "It has")):
        refused = unit.post(SESSIONS, json={**MEDIA, **body})
        assert refused.status_code == 404 and words in refused.get_json()["error"]


def test_a_step_that_the_software_no_longer_has_ends_the_session(unit: FlaskClient) -> None:
    from msgspec.structs import replace

    session_id = begin(unit)["session"]["session_id"]
    store.change(session_id, lambda session: replace(session, step_id="of_old"))
    told = unit.get(f"{SESSIONS}/{session_id}").get_json()
    assert told["session"]["status"] == "failed" and "of_old" in told["session"]["error"]


def test_one_that_cannot_be_read_is_in_nobodys_way(unit: FlaskClient) -> None:
    with local_persistent_storage(store.TABLE) as cache:
        cache.set("torn", '{"session_id": "to')
    assert unit.get(f"{SESSIONS}/torn").status_code == 404
    assert begin(unit)["session"]["status"] == "in_progress"


def test_old_sessions_are_forgotten(unit: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "KEPT", 2)
    first, *others = (begin(unit)["session"]["session_id"] for _ in range(3))
    assert unit.get(f"{SESSIONS}/{first}").status_code == 404
    assert all(unit.get(f"{SESSIONS}/{each}").status_code == 200 for each in others)


def test_the_protocols(unit: FlaskClient) -> None:
    rows = unit.get("/unit_api/calibration_protocols").get_json()
    assert {(row["target_device"], row["protocol_name"]) for row in rows} >= {
        ("media_pump", "duration_based"),
        ("stirring", "dc_based"),
        ("od", "standards"),
        ("od90", "standards"),
    }
    assert all(row["id"] and row["title"] and row["description"] and row["requirements"] for row in rows)


def test_the_leader_passes_on_to_one_worker(unit: FlaskClient) -> None:
    """Nobody listens on the port of the worker here."""
    unit.put("/api/workers", json={"pioreactor_unit": "worker1"})
    path = "/api/workers/worker1/calibrations/sessions"
    refused = unit.post(path, json=MEDIA)
    assert refused.status_code == 502 and "worker1" in refused.get_json()["error"]
    assert unit.post(path.replace("worker1", "$broadcast"), json=MEDIA).status_code == 400
    assert unit.post(path.replace("worker1", "nobody"), json=MEDIA).status_code == 400


def test_sessions_that_are_not_over_are_found_again(unit: FlaskClient) -> None:
    first, second, third = (begin(unit)["session"]["session_id"] for _ in range(3))
    unit.post(f"{SESSIONS}/{second}/abort")
    unit.post(f"{SESSIONS}/{first}/inputs", json={"inputs": {}})
    rows = unit.get(SESSIONS).get_json()
    assert [row["session_id"] for row in rows] == [first, third]
    assert rows[0]["title"] == "What you need" and rows[0]["protocol_title"] == "Pump, by duration"
    assert not rows[0]["is_working"] and rows[0]["target_device"] == "media_pump"


def test_a_session_says_its_stages_and_stopping_nothing_changes_nothing(unit: FlaskClient) -> None:
    told = begin(unit)
    assert [stage["title"] for stage in told["stages"]][::5] == ["Prepare", "Result"]
    steps = [step for stage in told["stages"] for step in stage["steps"]]
    assert len(steps) == len(set(steps)) and told["step"]["step_id"] in steps
    assert unit.post(f"{SESSIONS}/{told['session']['session_id']}/stop").get_json() == told


@pytest.mark.parametrize(
    ("device", "name"), [("media_pump", "duration_based"), ("stirring", "dc_based"), ("od90", "standards")]
)
def test_every_step_belongs_to_a_stage(device: str, name: str) -> None:
    from pioreactor.calibrations.protocols import find_protocol

    protocol = find_protocol(device, name)
    assert sorted(step for stage in protocol.stages for step in stage.steps) == sorted(protocol.steps)


def test_work_is_told_of_while_it_lasts_and_a_failure_until_the_next_answer() -> None:
    from pioreactor.calibrations.sessions.errors import InputError, WorkError
    from pioreactor.web.unit import calibration_work

    with pytest.raises(WorkError), calibration_work.begun("s1") as work:
        work.take(0.5, (20.0, 310.0))
        now = calibration_work.now("s1")
        assert now is not None and (now.share, now.points) == (0.5, [(20.0, 310.0)])
        assert work.is_wanted()
        calibration_work.stop("s1")
        assert not work.is_wanted()
        raise WorkError("The stirrer stands still.")
    assert calibration_work.now("s1") is None and calibration_work.refusal("s1") == "The stirrer stands still."
    with pytest.raises(InputError), calibration_work.begun("s1"):
        raise InputError("no number")
    assert calibration_work.refusal("s1") is None
