"""What units may do with their own tokens, and how a new token takes over from an old one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from pioreactor import clock
from pioreactor.config import forget_config
from pioreactor.pubsub.tokens import tokens_for
from pioreactor.storage import credentials, unit_state
from pioreactor.storage.credentials import Credentials
from tests.unit.web.web_bench import TOKEN, has_own_token, with_token


def bearer(token: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", **more}


@pytest.fixture
def cluster(make_app: Callable[[], Flask]) -> Flask:
    """A leader with two workers and an experiment."""
    app = make_app()
    leader = with_token(app)
    leader.post("/api/experiments", json={"experiment": "exp"})
    for name in ("worker1", "worker2"):
        leader.put(
            "/api/workers", json={"pioreactor_unit": name, "model_name": "pioreactor_20ml", "model_version": "1.5"}
        )
    return app


def test_a_unit_assigns_itself_and_nobody_else(cluster: Flask, data_root: Path) -> None:
    asking = bearer(has_own_token(data_root, "worker1"))
    client = cluster.test_client()
    path = "/api/experiments/exp/workers"
    assert client.put(path, json={"pioreactor_unit": "worker2"}, headers=asking).status_code == 403
    assert client.put(path, json={"pioreactor_unit": "worker1"}, headers=asking).status_code == 200
    refused = client.delete("/api/experiments/exp", headers=asking)
    assert refused.status_code == 403 and "pio" in refused.get_json()["remediation"]


def test_a_unit_cannot_give_itself_another_name_in_the_audit_trail(cluster: Flask, data_root: Path) -> None:
    asking = bearer(has_own_token(data_root, "worker1"), **{"Pioreactor-Actor": "admin1"})
    cluster.test_client().put("/api/experiments/exp/workers", json={"pioreactor_unit": "worker1"}, headers=asking)
    newest = with_token(cluster).get("/api/audit").get_json()[0]
    assert (newest["actor"], newest["role"]) == ("worker1 (admin1)", "unit")


def test_a_unit_does_not_learn_the_account_of_the_page(cluster: Flask, data_root: Path) -> None:
    asking = bearer(has_own_token(data_root, "worker1"))
    for path in ("/api/session", "/api/users", "/api/audit", "/api/tokens", "/unit_api/jobs"):
        assert cluster.test_client().get(path, headers=asking).status_code == 403, path


def test_new_secrets_hold_without_a_restart_and_the_former_ones_end(cluster: Flask, data_root: Path) -> None:
    client = cluster.test_client()

    def status(token: str) -> int:
        cluster.extensions["gate"].wrong_keys.forget("127.0.0.1")
        return client.get("/api/workers", headers=bearer(token)).status_code

    end_s = clock.now_s() + 3600
    fresh = has_own_token(data_root, "worker1", former="shared", until_s=end_s)
    assert (status(fresh), status("shared")) == (200, 200)
    has_own_token(data_root, "worker1", former="shared", until_s=clock.now_s() - 1)
    assert status("shared") == 401


def test_a_token_that_units_still_share_speaks_for_all_that_have_it(cluster: Flask, data_root: Path) -> None:
    for name in ("worker1", "worker2"):
        has_own_token(data_root, name, former="shared")
    client, path = cluster.test_client(), "/api/experiments/exp/workers"
    for name in ("worker1", "worker2"):
        assert client.put(path, json={"pioreactor_unit": name}, headers=bearer("shared")).status_code == 200
    assert client.put("/api/workers", json={"pioreactor_unit": "worker3"}, headers=bearer("shared")).status_code == 403
    has_own_token(data_root, "worker1")
    refused = client.put(path, json={"pioreactor_unit": "worker1"}, headers=bearer("shared"))
    assert refused.status_code == 403


def test_requests_under_way_survive_a_new_token_of_this_unit(cluster: Flask) -> None:
    before = with_token(cluster)
    own = credentials.load()
    own.api_token = "renewed"
    credentials.save(own)
    assert cluster.test_client().get("/unit_api/jobs", headers=bearer("renewed")).status_code == 200
    assert before.get("/unit_api/jobs").status_code == 200  # for a minute


def test_files_that_are_damaged_later_leave_what_was_known(cluster: Flask, data_root: Path) -> None:
    (data_root / "credentials.json").write_text("{")
    assert with_token(cluster).get("/unit_api/jobs").status_code == 200


def test_a_worker_lets_only_its_own_token_in(
    make_app: Callable[[], Flask], data_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = has_own_token(data_root, "worker2")
    monkeypatch.setenv("HOSTNAME", "worker1")
    credentials.save(Credentials(api_token="own"))
    client = make_app().test_client()
    assert client.get("/unit_api/jobs", headers=bearer("own")).status_code == 200
    assert client.get("/unit_api/jobs", headers=bearer(other)).status_code == 401


class TestWhichTokenGoesWhere:
    def test_the_leader_has_one_for_each_unit(self, data_root: Path) -> None:
        first, second = has_own_token(data_root, "worker1", former="old"), has_own_token(data_root, "worker2")
        assert tokens_for("127.0.0.1:9") == [first, "old"]
        assert tokens_for("worker2.local") == [second] == tokens_for("worker2.local:80")
        assert tokens_for("127.0.0.1:8931") == [TOKEN] == tokens_for("leader1.local")
        assert tokens_for("192.0.2.1") == [] == tokens_for("worker2.evil.example")

    def test_a_unit_shows_its_own_to_itself_and_to_the_leader_only(
        self, data_root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HOSTNAME", "worker1")
        forget_config()
        assert tokens_for("127.0.0.1:9") == [TOKEN] == tokens_for("127.0.0.1:8931") == tokens_for("leader1.local")
        assert tokens_for("worker2.local") == [] == tokens_for("127.0.0.1:7777")

    def test_where_nobody_made_any_the_shared_one_goes_to_all(self, data_root: Path) -> None:
        assert tokens_for("worker7.local") == [TOKEN]


def test_a_unit_that_is_told_over_http_remembers_what_it_has_left(cluster: Flask) -> None:
    client = with_token(cluster)
    for experiment in ("first", "second", "second"):
        assert client.put("/unit_api/assignment", json={"experiment": experiment}).status_code == 200
    assert unit_state.load().former_experiment == "first"
