"""Claiming, signing in and out, people, tokens."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pioreactor import clock
from pioreactor.leader.identity import keys
from pioreactor.storage import database
from tests.unit.web.web_bench import PAGE, PASSWORD, TOKEN, signed_in

COOKIE = "pioreactor_session_8931"


@pytest.fixture
def app(make_app: Callable[[], Flask]) -> Flask:
    return make_app()


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    """Nobody is signed in here yet."""
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Moves the clock of this process on by so many seconds."""
    passed = [0.0]
    now_s, wall = clock.now_s, clock.wall_monotonic
    monkeypatch.setattr(clock, "now_s", lambda: now_s() + passed[0])
    monkeypatch.setattr(clock, "wall_monotonic", lambda: wall() + passed[0])

    def move(seconds: float) -> None:
        passed[0] += seconds

    return move


def code() -> str:
    conn = database.connect()
    try:
        made = keys.claim_code(conn)
    finally:
        conn.close()
    assert made is not None
    return made


def try_in(client: FlaskClient, name: str, password: str, address: str = "10.0.0.1") -> int:
    environ = {"REMOTE_ADDR": address}
    body = {"username": name, "password": password}
    return client.post("/api/sign_in", json=body, environ_base=environ).status_code


def claim(client: FlaskClient, given: str, name: str = "mira", password: str = PASSWORD) -> Any:
    return client.post("/api/sign_in/claim", json={"code": given, "username": name, "password": password})


# --- the claim ------------------------------------------------------------------------------------------------------


def test_the_first_visit_claims_the_appliance_once(browser: FlaskClient, data_root: Path) -> None:
    assert browser.get("/api/sign_in").get_json() == {"is_claimed": False, "cluster_name": "leader1"}
    made = code()
    assert stat.S_IMODE((data_root / "claim_code").stat().st_mode) == 0o600
    assert claim(browser, "AAAA-AAAA-AAAA-AAAA").status_code == 401
    reply = claim(browser, f" {made.lower().replace('-', ' ')} ", "Mira")
    assert reply.get_json() == {"username": "mira", "role": "admin"}
    assert browser.get("/api/session").get_json()["me"] == {"username": "mira", "role": "admin", "kind": "person"}
    assert not (data_root / "claim_code").exists()
    assert claim(browser, made, "other").status_code == 409
    assert browser.get("/api/sign_in").get_json()["is_claimed"] is True


def test_a_weak_password_claims_nothing_and_the_code_goes_on(browser: FlaskClient) -> None:
    made = code()
    for password in ("short", "mira-mira", "aaaaaaaaaaaaaa"):
        reply = claim(browser, made, password=password)
        assert reply.status_code == 400 and "password" in reply.get_json()["error"]
    assert claim(browser, made).status_code == 200


def test_the_claim_code_cannot_be_found_by_trying(browser: FlaskClient) -> None:
    made = code()
    codes = [claim(browser, f"AAAA-AAAA-AAAA-AAA{sign}").status_code for sign in "ABCDEFG"]
    assert codes == [401] * 5 + [429] * 2
    assert claim(browser, made).status_code == 429


# --- sessions -------------------------------------------------------------------------------------------------------


def test_a_session_is_a_strict_cookie_of_which_only_a_digest_is_kept(app: Flask, data_root: Path) -> None:
    browser = signed_in(app)
    reply = browser.post("/api/sign_in", json={"username": "ADMIN1", "password": PASSWORD})
    header = reply.headers["Set-Cookie"]
    assert header.startswith(f"{COOKIE}=") and "HttpOnly" in header and "SameSite=Strict" in header
    cookie = browser.get_cookie(COOKIE)
    assert cookie is not None
    for path in (data_root / "storage").iterdir():
        content = path.read_bytes()
        assert cookie.value.encode() not in content and PASSWORD.encode() not in content


def test_signing_out_ends_the_session_itself(app: Flask) -> None:
    browser = signed_in(app)
    cookie = browser.get_cookie(COOKIE)
    assert cookie is not None
    assert browser.post("/api/sign_out").status_code == 200
    assert browser.get("/api/session").status_code == 401
    browser.set_cookie(COOKIE, cookie.value)
    assert browser.get("/api/session").status_code == 401


def test_a_session_survives_a_restart_and_ends_after_thirty_days(
    make_app: Callable[[], Flask], later: Callable[[float], None]
) -> None:
    cookie = signed_in(make_app()).get_cookie(COOKIE)
    assert cookie is not None
    restarted = make_app().test_client()
    restarted.set_cookie(COOKIE, cookie.value)
    later(29 * 86_400)
    assert restarted.get("/api/session").status_code == 200
    later(86_400 + 1)
    assert restarted.get("/api/session").status_code == 401


