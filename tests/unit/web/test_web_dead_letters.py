"""Dead letters over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pioreactor.storage import database
from pioreactor.storage.database.dead_letters import add_dead_letter
from tests.unit.web.web_bench import signed_in, wait_for_task

FRACTION = "pioreactor/u/exp/bioreactor/alt_media_fraction"


@pytest.fixture
def leader(make_app: Callable[[], Flask]) -> FlaskClient:
    client = signed_in(make_app(), "admin")
    with closing(database.connect()) as conn:
        add_dead_letter(conn, 1_795_000_000_000_000, FRACTION, b"0.5", "a version that did not know the topic")
        add_dead_letter(conn, 1_795_000_001_000_000, "pioreactor/u/exp/unheard/of", b"\xff", "no table")
    return client


def test_they_are_listed_and_shown_as_they_came(leader: FlaskClient) -> None:
    told = leader.get("/api/dead_letters").get_json()
    assert told["count"] == 2
    assert [x["topic"].split("/", 3)[3] for x in told["dead_letters"]] == [
        "unheard/of",
        "bioreactor/alt_media_fraction",
    ]
    narrowed = leader.get("/api/dead_letters?text=did+not+know&limit=1").get_json()
    [letter] = narrowed["dead_letters"]
    assert narrowed["count"] == 1 and letter["payload"] == "0.5"
    assert leader.get(f"/api/dead_letters/{letter['id']}").get_json() == letter
    assert leader.get("/api/dead_letters/77").status_code == 404


def test_a_replay_stores_what_is_understood_and_keeps_the_rest(leader: FlaskClient) -> None:
    told = wait_for_task(leader, leader.post("/api/dead_letters/replay", json={"all": True}))["result"]
    assert told["stored"] == 1 and [x["topic"] for x in told["refused"]] == ["pioreactor/u/exp/unheard/of"]
    assert leader.get("/api/dead_letters").get_json()["count"] == 1
    with closing(database.connect(readonly=True)) as conn:
        assert conn.execute("SELECT alt_media_fraction FROM alt_media_fractions").fetchall() == [(0.5,)]
    audited = leader.get("/api/audit").get_json()[0]
    assert audited["action"] == "Store messages that were not understood"


@pytest.mark.parametrize(
    "body", [{}, {"all": True, "ids": [1]}, {"ids": None}, {"text": ""}, {"ids": [-1]}, {"what": 1}]
)
@pytest.mark.parametrize("what", ["replay", "forget"])
def test_nothing_happens_when_it_is_not_clear_which_are_meant(leader: FlaskClient, what: str, body: object) -> None:
    assert leader.post(f"/api/dead_letters/{what}", json=body).status_code == 400
    assert leader.get("/api/dead_letters").get_json()["count"] == 2


def test_unknown_numbers_are_refused_at_once(leader: FlaskClient) -> None:
    for what in ("replay", "forget"):
        assert leader.post(f"/api/dead_letters/{what}", json={"ids": [1, 99]}).status_code == 404
    assert leader.get("/api/dead_letters").get_json()["count"] == 2


def test_an_admin_forgets_for_good(leader: FlaskClient) -> None:
    assert leader.post("/api/dead_letters/forget", json={"text": "no table"}).get_json()["deleted"] == 1
    assert leader.get("/api/dead_letters").get_json()["count"] == 1


def test_an_operator_stores_but_does_not_delete(make_app: Callable[[], Flask]) -> None:
    operator = signed_in(make_app(), "operator")
    assert operator.post("/api/dead_letters/forget", json={"all": True}).status_code == 403
    assert operator.post("/api/dead_letters/replay", json={"all": True}).status_code == 202
