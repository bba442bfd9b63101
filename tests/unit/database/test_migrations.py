from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from pioreactor.exc import DatabaseError
from pioreactor.storage.database import connect, migrate, schema_version
from pioreactor.storage.database.migrating import migrations

NEWEST = len(migrations())


def _schema(conn: sqlite3.Connection) -> set[tuple[str, str]]:
    return set(conn.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"))


def test_every_step_goes_up_down_and_up_again(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "a.sqlite")) as conn:
        seen = [_schema(conn)]
        for step in range(1, NEWEST + 1):
            assert migrate(conn, step) == 1
            seen.append(_schema(conn))
        for step in range(NEWEST - 1, -1, -1):
            migrate(conn, step)
            assert _schema(conn) == seen[step]
        assert migrate(conn) == NEWEST
        assert _schema(conn) == seen[NEWEST]
        assert schema_version(conn) == NEWEST
        assert migrate(conn) == 0


def test_a_failing_step_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "0001_good.up.sql").write_text("CREATE TABLE a (x TEXT) STRICT;")
    (tmp_path / "0001_good.down.sql").write_text("DROP TABLE a;")
    (tmp_path / "0002_bad.up.sql").write_text("CREATE TABLE b (x TEXT) STRICT;\nCREATE TABLE a (x TEXT) STRICT;")
    (tmp_path / "0002_bad.down.sql").write_text("DROP TABLE b;")
    with closing(connect(tmp_path / "a.sqlite")) as conn:
        with pytest.raises(DatabaseError, match=r"0002_bad\.up\.sql"):
            migrate(conn, folder=tmp_path)
        assert schema_version(conn) == 0
        assert _schema(conn) == set()


def test_newer_or_foreign_databases_are_refused(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "a.sqlite")) as conn:
        conn.execute(f"PRAGMA user_version = {NEWEST + 1}")
        with pytest.raises(DatabaseError, match="Install the version that wrote it"):
            migrate(conn)
    with closing(connect(tmp_path / "b.sqlite")) as conn:
        conn.execute("CREATE TABLE experiments (experiment TEXT)")
        with pytest.raises(DatabaseError, match="belongs to other software"):
            migrate(conn)


def test_two_processes_may_migrate_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with closing(connect(path)):
        pass
    steps: list[int] = []

    def run() -> None:
        with closing(connect(path)) as conn:
            steps.append(migrate(conn))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(steps) == [0, 0, 0, NEWEST]


def test_tables_are_strict(conn: sqlite3.Connection) -> None:
    loose = conn.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 "
        "AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    assert loose == []
