"""What requests leave in the audit trail."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from pioreactor.storage.paths import database_path
from tests.unit.web.web_bench import PASSWORD, TOKEN, signed_in


@pytest.fixture
def app(make_app: Callable[[], Flask]) -> Flask:
    return make_app()


def trail(app: Flask, **query: Any) -> list[dict[str, Any]]:
    client = app.test_client()
    reply = client.get("/api/audit", query_string=query, headers={"Authorization": f"Bearer {TOKEN}"})
    found: list[dict[str, Any]] = reply.get_json()
    return found


def test_a_change_is_written_down_with_who_what_and_outcome(app: Flask) -> None:
    operator = signed_in(app, "operator")
    operator.post("/api/experiments", json={"experiment": "Batch 7"}, headers={"Pioreactor-Reason": "second run"})
    newest = trail(app)[0]
    assert (newest["actor"], newest["role"], newest["source"]) == ("operator1", "operator", "127.0.0.1")
    assert (newest["action"], newest["object"]) == ("Create an experiment", "POST /api/experiments")
    assert newest["outcome"] == "201 CREATED" and newest["reason"] == "second run"
    assert '"experiment":"Batch 7"' in newest["new"]


def test_reading_leaves_nothing_and_a_refused_change_does(app: Flask) -> None:
    viewer = signed_in(app, "viewer")
    before = len(trail(app))
    viewer.get("/api/experiments")
    viewer.post("/api/units/worker1/dose/preview", json={"pump": "media", "ml": 1})
    assert len(trail(app)) == before
    viewer.post("/api/experiments", json={"experiment": "a"})
    viewer.post("/api/experiments", data=b"{broken")
    assert [row["outcome"] for row in trail(app)[:2]] == ["403 FORBIDDEN", "403 FORBIDDEN"]


def test_strangers_cannot_fill_it_but_wrong_passwords_stand_in_it(app: Flask) -> None:
    signed_in(app)
    before = len(trail(app))
    app.test_client().post("/api/experiments", json={"experiment": "a"})
    app.test_client().post("/api/experiments", json={}, headers={"Authorization": "Bearer wrong"})
    assert len(trail(app)) == before
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    client.post("/api/sign_in", json={"username": "admin1", "password": "wrong-one"})
    client.post("/api/sign_in", json={"username": "my-password-in-the-wrong-field", "password": "x"})
    rows = trail(app)[:2]
    assert [(row["actor"], row["outcome"]) for row in rows] == [
        ("somebody", "401 UNAUTHORIZED"),
        ("admin1", "401 UNAUTHORIZED"),
    ]
    assert "wrong-field" not in str(trail(app))


def test_old_and_new_of_a_role_and_of_a_configuration_file(app: Flask) -> None:
    admin = signed_in(app)
    signed_in(app, "viewer")
    admin.patch("/api/users/viewer1", json={"role": "operator", "reason": "joins the bench"})
    row = trail(app)[0]
    assert (row["object"], row["old"], row["new"], row["reason"]) == (
        "user viewer1", "viewer", "operator", "joins the bench",
    )  # fmt: skip
    text = admin.get("/api/config/shared").get_data(as_text=True)
    changed = text.replace("broker_ws_port=9123", "broker_ws_port=9124").replace("********", "new-broker-password")
    assert admin.patch("/api/config/shared", json={"code": changed}).status_code == 200
    row = trail(app)[0]
    assert (row["old"].strip(), row["new"].strip()) == ("broker_ws_port=9123", "broker_ws_port=9124")


def test_no_secret_is_ever_in_it(app: Flask) -> None:
    admin = signed_in(app)
    secrets = ["swims-in-broth-1", "swims-in-broth-2", "typed-into-config", "told-to-a-plugin"]
    admin.post("/api/users", json={"username": "theo", "role": "viewer", "password": secrets[0]})
    admin.put("/api/users/theo/password", json={"password": secrets[1]})
    admin.patch("/api/config/shared", json={"code": f"[mqtt\npassword={secrets[2]}"})
    admin.post("/api/experiments", json={"experiment": "a", "mqtt_password": secrets[3]})
    secrets.append(admin.post("/api/tokens", json={"name": "script"}).get_json()["token"])
    secrets.append(admin.post("/api/users/theo/sign_in_link", json={}).get_json()["path"].partition("=")[2])
    written = str(trail(app, limit=1000))
    assert "Set a password" in written and "Replace the shared file" in written
    for secret in [*secrets, PASSWORD, TOKEN, "hunter2"]:
        assert secret not in written


def test_a_script_and_a_unit_are_named(app: Flask) -> None:
    token = signed_in(app, "operator").post("/api/tokens", json={"name": "night watch"}).get_json()["token"]
    client = app.test_client()
    client.post("/api/experiments", json={"experiment": "a"}, headers={"Authorization": f"Bearer {token}"})
    assert trail(app)[0]["actor"] == "operator1 (night watch)"
    unit = {"Authorization": f"Bearer {TOKEN}", "Pioreactor-Actor": "pi@leader1"}
    client.post("/api/experiments", json={"experiment": "b"}, headers=unit)
    assert (trail(app)[0]["actor"], trail(app)[0]["role"]) == ("pi@leader1", "unit")
    forged = {"Authorization": f"Bearer {token}", "Pioreactor-Actor": "admin1"}
    client.post("/api/experiments", json={"experiment": "c"}, headers=forged)
    assert trail(app)[0]["actor"] == "operator1 (night watch)"


def test_it_is_searched_and_proved_whole_over_http(app: Flask) -> None:
    admin, operator = signed_in(app), signed_in(app, "operator")
    operator.post("/api/experiments", json={"experiment": "100% broth"})
    operator.post("/api/experiments", json={"experiment": "other"})
    assert [row["new"] for row in trail(app, text="100%")] == ['{"experiment":"100% broth"}']
    assert {row["actor"] for row in trail(app, actor="operator1")} == {"operator1"}
    assert len(trail(app, limit=1, skip=1)) == 1
    told = admin.get("/api/audit/verification").get_json()
    assert told["is_whole"] and told["events"] == len(trail(app, limit=1000))


def test_a_change_happens_and_is_logged_when_the_trail_cannot_be_written(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    admin = signed_in(app)
    conn = sqlite3.connect(database_path())
    conn.execute("DROP TABLE audit_events")
    conn.commit()
    conn.close()
    assert admin.post("/api/experiments", json={"experiment": "a"}).status_code == 201
    assert "audit trail cannot be written" in caplog.text and "admin1" in caplog.text
