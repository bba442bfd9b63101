"""A leader's application with its own data root, without network: what needs units is tested in tests/integration."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pioreactor.config import forget_config
from tests.unit.web.web_bench import TOKEN, with_token

CONFIG = """
[cluster.topology]
leader_hostname=leader1
leader_address=127.0.0.1
[cluster.addresses]
leader1=127.0.0.1:{port}
worker1=127.0.0.1:{dead}
[mqtt]
broker_address=127.0.0.1
broker_port={dead}
broker_ws_port=9123
password=hunter2
[ui]
port={port}
"""


@pytest.fixture
def data_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data root and a run directory of its own, as unit ``leader1``."""
    root = tmp_path / "root"
    (root / "storage").mkdir(parents=True)
    (root / "config.ini").write_text(CONFIG.format(port=8931, dead=9))
    credentials = {"api_token": TOKEN}
    credentials |= {"ui_mqtt_username": "page", "ui_mqtt_password": "seen-by-page", "mqtt_password": "never-shown"}
    (root / "credentials.json").write_text(json.dumps(credentials))
    monkeypatch.setenv("DOT_PIOREACTOR", str(root))
    monkeypatch.setenv("RUN_PIOREACTOR", str(tmp_path / "run"))
    for name in ("GLOBAL_CONFIG", "LOCAL_CONFIG", "EXPERIMENT", "ACTIVE", "TESTING", "PIO_HARDWARE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOSTNAME", "leader1")
    forget_config()
    yield root
    forget_config()


@pytest.fixture
def make_app(data_root: Path) -> Iterator[Callable[[], Flask]]:
    """Builds the application of this data root, with a migrated database and running task threads."""
    from pioreactor.storage import database
    from pioreactor.web.app import create_app

    made: list[Flask] = []

    def make() -> Flask:
        connection = database.connect()
        database.migrate(connection)
        connection.close()
        app = create_app()
        app.extensions["services"].start()
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["services"].stop()


@pytest.fixture
def leader(make_app: Callable[[], Flask]) -> FlaskClient:
    """A client of the leader's application that carries the token."""
    return with_token(make_app())
