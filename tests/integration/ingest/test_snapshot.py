"""The database goes back to an earlier state, and not one reading is lost or doubled by it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pioreactor import clock
from pioreactor.cluster.backups import making, restoring
from pioreactor.exc import DatabaseError
from pioreactor.storage.database import connect, holding, snapshot
from pioreactor.storage.paths import database_path
from tests.integration.ingest.conftest import Cluster

READINGS = 200


def be_the_leader(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that backups of its database are made and put back by this process."""
    monkeypatch.setenv("DOT_PIOREACTOR", str(cluster.folder / "root"))
    database_path().parent.mkdir()
    cluster.database.rename(database_path())
    cluster.database = database_path()


def test_readings_after_the_snapshot_come_back_from_the_units(
    cluster: Cluster, in_background: Callable[..., None], tmp_path: Path
) -> None:
    copy = tmp_path / "backups" / "before.sqlite"
    cluster.start_ingest()
    for unit in cluster.units:
        unit.measure(READINGS)
    cluster.wait_for(3 * READINGS)
    cluster.wait_until_all_is_acknowledged()
    holding.hold(cluster.database, "a test")
    for unit in cluster.units:
        in_background(unit.measure, READINGS, pause_s=0.005)
    assert clock.wait_until(lambda: cluster.count() > 3 * READINGS + 50, 20)
    snapshot.take(cluster.database, copy)
    cluster.wait_for(6 * READINGS)
    visited_at = clock.wall_monotonic()
    assert clock.wait_until(lambda: clock.wall_monotonic() - visited_at > 2.5, 5)  # two visits of every unit
    assert [unit.journal.acknowledged() for unit in cluster.units] == [READINGS] * 3
    cluster.stop_ingest()

    snapshot.bring_back(copy, cluster.database)
    assert cluster.count() < 6 * READINGS
    cluster.start_ingest()
    cluster.wait_for(6 * READINGS)
    assert cluster.query("SELECT DISTINCT first, last FROM journal_ranges") == [(1, 2 * READINGS)]
    assert cluster.query("SELECT count(*) FROM journal_absences") == [(0,)]
    holding.release(cluster.database)
    cluster.wait_until_all_is_acknowledged()
    assert cluster.count() == 6 * READINGS
    assert [path.suffix for path in cluster.database.parent.glob("*.replaced-*")]


def test_what_came_after_the_newest_backup_comes_back_from_the_units(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    be_the_leader(cluster, monkeypatch)
    cluster.start_ingest()
    for unit in cluster.units:
        unit.measure(READINGS)
    cluster.wait_until_all_is_acknowledged()
    assert [unit.journal.kept() for unit in cluster.units] == [0] * 3, "nobody makes backups yet"
    made = making.create(tmp_path / "backups")
    for unit in cluster.units:
        unit.measure(READINGS)
    cluster.wait_until_all_is_acknowledged()
    cluster.wait_for(6 * READINGS)
    assert [unit.journal.kept() for unit in cluster.units] == [READINGS] * 3
    cluster.stop_ingest()

    assert restoring.restore(made, with_files=False).rows["points"] == 3 * READINGS
    cluster.start_ingest()
    cluster.wait_for(6 * READINGS)
    assert cluster.query("SELECT count(*) FROM journal_absences") == [(0,)]
    making.create(tmp_path / "later")
    assert clock.wait_until(lambda: [unit.journal.kept() for unit in cluster.units] == [0] * 3, 10)
    assert cluster.count() == 6 * READINGS


def test_a_damaged_database_is_told_and_put_back_from_the_backup(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As after a card that went bad: nothing is confirmed any more, and the newest backup brings everything back."""
    be_the_leader(cluster, monkeypatch)
    cluster.start_ingest()
    for unit in cluster.units:
        unit.measure(READINGS)
    cluster.wait_until_all_is_acknowledged()
    made = making.create(tmp_path / "backups")
    for unit in cluster.units:
        unit.measure(READINGS)
    cluster.wait_until_all_is_acknowledged()
    with closing(connect(cluster.database)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with cluster.database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (cluster.database.stat().st_size - 4096))
    for unit in cluster.units:
        unit.measure(READINGS)
    assert clock.wait_until(
        lambda: "cannot be written: database disk image is malformed" in cluster.log.read_text(), 20
    )
    assert [unit.journal.acknowledged() for unit in cluster.units] == [2 * READINGS] * 3
    cluster.kill_ingest()

    assert restoring.restore(made, with_files=False).rows["points"] == 3 * READINGS
    cluster.start_ingest()
    cluster.wait_for(9 * READINGS)
    cluster.wait_until_all_is_acknowledged()
    assert cluster.query("SELECT count(*) FROM journal_absences") == [(0,)]
    assert list(cluster.database.parent.glob("*.replaced-*")), "what was there is kept"


def test_a_second_hold_keeps_the_first_and_a_damaged_one_holds(tmp_path: Path) -> None:
    database = tmp_path / "db.sqlite"
    assert holding.held(database) is None
    holding.hold(database, "first")
    holding.hold(database, "second")
    found = holding.held(database)
    assert found is not None and found.reason == "first"
    (tmp_path / "db.sqlite.hold").write_text("{")
    assert holding.held(database) is not None
    holding.release(database)
    holding.release(database)
    assert holding.held(database) is None


def test_a_damaged_copy_is_not_put_in_the_place_of_the_database(tmp_path: Path) -> None:
    database, copy = tmp_path / "db.sqlite", tmp_path / "copy.sqlite"
    database.write_bytes(b"as it was")
    for content in (b"", b"nonsense" * 1000):
        copy.write_bytes(content)
        with pytest.raises(DatabaseError, match="not a sound copy"):
            snapshot.bring_back(copy, database)
    with closing(sqlite3.connect(copy.with_name("other.sqlite"))) as other:
        other.execute("CREATE TABLE other (x)")
    with pytest.raises(DatabaseError, match="not a sound copy"):
        snapshot.bring_back(copy.with_name("other.sqlite"), database)
    assert database.read_bytes() == b"as it was"


def test_too_little_space_is_told_in_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = tmp_path / "db.sqlite"
    database.write_bytes(b"x" * 2_000_000)
    monkeypatch.setattr(snapshot.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 1_000_000}))
    with pytest.raises(DatabaseError, match=r"needs 2 MB in .*, 1 MB are free"):
        snapshot.take(database, tmp_path / "copy.sqlite")
