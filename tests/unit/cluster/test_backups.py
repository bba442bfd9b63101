from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from pioreactor.cluster.backups import comparing, making, restoring
from pioreactor.cluster.backups.structs import METADATA, Backup, BackupError, backups_in, find
from pioreactor.config import forget_config
from pioreactor.exc import DatabaseError
from pioreactor.storage import database
from pioreactor.storage.database.workers import add_worker, list_workers
from pioreactor.storage.paths import database_path

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT count(*) FROM workers").fetchone()
print("open", flush=True)
sys.stdin.readline()
"""


@pytest.fixture(autouse=True)
def leader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    root = tmp_path / "root"
    root.mkdir()
    (root / "config.ini").write_text("[cluster.topology]\nleader_hostname = leader1\n")
    (root / "credentials.json").write_text('{"api_token": "old"}')
    monkeypatch.setenv("DOT_PIOREACTOR", str(root))
    monkeypatch.setenv("HOSTNAME", "leader1")
    forget_config()
    with closing(database.connect()) as conn:
        database.migrate(conn)
        add_worker(conn, "worker1")
    yield root
    forget_config()


def workers() -> list[str]:
    with closing(database.connect(readonly=True)) as conn:
        return [worker.pioreactor_unit for worker in list_workers(conn)]


def add(name: str) -> None:
    with closing(database.connect()) as conn:
        add_worker(conn, name)


def test_a_backup_is_made_while_somebody_writes_and_is_for_nobody_else(tmp_path: Path) -> None:
    with closing(database.connect()) as writer:
        writer.execute("BEGIN IMMEDIATE")
        add_worker(writer, "worker2")
        made = making.create(tmp_path / "copies")
        writer.execute("ROLLBACK")
    assert made.metadata.rows["workers"] == 1
    making.verify(made)
    modes = {
        path: stat.S_IMODE(path.stat().st_mode) for path in (made.folder.parent, made.folder, *made.folder.iterdir())
    }
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}


def test_restore_and_undo(tmp_path: Path) -> None:
    made = making.create(tmp_path)
    add("worker2")
    assert restoring.restore(made, with_files=False).rows["workers"] == 1
    assert workers() == ["worker1"]
    restoring.undo()
    assert workers() == ["worker1", "worker2"]


def test_files_come_back_and_what_was_there_is_kept(leader: Path, tmp_path: Path) -> None:
    (leader / "storage" / "calibrations").mkdir(parents=True)
    (leader / "storage" / "calibrations" / "od.yaml").write_text("a: 1\n")
    made = making.create(tmp_path)
    (leader / "credentials.json").write_text('{"api_token": "new"}')
    (leader / "storage" / "calibrations" / "od.yaml").unlink()
    outcome = restoring.restore(made, with_files=True)
    assert sorted(outcome.files) == ["credentials.json", "storage/calibrations/od.yaml"]
    assert "old" in (leader / "credentials.json").read_text()
    assert [path.read_text() for path in leader.glob("replaced-files-*/credentials.json")] == ['{"api_token": "new"}']


def test_nothing_is_put_under_a_process_that_has_the_database_open(tmp_path: Path) -> None:
    made = making.create(tmp_path)
    with closing(database.connect()) as other:
        other.execute("SELECT * FROM workers").fetchall()
        with pytest.raises(BackupError, match="systemctl stop"):
            restoring.restore(made, with_files=False)
    assert workers() == ["worker1"]


def damage() -> None:
    """As a card does that went bad: all pages but the first are lost."""
    with closing(database.connect()) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with database_path().open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (database_path().stat().st_size - 4096))


def test_a_damaged_database_is_replaced_and_kept(tmp_path: Path) -> None:
    made = making.create(tmp_path)
    add("worker2")
    damage()
    told = comparing.compare(made)
    assert told.is_damaged and not told.experiments_lost
    assert restoring.restore(made, with_files=False).rows["workers"] == 1
    assert workers() == ["worker1"] and not comparing.compare(made).is_damaged
    assert [path.name for path in database_path().parent.glob("*.replaced-*")]


def test_a_damaged_database_is_left_alone_while_a_process_has_it_open(tmp_path: Path) -> None:
    made = making.create(tmp_path)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database_path())], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdin is not None and holder.stdout is not None
    try:
        assert holder.stdout.readline() == b"open\n"
        damage()
        with pytest.raises(BackupError, match="is in use"):
            restoring.restore(made, with_files=False)
    finally:
        holder.communicate(b"\n", 20)
    assert restoring.restore(made, with_files=False).rows["workers"] == 1


def test_a_backup_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    made = making.create(tmp_path)
    newer = Backup(made.folder, msgspec.structs.replace(made.metadata, schema=999))
    with pytest.raises(BackupError, match="Upgrade first"):
        restoring.check(newer)


@pytest.mark.parametrize("part", ["pioreactor.sqlite", "files.zip"])
def test_a_damaged_part_is_found_before_anything_is_replaced(tmp_path: Path, part: str) -> None:
    made = making.create(tmp_path)
    add("worker2")
    content = bytearray((made.folder / part).read_bytes())
    content[len(content) // 2] ^= 0xFF
    (made.folder / part).write_bytes(content)
    with pytest.raises(BackupError, match="not what was written"):
        restoring.restore(made, with_files=False)
    assert workers() == ["worker1", "worker2"]


def test_rows_that_went_missing_are_found_though_the_checksum_was_renewed(tmp_path: Path) -> None:
    made = making.create(tmp_path)
    path = made.folder / "pioreactor.sqlite"
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("DELETE FROM workers")
    renewed = {**made.metadata.sha256, path.name: making.digest(path)}
    with pytest.raises(BackupError, match="workers"):
        making.verify(Backup(made.folder, msgspec.structs.replace(made.metadata, sha256=renewed)))


def test_too_little_space_is_said_with_the_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(DatabaseError, match=r"needs \d+ MB .* 0 MB are free"):
        making.create(tmp_path / "copies")
    assert backups_in(tmp_path / "copies") == []


def test_what_was_interrupted_is_no_backup_and_goes_with_the_next(tmp_path: Path) -> None:
    left = tmp_path / ".unfinished-20260101T000000Z"
    left.mkdir()
    (left / METADATA).write_text("{}")
    making.create(tmp_path)
    assert not left.exists() and len(backups_in(tmp_path)) == 1


def test_the_newest_is_meant_and_an_unknown_name_is_answered_with_those_that_exist(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="pio backup create"):
        find(tmp_path, None)
    made = making.create(tmp_path)
    assert find(tmp_path, None) == made
    with pytest.raises(BackupError, match=made.name):
        find(tmp_path, "20200101T000000Z")


def test_rotation_keeps_the_newest(tmp_path: Path) -> None:
    made = making.create(tmp_path)
    for day in ("20250101", "20250102"):
        shutil.copytree(made.folder, tmp_path / f"{day}T000000Z")
    assert making.rotate(tmp_path, daily=1, weekly=0) == ["20250101T000000Z", "20250102T000000Z"]
    assert backups_in(tmp_path) == [made] and database_path().exists()
