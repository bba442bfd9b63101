"""What is wrong in a request is told with its cause and a remedy, never as a failure of the server."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

RUN = "/api/units/worker1/jobs/run/job_name/stirring/experiments/a"


def told(reply: object) -> dict[str, object]:
    body: dict[str, object] = reply.get_json()  # type: ignore[attr-defined]
    assert set(body) == {"error", "status", "cause", "remediation", "diagnostics"}
    assert body["cause"]
    assert body["status"] == reply.status_code  # type: ignore[attr-defined]
    return body


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"experiment": 1}',
        b'{"experiment": ""}',
        b'{"experiment": NaN}',
        b'{"experiment": "\xff"}',
        b'{"experiment": "a", "unknown": 1}',
        b'{"description": "no name"}',
        b"[" * 100_000,
        json.dumps({"experiment": "x" * 200}).encode(),
        json.dumps({"experiment": "a", "tags": "not a list"}).encode(),
    ],
)
def test_a_body_that_is_no_experiment(leader: FlaskClient, body: bytes) -> None:
    reply = leader.post("/api/experiments", data=body)
    assert reply.status_code == 400
    assert told(reply)["error"] == "Invalid request body."
    assert "experiment" in str(told(reply)["remediation"])


@pytest.mark.parametrize(
    "name", ["current", "Current", "_testing_x", "a/b", "a#b", "a+b", "$a", "a%b", "a\\b", " a", "a\n"]
)
def test_names_that_cannot_be_used(leader: FlaskClient, name: str) -> None:
    reply = leader.post("/api/experiments", json={"experiment": name})
    assert reply.status_code == 400
    told(reply)


@pytest.mark.parametrize(
    "path",
    [
        "/api/logs?skip=abc",
        "/api/logs?skip=-1",
        "/api/experiments/a/time_series/growth_rates?lookback=abc",
        "/api/experiments/a/time_series/growth_rates?lookback=nan",
        "/api/experiments/a/time_series/growth_rates?lookback=-1",
        "/api/experiments/a/time_series/growth_rates?lookback=inf",
        "/api/experiments/a/time_series/growth_rates?target_points=0",
        "/api/experiments/a/time_series/growth_rates?target_points=1e99",
        "/api/experiments/a/series/growth_rates?start=yesterday",
        "/api/experiments/a/series/growth_rates?start=nan",
        "/api/experiments/a/series/growth_rates?end=1e300",
        "/api/experiments/a/series/logs%3Bdrop/x",
        "/unit_api/journal?after=-1",
        "/unit_api/journal?limit=0",
        "/unit_api/journal?limit=99999999999999999999999",
    ],
)
def test_queries_that_are_no_numbers(leader: FlaskClient, path: str) -> None:
    leader.post("/api/experiments", json={"experiment": "a"})
    reply = leader.get(path)
    assert reply.status_code == 400, reply.get_data(as_text=True)
    told(reply)


def test_too_large_a_body(leader: FlaskClient) -> None:
    reply = leader.post("/api/experiments", data=b"x" * 1_000_001)
    assert reply.status_code == 413
    told(reply)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/experiments/none", 404),
        ("PATCH", "/api/experiments/none", 404),
        ("DELETE", "/api/experiments/none", 404),
        ("PUT", "/api/experiments/none/workers", 404),
        ("GET", "/api/workers/none", 404),
        ("GET", "/api/workers/none/experiment", 404),
        ("GET", "/api/workers/none/model", 404),
        ("GET", "/api/units/none/jobs/running", 400),
        ("GET", "/api/experiments/none/series/od_readings", 404),
        ("GET", "/api/experiments/a/series/none", 404),
        ("GET", "/api/overview?experiment=none", 404),
        ("POST", RUN, 404),
        ("GET", "/unit_api/task_results/never-given", 404),
        ("GET", "/unit_api/jobs/settings/job_name/stirring", 404),
        ("GET", "/unit_api/automations/descriptors/none", 400),
        ("GET", "/api/none", 404),
        ("POST", "/api/units", 405),
        ("GET", "/api/config/units/$broadcast/specific", 400),
    ],
)
def test_what_is_not_there(leader: FlaskClient, method: str, path: str, status: int) -> None:
    leader.post("/api/experiments", json={"experiment": "a"})
    bodies = {"PATCH": {"description": "d"}, "PUT": {"pioreactor_unit": "worker1"}}
    reply = leader.open(path, method=method, json=bodies.get(method))
    assert reply.status_code == status, reply.get_data(as_text=True)
    told(reply)


@pytest.mark.parametrize(
    "path", ["/../../etc/passwd", "/assets/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/a%00b"]
)
def test_paths_never_leave_the_static_folder(leader: FlaskClient, path: str) -> None:
    assert b"root:" not in leader.get(path).data


def test_a_job_name_is_no_path_and_no_option(leader: FlaskClient) -> None:
    for name in ("..", "--help", "a b", "-x", "a;b"):
        reply = leader.post(f"/unit_api/jobs/run/job_name/{name}", json={})
        assert reply.status_code in (400, 404), name


def test_stop_needs_to_know_what(leader: FlaskClient) -> None:
    reply = leader.post("/unit_api/jobs/stop", json={})
    assert reply.status_code == 400
    assert "stop/all" in str(told(reply)["remediation"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=60)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
        max_leaves=6,
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_body_makes_the_server_fail(leader: FlaskClient, body: bytes) -> None:
    for method, path in (
        ("PATCH", "/api/units/worker1/jobs/update/job_name/stirring/experiments/a"),
        ("PUT", "/api/workers"),
        ("PUT", "/api/experiments/a/unit_labels"),
        ("PATCH", "/api/config/shared"),
        ("POST", "/unit_api/journal/ack"),
        ("POST", RUN),
    ):
        status = leader.open(path, method=method, data=body).status_code
        assert 400 <= status < 500, (method, path, body, status)


def test_a_model_that_nobody_knows(leader: FlaskClient) -> None:
    body = {"pioreactor_unit": "worker1", "model_name": "a/b", "model_version": "x"}
    reply = leader.put("/api/workers", json=body)
    assert reply.status_code == 400
    assert "a/b" in str(told(reply)["error"])


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"/unit_api/journal?after={2**63}", None),
        ("POST", "/unit_api/journal/ack", {"journal_id": "x", "through": 2**63}),
        ("POST", "/unit_api/jobs/stop", {"job_id": 2**63}),
        ("POST", "/unit_api/jobs/stop", {"job_id": -1}),
    ],
)
def test_numbers_that_no_row_can_have(leader: FlaskClient, method: str, path: str, body: object) -> None:
    reply = leader.open(path, method=method, json=body)
    assert reply.status_code == 400
    told(reply)


@pytest.mark.parametrize("name", ["a%17b", "%C2%80", "a%EF%BF%BFb", "%F4%8F%BF%BF"])
def test_a_name_that_would_end_the_session_with_the_broker_is_refused(leader: FlaskClient, name: str) -> None:
    for path in (
        f"/api/units/leader1/jobs/update/job_name/{name}/experiments/a",
        f"/api/units/leader1/jobs/update/job_name/stirring/experiments/{name}",
        f"/api/units/leader1/jobs/stop/job_name/{name}/experiments/a",
    ):
        refused = leader.patch(path, json={"settings": {"target_rpm": 500}})
        assert refused.status_code == 400 and "control character" in refused.get_json()["error"], path
    body = {"settings": {"a\x96": 1}}
    assert leader.patch("/api/units/leader1/jobs/update/job_name/x/experiments/a", json=body).status_code == 400
