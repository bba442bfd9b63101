"""Alarms over HTTP: of this unit, of all units, and those that are over."""

from __future__ import annotations

from contextlib import closing
from urllib.parse import quote

from flask.testing import FlaskClient

from pioreactor.runtime import alarms
from pioreactor.storage import database
from pioreactor.storage.database.alarm_history import STORE


def _raise(code: str, *, needs_reset: bool = False) -> None:
    alarms.raise_alarm(
        code, severity="alarm", title="It is hot.", text="71 °C.", needs_reset=needs_reset, experiment="e"
    )


def test_open_alarms_of_a_unit_and_of_all(leader: FlaskClient) -> None:
    _raise("heater.stuck_on", needs_reset=True)
    (alarm,) = leader.get("/unit_api/alarms").get_json()
    assert alarm["code"] == "heater.stuck_on" and alarm["state"] == "new" and alarm["needs_reset"]
    # Nobody listens on the worker's port: it is told apart from a unit without alarms.
    leader.put("/api/workers", json={"pioreactor_unit": "worker1"})
    told = leader.get("/api/alarms").get_json()
    assert "worker1" not in told["alarms"] and told["errors"]["worker1"]["error"]["kind"] == "connection_error"
    assert leader.get("/api/units/worker1/alarms").status_code == 502
    assert leader.get("/api/units/nobody/alarms").status_code == 400


def test_an_alarm_is_seen_by_a_person(leader: FlaskClient) -> None:
    _raise("volume.full")
    path = "/unit_api/alarms/volume.full/acknowledge"
    for nobody in ({}, {"by": ""}, {"by": "  "}, {"by": "a\nb"}, {"by": "mira", "x": 1}):
        assert leader.post(path, json=nobody).status_code == 400, nobody
    answer = leader.post(path, json={"by": " mira "}).get_json()
    assert answer["alarm"]["state"] == "acknowledged" and answer["alarm"]["acknowledged_by"] == "mira"
    alarms.end_alarm("volume.full")
    assert leader.get("/unit_api/alarms").get_json() == []
    gone = leader.post(path, json={"by": "mira"})
    assert gone.status_code == 404 and gone.get_json()["remediation"]


def test_one_that_is_over_disappears_when_it_is_seen(leader: FlaskClient) -> None:
    _raise("volume.full")
    alarms.end_alarm("volume.full")
    assert leader.get("/unit_api/alarms").get_json()[0]["state"] == "returned"
    answer = leader.post("/unit_api/alarms/volume.full/acknowledge", json={"by": "mira"})
    assert answer.get_json() == {"alarm": None, "status": "success"}


def test_only_a_latch_can_be_reset(leader: FlaskClient) -> None:
    _raise("volume.full")
    _raise("heater.no_heat", needs_reset=True)
    refused = leader.post("/unit_api/alarms/volume.full/reset", json={"by": "mira"})
    assert refused.status_code == 409 and "latch" in refused.get_json()["error"]
    answer = leader.post("/unit_api/alarms/heater.no_heat/reset", json={"by": "mira"}).get_json()
    assert answer["alarm"]["reset_requested"] and answer["alarm"]["acknowledged_by"] == "mira"
    assert alarms.is_reset_requested("heater.no_heat")
    assert leader.post("/unit_api/alarms/not.there/reset", json={"by": "mira"}).status_code == 404


def test_history(leader: FlaskClient) -> None:
    leader.post("/api/experiments", json={"experiment": "a b"})
    with closing(database.connect()) as conn:
        for number, experiment in enumerate(("a b", "a b", "")):
            t_us = (number + 1) * 1_000_000
            row = ("worker1", experiment, "volume.full", t_us, "new", t_us, t_us, None, "alarm", "t", "x", "r", "s", "")
            conn.execute(STORE, row)
    every = leader.get("/api/alarms/history").get_json()
    assert [alarm["raised_at"][17:19] for alarm in every] == ["03", "02", "01"]
    assert every[0]["steps"] == [{"state": "new", "at": "1970-01-01T00:00:03.000Z", "by": None}]
    path = f"/api/experiments/{quote('a b')}/alarms"
    assert len(leader.get(path).get_json()) == 2 and len(leader.get(path + "?limit=1&skip=1").get_json()) == 1
    assert leader.get(path + "?unit=worker2").get_json() == []
    assert leader.get("/api/experiments/nothing/alarms").status_code == 404
    assert leader.get(path + "?limit=0").status_code == 400
