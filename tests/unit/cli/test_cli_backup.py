"""``pio backup``: what it says about copies, and about what a restore would change."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pioreactor import config
from pioreactor.storage import database
from pioreactor.storage.database import receipts
from pioreactor.storage.database.experiments import create_experiment
from pioreactor.storage.database.receipts import JournalKey
from tests.other_disk import other_disk


@pytest.fixture
def leader(unit: Path) -> Path:
    with closing(database.connect()) as conn:
        database.migrate(conn)
        create_experiment(conn, "kept")
        receipts.Receipts(conn)
    return unit


@pytest.fixture
def stick(leader: Path) -> Iterator[Path]:
    """A place on another disk, and one where nothing is mounted."""
    with other_disk(leader) as folder:
        (leader / "unit_config.ini").write_text(f"[backup.places]\nusb = {folder}\nabsent = {leader}/mnt\n")
        config.forget_config()
        yield folder


def test_a_backup_goes_to_its_places_and_the_list_says_where_each_lies(invoke: Any, stick: Path, leader: Path) -> None:
    made = invoke("backup", "create", "--json")
    told = json.loads(made.out)
    outcomes = {place["place"]: place for place in told["places"]}
    assert made.code == 1 and "not copied to absent" in made.err
    assert outcomes["usb"]["error"] == "" and "no other disk is mounted" in outcomes["absent"]["error"]
    [row] = json.loads(invoke("backup", "list", "--json").out)
    assert row["name"] == told["name"] and row["places"] == ["leader", "usb"]
    shutil.rmtree(leader / "backups" / told["name"])
    [row] = json.loads(invoke("backup", "list", "--json").out)
    assert (row["name"], row["folder"], row["places"]) == (told["name"], None, ["usb"])
    assert told["name"] in invoke("backup", "list", "--from", "usb").out
    assert f"{told['name']} is whole" in invoke("backup", "verify", "--from", "usb").out
    places = {place["name"]: place for place in json.loads(invoke("backup", "places", "--json").out)}
    assert places["usb"]["record"]["copies"][0]["name"] == told["name"] and places["absent"]["record"]["error"]
    assert "no other disk" in invoke("backup", "places").out


def test_the_status_of_the_unit_says_where_the_newest_lies(invoke: Any, stick: Path, leader: Path) -> None:
    def status() -> tuple[str, str]:
        checks = {check["name"]: check for check in json.loads(invoke("status", "--json").out)["checks"]}
        return checks["storage:backups"]["status"], checks["storage:backups"]["details"]

    with pytest.raises(KeyError):
        status()
    name = json.loads(invoke("backup", "create", "--json").out)["name"]
    assert status() == ("WARN", f"newest {name}, also at usb; not copied to absent, see pio backup places")
    with (leader / "unit_config.ini").open("a") as file:
        file.write("[backup]\nstale_after_days = 0.1\n")
    record = leader / "storage" / "backup_copies.json"
    record.write_text(record.read_text().replace('"made_at": "20', '"made_at": "19'))
    config.forget_config()
    assert status()[0] == "FAIL" and "too old: the leader itself, usb" in status()[1]


def test_a_copy_that_was_missed_is_brought_later(invoke: Any, stick: Path, leader: Path) -> None:
    name = json.loads(invoke("backup", "create", "--here-only", "--json").out)["name"]
    (leader / "unit_config.ini").write_text(f"[backup.places]\nusb = {stick}\n")
    config.forget_config()
    copied = invoke("backup", "copy")
    assert copied.code == 0 and "usb: copied to" in copied.out
    assert invoke("backup", "copy").out == "usb: has it already.\n"
    assert (stick / "leader1" / name / "backup.json").is_file()


def test_a_restore_says_first_what_it_would_change_and_is_done_from_a_place_and_undone(
    invoke: Any, stick: Path, leader: Path
) -> None:
    invoke("backup", "create")
    with closing(database.connect()) as conn:
        create_experiment(conn, "made since")
        conn.execute("DELETE FROM experiments WHERE experiment = 'kept'")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    told = json.loads(invoke("backup", "restore", "--check", "--from", "usb", "--json").out)["changes"]
    assert told["experiments_lost"] == ["made since"] and told["experiments_back"] == ["kept"]
    assert told["version"] == told["backup_version"] and told["schema"] == told["backup_schema"]
    assert "experiments" not in told["tables"], "as many as before, though not the same"
    with closing(database.connect()) as conn:
        create_experiment(conn, "another")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    said = invoke("backup", "restore", "--from", "usb").out
    assert "Experiments that would be lost: another, made since." in said and "Nothing was changed" in said
    assert "experiments  2         1" in said
    assert names() == {"made since", "another"}

    assert invoke("backup", "restore", "--check", "--apply").code == 2
    assert invoke("backup", "restore", "--apply", "--from", "usb").code == 0
    assert names() == {"kept"}
    assert invoke("backup", "restore", "--undo").code == 0
    assert names() == {"made since", "another"}


def test_whether_units_still_have_what_came_later_is_told(invoke: Any, leader: Path) -> None:
    with closing(database.connect()) as conn, database.transaction(conn):
        conn.execute("INSERT INTO journals (pioreactor_unit, journal_id, first_seen_us) VALUES ('u', 'aaaaaaaa', 1)")
        conn.execute("INSERT INTO journal_ranges VALUES ('u', 'aaaaaaaa', 1, 9)")
    first = json.loads(invoke("backup", "create", "--json").out)["name"]
    assert "still on them" in invoke("backup", "restore", first).out
    with closing(database.connect()) as conn, database.transaction(conn):
        later = receipts.backed_up(conn).made_us + 1_000_000
        receipts.record_backed_up(conn, {JournalKey("u", "aaaaaaaa"): 9}, later)
        create_experiment(conn, "later")
    assert "may not be on them any more" in invoke("backup", "restore", first).out


def test_of_a_damaged_database_it_is_said_that_nothing_can_be_compared(invoke: Any, leader: Path) -> None:
    assert invoke("backup", "create").code == 0
    with closing(database.connect()) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = leader / "storage" / "pioreactor.sqlite"
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    told = invoke("backup", "restore")
    assert told.code == 0 and "is damaged and cannot be read" in told.out, told.err
    assert invoke("backup", "restore", "--apply").code == 0
    with closing(database.connect(readonly=True)) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_an_unknown_backup_and_an_unknown_place_are_named(invoke: Any, stick: Path) -> None:
    assert "no backup" in invoke("backup", "restore", "20200101T000000Z", "--from", "usb").err
    assert "/nowhere" in invoke("backup", "verify", "--from", "/nowhere").err


def names() -> set[str]:
    with closing(database.connect(readonly=True)) as conn:
        return {str(name) for (name,) in conn.execute("SELECT experiment FROM experiments")}
