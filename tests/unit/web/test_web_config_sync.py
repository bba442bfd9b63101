"""Saving the shared file on a leader whose only worker is away, and what a leader refuses to send."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pioreactor.config.files import HIDDEN
from tests.unit.web.web_bench import with_token


@pytest.fixture
def leader_of_one(leader: FlaskClient) -> FlaskClient:
    """A leader with a worker whose web server does not answer."""
    assert leader.put("/api/workers", json={"pioreactor_unit": "worker1"}).status_code == 201
    return leader


def saved(leader: FlaskClient, data_root: Path, old: str, new: str, **more: object) -> tuple[int, dict]:
    code = (data_root / "config.ini").read_text().replace(old, new)
    reply = leader.patch("/api/config/shared", json={"code": code, **more})
    return reply.status_code, reply.get_json()


def test_saving_succeeds_though_a_unit_is_away_and_says_so(leader_of_one: FlaskClient, data_root: Path) -> None:
    status, told = saved(leader_of_one, data_root, "9123", "9124")
    assert status == 200 and told["status"] == "success" and told["will_catch_up"] == ["worker1"]
    assert told["units"]["worker1"]["error"]["kind"] == "connection_error"
    assert "9124" in (data_root / "config.ini").read_text()
    state = leader_of_one.get("/api/config/sync").get_json()
    assert state["version"] == told["version"] == 2  # the file of before is version 1
    assert [(unit["unit"], unit["state"]) for unit in state["units"]] == [
        ("leader1", "current"),
        ("worker1", "unreachable"),
    ]
    texts = [row["data"] for row in leader_of_one.get("/api/config/shared/history").get_json()]
    assert "9124" in texts[0] and "9123" in texts[1]


def test_a_text_made_from_an_older_version_is_refused(leader: FlaskClient, data_root: Path) -> None:
    assert saved(leader, data_root, "9123", "9124", replaces=1)[0] == 200
    status, told = saved(leader, data_root, "9124", "9125", replaces=1)
    assert status == 409 and "version 2 by now" in told["error"]
    assert "9124" in (data_root / "config.ini").read_text()
    assert saved(leader, data_root, "9124", "9125", replaces=2)[0] == 200


def test_of_several_who_save_at_once_one_is_heard_and_the_others_are_told(
    leader: FlaskClient, make_app: Callable[[], Flask], data_root: Path
) -> None:
    app, code = make_app(), (data_root / "config.ini").read_text()
    assert leader.get("/api/config/sync").get_json()["version"] == 1

    def save(number: int) -> int:
        body = {"code": code.replace("9123", str(9200 + number)), "replaces": 1}
        return with_token(app).patch("/api/config/shared", json=body).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(save, range(6))) == [200, 409, 409, 409, 409, 409]
    assert leader.get("/api/config/sync").get_json()["version"] == 2


def test_a_preview_shows_the_difference_and_changes_nothing(leader: FlaskClient, data_root: Path) -> None:
    before = (data_root / "config.ini").read_text()
    code = leader.get("/api/config/shared").get_data(as_text=True).replace("9123", "9124")
    told = leader.post("/api/config/shared/preview", json={"code": code}).get_json()
    assert "-broker_ws_port=9123" in told["diff"] and "+broker_ws_port=9124" in told["diff"]
    assert "hunter2" not in told["diff"] and HIDDEN in told["diff"]
    secret = leader.post("/api/config/shared/preview", json={"code": before.replace("hunter2", "hunter3")}).get_json()
    assert secret == {"diff": "", "note": "Only hidden values change."}
    wrong = leader.post("/api/config/shared/preview", json={"code": before.replace("broker_ws_port", "broker_wsport")})
    assert wrong.status_code == 400 and "broker_ws_port" in wrong.get_json()["error"]
    assert (data_root / "config.ini").read_text() == before
    assert leader.get("/api/config/shared/history").get_json() == []


def test_what_an_editor_did_to_the_leaders_file_is_a_version_too(leader: FlaskClient, data_root: Path) -> None:
    path = data_root / "config.ini"
    assert leader.get("/api/config/sync").get_json()["version"] == 1
    path.write_text(path.read_text().replace("9123", "9124"))
    assert leader.get("/api/config/sync").get_json()["version"] == 2
    assert leader.get("/api/config/sync").get_json()["version"] == 2


def test_a_changed_password_is_a_version_though_nobody_sees_it(leader: FlaskClient, data_root: Path) -> None:
    assert leader.get("/api/config/sync").get_json()["version"] == 1
    assert saved(leader, data_root, "hunter2", "hunter3")[1]["version"] == 2
    assert "hunter" not in leader.get("/api/config/shared/history").get_data(as_text=True)


def test_a_file_that_no_unit_could_use_is_never_sent(leader_of_one: FlaskClient, data_root: Path) -> None:
    path = data_root / "config.ini"
    path.write_text(path.read_text() + "[stirring.config]\ninitial_target_rmp=400\n")
    told = leader_of_one.get("/api/config/sync")
    assert told.status_code == 400 and "initial_target_rpm" in told.get_json()["error"]
    # It can be mended over HTTP, and the broken text is kept.
    assert saved(leader_of_one, data_root, "_rmp", "_rpm")[0] == 200
    texts = [row["data"] for row in leader_of_one.get("/api/config/shared/history").get_json()]
    assert "_rpm" in texts[0] and "_rmp" in texts[1]


def test_the_leader_has_no_copy_that_could_be_replaced(leader: FlaskClient, data_root: Path) -> None:
    before = (data_root / "config.ini").read_text()
    reply = leader.patch("/unit_api/config/shared", json={"code": before + "# mine\n"})
    assert reply.status_code == 409 and "/api/config/shared" in reply.get_json()["remediation"]
    assert (data_root / "config.ini").read_text() == before


def test_an_unknown_unit_is_refused(leader: FlaskClient) -> None:
    assert leader.post("/api/config/units/worker9/sync").status_code == 400
    assert leader.get("/api/config/units/worker9/diff").status_code == 400


def test_what_is_wrong_is_told_with_its_line_and_nothing_is_saved(leader: FlaskClient, data_root: Path) -> None:
    before = (data_root / "config.ini").read_text()
    code = before + "[stirring.config]\ninitial_target_rmp = 300\n"
    for path in ("check", "preview"):
        [fault] = leader.post(f"/api/config/{path}", json={"code": code, "unit": None}).get_json()["faults"]
        assert fault["line"] == len(code.splitlines()) and "'initial_target_rpm'" in fault["text"]
    refused = leader.patch("/api/config/shared", json={"code": code})
    assert refused.status_code == 400 and f"line {len(code.splitlines())}" in refused.get_json()["error"]
    assert (data_root / "config.ini").read_text() == before


def test_a_preview_tells_each_unit_s_changes_and_hides_secrets(leader_of_one: FlaskClient, data_root: Path) -> None:
    before = leader_of_one.get("/api/config/shared").get_data(as_text=True)
    code = before.replace("9123", "9124").replace(f"password={HIDDEN}", "password=new-and-long")
    told = leader_of_one.post("/api/config/preview", json={"code": code}).get_json()
    assert told["faults"] == [] and "+broker_ws_port=9124" in told["diff"]
    assert "new-and-long" not in str(told)
    (lead, away) = told["units"]
    changes = [(change["key"], change["before"], change["after"]) for change in away["changes"]]
    assert changes == [("broker_ws_port", "9123", "9124"), ("password", HIDDEN, HIDDEN)]
    assert lead["unit"] == "leader1" and "worker1" in away["error"]
    assert (data_root / "config.ini").read_text().count("9123") == 1
    nobody = leader_of_one.post("/api/config/preview", json={"code": "", "unit": "nobody"})
    assert nobody.status_code == 400
