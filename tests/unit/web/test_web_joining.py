"""Units that join and leave, as the page asks for them, on a leader that no roles have set up."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from pioreactor.cluster.joining import asking
from pioreactor.cluster.joining.asking import Secrets
from pioreactor.cluster.joining.records import DESK, Join, stages_of
from pioreactor.storage.paths import run_dir


def test_a_leader_that_cannot_add_units_says_why_and_begins_nothing(leader: FlaskClient) -> None:
    told = leader.get("/api/joining").json
    assert told is not None and told["run"] is None and "roles have not set up this leader" in told["why_not"]
    for path, body in {
        "/api/joining/add": {"unit": "worker7"},
        "/api/joining/remove": {"unit": "worker7"},
        "/api/workers/setup": {"name": "worker7", "model": "pioreactor_20ml", "version": "1.5"},
    }.items():
        reply = leader.post(path, json=body)
        assert reply.status_code == 409 and told["why_not"] in reply.get_data(as_text=True), path
    assert leader.post("/api/joining/stop").status_code == 409
    assert leader.get("/api/joining/runs").json == [] and not DESK.request().exists()


@pytest.mark.parametrize("name", ["20261129T100000Z-0000", "..%2F..%2Fcredentials"])
def test_an_unknown_run_is_not_found(leader: FlaskClient, name: str) -> None:
    assert leader.get(f"/api/joining/runs/{name}").status_code == 404


def test_a_run_is_told_with_its_stages(leader: FlaskClient) -> None:
    run = Join(run_id="20261129T100000Z-0000", kind="add", unit="worker7", outcome="succeeded", stages=stages_of("add"))
    DESK.save(run)
    told = leader.get(f"/api/joining/runs/{run.run_id}").json
    assert told is not None and len(told["stages"]) == 11
    assert told["stages"][0] | {"state": ""} == {
        "name": "find", "title": "Find on the network", "limit_s": 10.0, "state": "", "began_at": "", "took_s": None,
        "text": "",
    }  # fmt: skip
    assert [line["unit"] for line in leader.get("/api/joining/runs").json or []] == ["worker7"]


@pytest.mark.parametrize(
    "field", [{"host_key": "MD5:aa"}, {"address": "a b"}, {"user": "-oProxyCommand"}, {"port": 0}, {"sudo": "yes"}]
)
def test_what_cannot_be_meant_is_refused(leader: FlaskClient, field: dict[str, object]) -> None:
    assert leader.post("/api/joining/add", json={"unit": "worker7"} | field).status_code == 400


@pytest.mark.usefixtures("data_root")
@pytest.mark.parametrize(
    ("join", "secrets", "why"),
    [
        (Join(run_id="", kind="add", unit="worker7.local"), Secrets(), "Give the name alone: worker7"),
        (Join(run_id="", kind="add", unit="leader1"), Secrets(), "is the leader itself"),
        (Join(run_id="", kind="add", unit="10.0.0.7"), Secrets(), "is not a unit name"),
        (Join(run_id="", kind="add", unit="worker7", model_name="x"), Secrets(), "go together"),
        (
            Join(run_id="", kind="add", unit="worker7"),
            Secrets(password="raspberry"),
            "default password is not supported",
        ),
    ],
)
def test_an_impossible_wish_leaves_nothing_behind(join: Join, secrets: Secrets, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        asking.ask_to_add(join, secrets)
    assert not DESK.folder().exists() and not (run_dir() / "joining").exists()


def test_a_secret_never_shows_itself() -> None:
    assert "hunter2" not in repr(Secrets(password="hunter2")) + str(Secrets(claim_code="hunter2"))