def test_another_page_can_sign_nobody_in(app: Flask) -> None:
    signed_in(app)
    for headers in ({}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        body = {"username": "admin1", "password": PASSWORD}
        assert app.test_client().post("/api/sign_in", json=body, headers=headers).status_code == 403


def test_wrong_passwords_are_limited_per_person_and_address(
    app: Flask, browser: FlaskClient, later: Callable[[float], None]
) -> None:
    signed_in(app)
    assert [try_in(browser, "admin1", "wrong") for _ in range(7)] == [401] * 5 + [429] * 2
    assert try_in(browser, "admin1", PASSWORD) == 429, "the right one is not heard either"
    assert try_in(browser, "admin1", PASSWORD, "10.0.0.2") == 200, "at another address it is"
    later(301)
    assert try_in(browser, "admin1", PASSWORD) == 200


def test_wrong_passwords_are_limited_per_address_and_per_person(app: Flask, browser: FlaskClient) -> None:
    signed_in(app)
    app.extensions.pop("tries")
    assert [try_in(browser, f"name{n}", "wrong") for n in range(22)] == [401] * 20 + [429] * 2
    app.extensions.pop("tries")
    spread = [try_in(browser, "admin1", "wrong", f"10.0.1.{n // 3}") for n in range(32)]
    assert spread == [401] * 30 + [429] * 2
    assert try_in(browser, "admin1", PASSWORD, "10.0.9.9") == 429


def test_nobody_learns_whether_a_name_exists(app: Flask, browser: FlaskClient) -> None:
    signed_in(app)
    replies = [
        browser.post("/api/sign_in", json={"username": name, "password": "wrong"}).get_json()
        for name in ("admin1", "nobody")
    ]
    assert replies[0] == replies[1]


# --- people ---------------------------------------------------------------------------------------------------------


def test_a_role_changes_at_once_and_the_last_admin_stays(app: Flask) -> None:
    admin, viewer = signed_in(app), signed_in(app, "viewer")
    assert viewer.post("/api/experiments", json={"experiment": "a"}).status_code == 403
    assert admin.patch("/api/users/viewer1", json={"role": "operator"}).get_json()["role"] == "operator"
    assert viewer.post("/api/experiments", json={"experiment": "a"}).status_code == 201
    for reply in (admin.patch("/api/users/admin1", json={"role": "viewer"}), admin.delete("/api/users/admin1")):
        assert reply.status_code == 409 and "last admin" in reply.get_json()["error"]


def test_who_is_removed_is_out_at_once_with_session_and_token(app: Flask) -> None:
    admin, operator = signed_in(app), signed_in(app, "operator")
    token = operator.post("/api/tokens", json={"name": "script"}).get_json()["token"]
    script = {"Authorization": f"Bearer {token}"}
    assert app.test_client().get("/api/units", headers=script).status_code == 200
    assert admin.delete("/api/users/operator1").status_code == 200
    assert operator.get("/api/session").status_code == 401
    assert app.test_client().get("/api/units", headers=script).status_code == 401


def test_a_new_password_ends_the_other_sessions(app: Flask) -> None:
    here, there = signed_in(app, "viewer"), signed_in(app, "viewer")
    change = {"password": "another-in-broth", "current_password": "wrong"}
    assert here.put("/api/users/viewer1/password", json=change).status_code == 403
    change["current_password"] = PASSWORD
    assert here.put("/api/users/viewer1/password", json=change).status_code == 200
    assert (here.get("/api/session").status_code, there.get("/api/session").status_code) == (200, 401)
    assert try_in(here, "viewer1", PASSWORD) == 401
    assert try_in(here, "viewer1", "another-in-broth") == 200


def test_nobody_but_an_admin_reaches_into_the_affairs_of_others(app: Flask) -> None:
    signed_in(app)
    operator = signed_in(app, "operator")
    replies = (
        operator.put("/api/users/admin1/password", json={"password": "taken-over-12"}),
        operator.delete("/api/users/admin1/sessions"),
        operator.post("/api/tokens", json={"name": "x", "username": "admin1"}),
    )
    assert [reply.status_code for reply in replies] == [403] * 3


def test_a_link_signs_somebody_in_once(app: Flask, browser: FlaskClient, later: Callable[[float], None]) -> None:
    admin = signed_in(app)
    assert admin.post("/api/users", json={"username": "theo", "role": "viewer"}).status_code == 201

    def link() -> str:
        return str(admin.post("/api/users/theo/sign_in_link", json={}).get_json()["path"]).removeprefix("/#sign-in=")

    first = link()
    assert browser.post("/api/sign_in/link", json={"link": first}).get_json() == {"username": "theo", "role": "viewer"}
    assert browser.get("/api/session").status_code == 200
    assert browser.post("/api/sign_in/link", json={"link": first}).status_code == 401
    second = link()
    later(3601)
    assert browser.post("/api/sign_in/link", json={"link": second}).status_code == 401


def test_signing_out_everywhere_ends_links_too(app: Flask, browser: FlaskClient) -> None:
    admin, viewer = signed_in(app), signed_in(app, "viewer")
    path = admin.post("/api/users/viewer1/sign_in_link", json={}).get_json()["path"]
    assert admin.delete("/api/users/viewer1/sessions").get_json() == {"ended": 1}
    assert viewer.get("/api/session").status_code == 401
    assert browser.post("/api/sign_in/link", json={"link": path.removeprefix("/#sign-in=")}).status_code == 401


# --- tokens ---------------------------------------------------------------------------------------------------------


def test_a_token_is_shown_once_expires_and_is_revoked(
    app: Flask, data_root: Path, later: Callable[[float], None]
) -> None:
    operator = signed_in(app, "operator")
    made = operator.post("/api/tokens", json={"name": "night watch", "lasts_days": 7}).get_json()
    assert made["role"] == "operator" and made["token"].startswith("pio_")
    assert "token" not in operator.get("/api/tokens").get_json()[0]
    for path in (data_root / "storage").iterdir():
        assert made["token"].encode() not in path.read_bytes()
    assert operator.post("/api/tokens", json={"name": "night watch"}).status_code == 409
    other = operator.post("/api/tokens", json={"name": "other"}).get_json()
    client = app.test_client()

    def status(token: str) -> int:
        return client.get("/api/units", headers={"Authorization": f"Bearer {token}"}).status_code

    assert status(made["token"]) == 200
    assert operator.get("/api/tokens").get_json()[1]["used_at"] is not None
    assert operator.delete(f"/api/tokens/{other['token_id']}").status_code == 200
    assert status(other["token"]) == 401
    later(7 * 86_400 + 1)
    assert status(made["token"]) == 401


def test_a_token_never_does_more_than_its_owner(app: Flask) -> None:
    admin, operator = signed_in(app), signed_in(app, "operator")
    made = operator.post("/api/tokens", json={"name": "greedy", "role": "admin"}).get_json()
    assert made["role"] == "operator"
    script = {"Authorization": f"Bearer {made['token']}"}
    client = app.test_client()
    assert client.post("/api/experiments", json={"experiment": "a"}, headers=script).status_code == 201
    admin.patch("/api/users/operator1", json={"role": "viewer"})
    assert client.post("/api/experiments", json={"experiment": "b"}, headers=script).status_code == 403
    reader = admin.post("/api/tokens", json={"name": "reader", "role": "viewer"}).get_json()["token"]
    headers = {"Authorization": f"Bearer {reader}"}
    assert client.post("/api/experiments", json={"experiment": "b"}, headers=headers).status_code == 403


def test_a_token_cannot_make_itself_at_home(app: Flask) -> None:
    token = signed_in(app).post("/api/tokens", json={"name": "script"}).get_json()["token"]
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    for reply in (
        client.post("/api/tokens", json={"name": "another"}),
        client.post("/api/users", json={"username": "mallory", "role": "admin"}),
        client.put("/api/users/admin1/password", json={"password": "taken-over-12"}),
        client.post("/api/users/admin1/sign_in_link", json={}),
    ):
        assert reply.status_code == 403


def test_people_see_their_own_tokens_and_admins_all(app: Flask) -> None:
    admin, viewer = signed_in(app), signed_in(app, "viewer")
    mine = admin.post("/api/tokens", json={"name": "mine"}).get_json()["token_id"]
    viewer.post("/api/tokens", json={"name": "theirs"})
    assert [row["name"] for row in viewer.get("/api/tokens").get_json()] == ["theirs"]
    assert {row["name"] for row in admin.get("/api/tokens").get_json()} == {"mine", "theirs"}
    assert viewer.delete(f"/api/tokens/{mine}").status_code == 403


def test_units_keep_their_token_while_people_are_locked_out(app: Flask, browser: FlaskClient) -> None:
    signed_in(app)
    assert [try_in(browser, "admin1", "wrong", "127.0.0.1") for _ in range(6)][-1] == 429
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert app.test_client().get("/api/units", headers=headers).status_code == 200
    assert (
        app.test_client().post("/api/experiments", json={"experiment": "a"}, headers=headers | PAGE).status_code == 201
    )
