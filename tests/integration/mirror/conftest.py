from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pioreactor.storage.database import connect, migrate
from tests.integration.mirror.server import Server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these need a server that is installed for the slow tests."""
    for item in items:
        if "integration/mirror" in str(item.path):
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(180))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with TemporaryDirectory(prefix="postgresql-") as folder:
        Path(folder).chmod(0o711)  # the server has an account of its own
        made = Server(Path(folder) / "server")
        made.start()
        yield made
        made.stop()


@pytest.fixture
def address(server: Server) -> str:
    """Of a new database."""
    return server.make_database(f"lab_{uuid.uuid4().hex[:8]}")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "leader.sqlite"


@pytest.fixture
def leader(database: Path) -> Iterator[sqlite3.Connection]:
    """The leader's database, as the ingest and the web server have it open."""
    with closing(connect(database)) as conn:
        migrate(conn)
        yield conn
