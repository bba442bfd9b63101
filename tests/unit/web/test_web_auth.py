"""Who may call, and from where."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.web.web_bench import TOKEN, UI_KEY

PAGE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def stranger(make_app: Callable[[], Flask]) -> FlaskClient:
    return make_app().test_client()


def test_health_is_open_and_everything_else_is_not(stranger: FlaskClient) -> None:
    assert stranger.get("/unit_api/health").get_json()["pioreactor_unit"] == "leader1"
    for path in ("/unit_api/jobs", "/api/experiments", "/api/nothing", "/unit_api/nothing", "/api/openapi.json"):
        reply = stranger.get(path)
        assert reply.status_code == 401, path
        assert "token" in reply.get_json()["remediation"]


def test_every_route_but_health_refuses_a_stranger(make_app: Callable[[], Flask]) -> None:
    app = make_app()
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(("/api", "/unit_api")) or rule.rule == "/unit_api/health":
            continue
        path = rule.rule
        for argument in rule.arguments:
            path = path.replace(f"<int:{argument}>", "1").replace(f"<{argument}>", "x")
        for method in (rule.methods or set()) - {"OPTIONS"}:
            assert app.test_client().open(path, method=method).status_code == 401, (method, path)


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
    assert stranger.get(f"/?key={UI_KEY}").status_code == 429


def test_the_key_opens_a_session_once_and_leaves_the_address(stranger: FlaskClient) -> None:
    reply = stranger.get(f"/units?key={UI_KEY}")
    assert reply.status_code == 303
    assert reply.headers["Location"] == "/units"
    cookie = reply.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and UI_KEY not in cookie
    assert "8931" in cookie.split("=")[0]
    assert stranger.get("/api/session").status_code == 200


def test_a_link_on_another_site_signs_in_by_a_page_of_ours(stranger: FlaskClient) -> None:
    reply = stranger.get(f"/?key={UI_KEY}", headers={"Sec-Fetch-Site": "cross-site"})
    assert reply.status_code == 200
    assert 'url=/"' in reply.get_data(as_text=True)


def test_the_key_never_redirects_to_another_site(stranger: FlaskClient) -> None:
    reply = stranger.get(f"//evil.example/?key={UI_KEY}")
    assert not reply.headers.get("Location", "/").startswith("//")
    assert "evil" not in reply.headers.get("Location", "")


def test_a_wrong_key_shows_words_to_a_person(stranger: FlaskClient) -> None:
    reply = stranger.get("/?key=wrong")
    assert reply.status_code == 401
    assert reply.mimetype == "text/html"
    assert "pio web --address" in reply.get_data(as_text=True)


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
    stranger: FlaskClient, headers: dict[str, str], status: int
) -> None:
    stranger.get(f"/?key={UI_KEY}")
    assert stranger.post("/api/experiments", data=b'{"experiment":"a"}', headers=headers).status_code == status


def test_a_forged_or_foreign_cookie_is_no_session(stranger: FlaskClient) -> None:
    stranger.set_cookie("pioreactor_session_8931", "InVpIg.aaaa.bbbb")
    assert stranger.get("/api/session").status_code == 401


def test_a_new_key_ends_old_sessions(make_app: Callable[[], Flask], data_root: object) -> None:
    from pioreactor.storage import credentials

    client = make_app().test_client()
    client.get(f"/?key={UI_KEY}")
    cookie = client.get_cookie("pioreactor_session_8931")
    assert cookie is not None
    renewed = credentials.load()
    renewed.ui_key = "another"
    credentials.save(renewed)
    later = make_app().test_client()
    later.set_cookie("pioreactor_session_8931", cookie.value)
    assert later.get("/api/session").status_code == 401


def test_without_configured_secrets_nobody_gets_in(make_app: Callable[[], Flask], data_root: object) -> None:
    from pioreactor.storage import credentials

    credentials.save(credentials.Credentials())
    client = make_app().test_client()
    assert client.get("/unit_api/jobs", headers={"Authorization": "Bearer "}).status_code == 401
    assert client.get("/?key=").status_code == 401


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


def test_secrets_are_never_logged(stranger: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    stranger.get("/?key=guessed-secret")
    stranger.get("/unit_api/jobs", headers={"Authorization": "Bearer guessed-secret"})
    stranger.get(f"/?key={UI_KEY}")
    assert "guessed-secret" not in caplog.text
    assert UI_KEY not in caplog.text
