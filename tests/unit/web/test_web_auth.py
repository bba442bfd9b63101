"""Who may call, and from where."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.web.web_bench import PASSWORD, TOKEN, signed_in


@pytest.fixture
def stranger(make_app: Callable[[], Flask]) -> FlaskClient:
    return make_app().test_client()


def test_health_is_open_and_everything_else_is_not(stranger: FlaskClient) -> None:
    assert stranger.get("/unit_api/health").get_json()["pioreactor_unit"] == "leader1"
    for path in ("/unit_api/jobs", "/api/experiments", "/api/nothing", "/unit_api/nothing", "/api/openapi.json"):
        reply = stranger.get(path)
        assert reply.status_code == 401, path
        assert "token" in reply.get_json()["remediation"]


def test_bearer_and_basic_with_the_token_pass(stranger: FlaskClient) -> None:
    basic = base64.b64encode(f"script:{TOKEN}".encode()).decode()
    for header in (f"Bearer {TOKEN}", f"bearer {TOKEN}", f"Basic {basic}"):
        assert stranger.get("/unit_api/jobs", headers={"Authorization": header}).status_code == 200, header


@pytest.mark.parametrize(
    "header", ["Bearer wrong", "Bearer ", "Basic !!!", "Basic", "Bearer " + "x" * 5000, "Bearer é"]
)
def test_a_wrong_token_is_refused(stranger: FlaskClient, header: str) -> None:
    reply = stranger.get("/unit_api/jobs", headers={"Authorization": header})
    assert reply.status_code == 401
    assert "wrong" not in reply.get_json()["remediation"]


def test_wrong_keys_are_limited_but_the_right_token_still_passes(stranger: FlaskClient) -> None:
    wrong = {"Authorization": "Bearer wrong"}
    codes = [stranger.get("/unit_api/jobs", headers=wrong).status_code for _ in range(15)]
    assert codes == [401] * 10 + [429] * 5
    assert stranger.get("/unit_api/jobs", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 201),
        ({"Origin": "http://localhost"}, 201),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_a_session_changes_things_only_from_our_own_page(
    make_app: Callable[[], Flask], headers: dict[str, str], status: int
) -> None:
    browser = signed_in(make_app())
    del browser.environ_base["HTTP_SEC_FETCH_SITE"]
    assert browser.post("/api/experiments", data=b'{"experiment":"a"}', headers=headers).status_code == status


def test_a_forged_or_foreign_cookie_is_no_session(stranger: FlaskClient) -> None:
    stranger.set_cookie("pioreactor_session_8931", "InVpIg.aaaa.bbbb")
    assert stranger.get("/api/session").status_code == 401


def test_without_configured_secrets_nobody_gets_in(make_app: Callable[[], Flask], data_root: object) -> None:
    from pioreactor.storage import credentials

    credentials.save(credentials.Credentials())
    client = make_app().test_client()
    assert client.get("/unit_api/jobs", headers={"Authorization": "Bearer "}).status_code == 401


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8931", 200),
        ("127.0.0.1", 200),
        ("[::1]:8931", 200),
        ("192.168.4.7:8931", 200),
        ("leader1", 200),
        ("LEADER1.local:8931", 200),
        ("leader1.local.", 200),
        ("pioreactor.local", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("leader1.evil.example", 421),
    ],
)
def test_only_our_own_names_are_answered(stranger: FlaskClient, host: str, status: int) -> None:
    reply = stranger.get("/unit_api/health", headers={"Host": host})
    assert reply.status_code == status
    if status == 421:
        assert "leader1" in reply.get_json()["remediation"]


def test_secrets_are_never_logged(make_app: Callable[[], Flask], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    browser = signed_in(make_app())
    token = browser.post("/api/tokens", json={"name": "script"}).get_json()["token"]
    browser.get("/unit_api/jobs", headers={"Authorization": "Bearer guessed-secret"})
    browser.post("/api/sign_in", json={"username": "admin1", "password": "guessed-secret"})
    browser.get("/unit_api/jobs", headers={"Authorization": f"Bearer {token}"})
    cookie = browser.get_cookie("pioreactor_session_8931")
    assert cookie is not None
    for secret in ("guessed-secret", PASSWORD, token, cookie.value, TOKEN):
        assert secret not in caplog.text
