"""Backups over HTTP."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pioreactor import clock
from pioreactor.cluster.backups import performing, records, runs
from pioreactor.cluster.backups.finding import made_in
from pioreactor.cluster.backups.runs import DESK
from pioreactor.cluster.backups.structs import DATABASE
from pioreactor.config import forget_config
from pioreactor.storage import database
from pioreactor.storage.database.experiments import create_experiment
from pioreactor.storage.database.migrating import migrations
from tests.other_disk import other_disk
from tests.unit.web.web_bench import signed_in, wait_for_task


@pytest.fixture
def leader(make_app: Callable[[], Flask]) -> FlaskClient:
    client = signed_in(make_app(), "admin")
    with closing(database.connect()) as conn:
        create_experiment(conn, "kept")
    return client


@pytest.fixture
def stick(data_root: Path) -> Iterator[Path]:
    """A place on another disk, and one where nothing is mounted."""
    with other_disk(data_root) as folder:
        (data_root / "unit_config.ini").write_text(f"[backup.places]\nusb = {folder}\nabsent = {data_root}/mnt\n")
        forget_config()
        yield folder


def made() -> str:
    """A backup as the timer makes it; its name."""
    run = runs.new("create")
    with DESK.held():
        performing.create(run, made_in(), daily=7, weekly=4)
    return run.backup


def test_before_the_first_backup_there_is_nothing_and_it_says_so(leader: FlaskClient) -> None:
    told = leader.get("/api/backups").get_json()
    assert (told["backups"], told["places"], told["run"], told["why_not"]) == ([], [], None, None)
    assert told["stale_after_days"] == 3.0


def test_each_backup_tells_when_it_was_read_back_and_which_places_have_it(leader: FlaskClient, stick: Path) -> None:
    name = made()
    told = leader.get("/api/backups").get_json()
    [line] = told["backups"]
    assert (line["name"], line["is_here"], line["places"], line["is_usable"]) == (name, True, ["usb"], True)
    assert line["read_back_at"] == line["made_at"] and line["rows"] > 0 and line["size_bytes"] > 0
    places = {place["name"]: place for place in told["places"]}
    assert (places["usb"]["copies"], places["usb"]["newest_at"], places["usb"]["error"]) == (1, line["made_at"], "")
    assert places["absent"]["copies"] == 0 and "no other disk is mounted" in places["absent"]["error"]
    assert told["run"]["outcome"] == "failed" and "not copied to absent" in told["run"]["message"]
    assert {stage["place"]: stage["state"] for stage in told["run"]["stages"]} == {
        "": "done",
        "usb": "done",
        "absent": "failed",
    }
    shutil.rmtree(made_in() / name)
    [line] = leader.get("/api/backups").get_json()["backups"]
    assert not line["is_here"] and line["places"] == ["usb"]


def test_a_damaged_one_does_not_hide_the_others(leader: FlaskClient) -> None:
    name = made()
    (made_in() / "20200101T000000Z").mkdir()
    (made_in() / "20200101T000000Z" / "backup.json").write_text("{}")
    told = leader.get("/api/backups").get_json()
    assert [line["name"] for line in told["backups"]] == [name]
    assert len(told["damaged"]) == 1 and "Move that folder away" in told["damaged"][0]


def test_one_is_made_at_request_outside_the_web_server(make_app: Callable[[], Flask]) -> None:
    app = make_app()
    admin, operator = signed_in(app, "admin"), signed_in(app, "operator")
    asked = operator.post("/api/backups")
    assert asked.status_code == 202 and asked.get_json()["asked_by"] == "operator1"
    path = f"/api/backups/runs/{asked.get_json()['run_id']}"
    assert clock.wait_until(lambda: operator.get(path).get_json()["outcome"] not in ("asked", "running"), 60)
    run = operator.get(path).get_json()
    assert (run["outcome"], run["message"]) == ("succeeded", "")
    [line] = operator.get("/api/backups").get_json()["backups"]
    assert line["name"] == run["backup"] and line["rows"] == run["rows"]
    audited = next(one for one in admin.get("/api/audit").get_json() if one["actor"] == "operator1")
    assert audited["action"] == "Make a backup"


def test_only_one_at_a_time(leader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DESK, "_start_by_ourselves", lambda: None)
    assert leader.post("/api/backups").status_code == 202
    refused = leader.post("/api/backups")
    assert refused.status_code == 409 and "being made" in refused.get_json()["error"]


def test_where_nobody_takes_requests_it_says_what_to_do(
    leader: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wrapper = tmp_path / "pioreactor-playbook"
    wrapper.touch()
    monkeypatch.setattr("pioreactor.cluster.upgrading.WRAPPER", wrapper)
    refused = leader.post("/api/backups")
    assert refused.status_code == 409 and "playbooks/site.yml" in refused.get_json()["remediation"]
    assert "pio backup create" in leader.get("/api/backups").get_json()["why_not"]


def test_the_newest_is_copied_to_the_places_that_lack_it(
    leader: FlaskClient, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DESK, "_start_by_ourselves", lambda: None)
    assert leader.post("/api/backups/copy", json={}).status_code == 404
    name = made()
    shutil.rmtree(stick / "leader1" / name)
    asked = leader.post("/api/backups/copy", json={"name": ""}).get_json()
    assert (asked["kind"], asked["backup"]) == ("copy", name)
    with DESK.taken() as run:
        performing.copy(run, made_in())
    assert (stick / "leader1" / name / "backup.json").is_file()
    assert leader.get(f"/api/backups/runs/{asked['run_id']}").get_json()["stages"][1]["state"] == "done"


def test_without_places_there_is_nothing_to_copy_to(leader: FlaskClient) -> None:
    made()
    refused = leader.post("/api/backups/copy", json={})
    assert refused.status_code == 409 and "[backup.places]" in refused.get_json()["remediation"]


def checked(client: FlaskClient, name: str, place: str = "") -> Any:
    return wait_for_task(client, client.post(f"/api/backups/{name}/check", json={"place": place}))


def test_a_check_says_what_a_restore_would_change_and_changes_nothing(leader: FlaskClient) -> None:
    name = made()
    records.note_read_back("20200101T000000Z")
    with closing(database.connect()) as conn:
        create_experiment(conn, "made since")
        conn.execute("DELETE FROM experiments WHERE experiment = 'kept'")
    told = checked(leader, name)["result"]
    assert told["changes"]["experiments_lost"] == ["made since"]
    assert told["changes"]["experiments_back"] == ["kept"]
    assert told["commands"] == [f"pio backup restore {name} --apply"]
    assert [one["experiment"] for one in leader.get("/api/experiments").get_json()] == ["made since"]
    [line] = leader.get("/api/backups").get_json()["backups"]
    assert line["read_back_at"] > line["made_at"]
    assert leader.get("/api/audit").get_json()[0]["action"] == "What would a restore change"


def test_on_a_leader_with_its_roles_the_commands_stop_and_start_what_has_the_database_open(
    leader: FlaskClient, stick: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    name = made()
    wrapper = tmp_path / "pioreactor-playbook"
    wrapper.touch()
    monkeypatch.setattr("pioreactor.cluster.upgrading.WRAPPER", wrapper)
    [line] = checked(leader, name)["result"]["commands"]
    assert line == f"sudo pioreactor-playbook restore --var restore_name={name} --var restore_confirm=yes"
    told = checked(leader, name, "usb")["result"]
    assert told["commands"][2] == f"pio backup restore {name} --from usb --apply" and told["files_option"] == "--files"
    assert [line.rpartition(" ")[0] for line in told["commands"] if "sudo" in line] == [
        *["sudo systemctl stop"] * 2,
        *["sudo systemctl start"] * 2,
    ]


def test_a_check_finds_damage(leader: FlaskClient) -> None:
    name = made()
    with (made_in() / name / DATABASE).open("r+b") as file:
        file.truncate(5000)
    failed = checked(leader, name)
    assert failed["status"] == "failed" and "Do not rely on it" in failed["error"]


def test_one_of_a_newer_version_is_refused(leader: FlaskClient) -> None:
    description = made_in() / made() / "backup.json"
    text = description.read_text()
    description.write_text(text.replace(f'"schema": {len(migrations())}', '"schema": 900'))
    [line] = leader.get("/api/backups").get_json()["backups"]
    assert not line["is_usable"]
    assert "Upgrade first" in checked(leader, line["name"])["error"]


def test_unknown_backups_and_places_are_named(leader: FlaskClient) -> None:
    made()
    for name in ("20200101T000000Z", "nothing", "..%2f..%2fetc"):
        assert leader.post(f"/api/backups/{name}/check", json={}).status_code == 404
    refused = leader.post("/api/backups/20200101T000000Z/check", json={"place": "/etc"})
    assert refused.status_code == 404 and "place" in refused.get_json()["error"]
    assert leader.get("/api/backups/runs/20200101T000000Z-0000").status_code == 404


@pytest.mark.parametrize(("role", "make", "check"), [("viewer", 403, 403), ("operator", 202, 403), ("admin", 202, 404)])
def test_who_may_do_what(
    make_app: Callable[[], Flask], monkeypatch: pytest.MonkeyPatch, role: str, make: int, check: int
) -> None:
    monkeypatch.setattr(DESK, "_start_by_ourselves", lambda: None)
    client = signed_in(make_app(), role)
    assert client.get("/api/backups").status_code == 200
    assert client.post("/api/backups").status_code == make
    assert client.post("/api/backups/20200101T000000Z/check", json={}).status_code == check
