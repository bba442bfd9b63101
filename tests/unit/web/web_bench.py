"""What the web tests share: the keys of the test unit, and how to talk to its application."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from pioreactor import clock

TOKEN = "t" * 43
UI_KEY = "k" * 43


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
