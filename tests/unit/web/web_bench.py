"""What the web tests share: the token of the test unit, and how to talk to its application."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from pioreactor import clock
from pioreactor.storage import database
from pioreactor.storage.database import users

TOKEN = "t" * 43
PASSWORD = "grows-in-broth"
PAGE = {"Sec-Fetch-Site": "same-origin"}
"""What a browser says of a request that a page of ours makes."""


def has_own_token(data_root: Path, unit: str, *, former: str = "", until_s: float | None = None) -> str:
    """Give a unit a token of its own at the leader; the token."""
    from pioreactor.storage import cluster_secrets
    from pioreactor.storage.cluster_secrets import ClusterSecrets, FormerToken, UnitSecrets

    has_some = (data_root / "cluster_credentials.json").exists()
    known = cluster_secrets.load() if has_some else ClusterSecrets()
    token = f"token-of-{unit}-{len(known.units)}"
    old = [FormerToken(former, until_s)] if former else []
    known.units[unit] = UnitSecrets(mqtt_password="m", hub_password="h", api_token=token, former=old)
    cluster_secrets.save(known)
    return token


def with_token(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {TOKEN}"
    return client


def wait_for_task(client: FlaskClient, reply: Any) -> Any:
    """Poll the task of a 202 reply until it ends; returns its body."""
    assert reply.status_code in (200, 202), reply.get_data(as_text=True)
    path = reply.get_json()["result_url_path"]
    assert clock.wait_until(lambda: client.get(path).status_code != 202, 20)
    return client.get(path).get_json()


def signed_in(app: Flask, role: str = "admin", name: str | None = None) -> FlaskClient:
    """A browser in which somebody with this role is signed in; requests come from our own page."""
    from pioreactor.leader.identity import passwords

    name = name or f"{role}1"
    conn = database.connect()
    try:
        if name not in [user.username for user in users.list_users(conn)]:
            users.add_user(conn, name, role, passwords.make_hash(PASSWORD, name))
    finally:
        conn.close()
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    reply = client.post("/api/sign_in", json={"username": name, "password": PASSWORD})
    assert reply.status_code == 200, reply.get_json()
    return client
