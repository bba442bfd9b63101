"""What the service of backups does: what was asked for, else the backup of the night; and what it writes down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pioreactor.cluster import errands
from pioreactor.cluster.backups import runner, runs
from pioreactor.cluster.backups.runs import DESK, BackupRun
from pioreactor.cluster.backups.structs import BackupError, backups_in
from pioreactor.config import forget_config
from pioreactor.storage import database
from pioreactor.storage.files import write_atomically
from pioreactor.testing.broker import free_port


@pytest.fixture(autouse=True)
def leader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    root = tmp_path / "root"
    root.mkdir()
    (root / "config.ini").write_text(
        "[cluster.topology]\nleader_hostname = leader1\nleader_address = 127.0.0.1\n"
        f"[mqtt]\nbroker_address = 127.0.0.1\nbroker_port = {free_port()}\n"
    )
    monkeypatch.setenv("DOT_PIOREACTOR", str(root))
    monkeypatch.setenv("RUN_PIOREACTOR", str(tmp_path / "run"))
    monkeypatch.setenv("HOSTNAME", "leader1")
    monkeypatch.setattr("sys.argv", ["runner", "--to", str(tmp_path / "copies")])
    forget_config()
    with closing(database.connect()) as conn:
        database.migrate(conn)
    monkeypatch.setattr(DESK, "_start_by_ourselves", lambda: None)
    yield root
    forget_config()


def last() -> BackupRun:
    run = DESK.last()
    assert run is not None
    return run


def test_without_a_request_it_makes_the_backup_of_the_night(tmp_path: Path) -> None:
    runner.main()
    [made] = backups_in(tmp_path / "copies")
    run = last()
    assert (run.kind, run.asked_by, run.outcome, run.backup) == ("create", "", "succeeded", made.name)
    assert [(stage.place, stage.state) for stage in run.stages] == [("", "done")]


def test_what_was_asked_for_is_done_once() -> None:
    asked = runs.ask(runs.new("create", asked_by="mira"))
    with pytest.raises(runs.BackupUnderWayError, match="being made"):
        runs.ask(runs.new("create"))
    runner.main()
    assert (last().run_id, last().asked_by, last().outcome) == (asked.run_id, "mira", "succeeded")
    assert not DESK.request().exists()


def test_a_request_that_is_too_old_is_not_carried_out_when_nobody_expects_it(tmp_path: Path) -> None:
    run = runs.ask(runs.new("create"))
    write_atomically(DESK.request(), f'{{"run_id": "{run.run_id}", "asked_s": 1}}')
    with pytest.raises(SystemExit, match="too long ago"):
        runner.main()
    assert not DESK.request().exists() and not (tmp_path / "copies").exists()


def test_a_place_without_its_copy_fails_the_run_and_names_it(leader: Path) -> None:
    with (leader / "config.ini").open("a") as file:
        file.write(f"[backup.places]\nusb = {leader}/nothing is mounted\n")
    forget_config()
    with pytest.raises(SystemExit, match="not copied to usb"):
        runner.main()
    run = last()
    assert run.outcome == "failed" and "not copied to usb" in run.message and run.backup
    assert [stage.state for stage in run.stages] == ["done", "failed"] and "no other disk" in run.stages[1].text


def test_a_backup_that_cannot_be_made_says_why_and_skips_the_places(leader: Path) -> None:
    with (leader / "config.ini").open("a") as file:
        file.write(f"[backup.places]\nusb = {leader}/nothing is mounted\n")
    forget_config()
    for path in (leader / "storage").glob("pioreactor.sqlite*"):
        path.unlink()
    with pytest.raises(SystemExit, match="no database"):
        runner.main()
    assert last().outcome == "failed" and "no database" in last().message
    assert [stage.state for stage in last().stages] == ["failed", "skipped"]


def test_one_whose_process_has_died_is_interrupted() -> None:
    run = runs.new("create")
    run.outcome = "running"
    DESK.save(run)
    assert last().outcome == "interrupted" and "What was not finished does not count" in last().message
    with DESK.held():
        assert last().outcome == "running"
        with pytest.raises(BackupError, match="under way"), DESK.held():
            pass


def test_only_the_newest_records_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "KEPT", 2)
    for number in range(3):
        run = runs.new("create")
        run.run_id, run.outcome = f"2020010{number + 1}T000000Z-0000", "succeeded"
        DESK.save(run)
    runner.main()
    assert [one.run_id[:8] for one in DESK.history()][1:] == ["20200103"]
