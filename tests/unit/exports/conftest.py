from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pioreactor.config import forget_config
from pioreactor.storage.database import connect, migrate
from pioreactor.storage.database.experiments import create_experiment


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data root of its own."""
    (tmp_path / "config.ini").write_text("")
    monkeypatch.setenv("DOT_PIOREACTOR", str(tmp_path))
    for name in ("GLOBAL_CONFIG", "LOCAL_CONFIG", "PIO_EXPORTS_DIR"):
        monkeypatch.delenv(name, raising=False)
    forget_config()
    yield tmp_path
    forget_config()


@pytest.fixture
def conn(root: Path) -> Iterator[sqlite3.Connection]:
    """A database with the experiments ``one`` and ``two words``."""
    with closing(connect(root / "test.sqlite")) as opened:
        migrate(opened)
        for name in ("one", "two words"):
            create_experiment(opened, name)
        yield opened
