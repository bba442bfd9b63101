from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pioreactor.storage.database import connect, migrate


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A new database with the newest schema."""
    with closing(connect(tmp_path / "test.sqlite")) as opened:
        migrate(opened)
        yield opened
