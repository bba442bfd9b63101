"""Restarting, switching off and removing files: what is asked of the host, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from pioreactor.storage.paths import run_dir
from tests.unit.web.web_bench import wait_for_task


@pytest.mark.parametrize(("route", "wish"), [("reboot", "reboot"), ("shutdown", "poweroff")])
def test_a_wish_is_left_for_the_host(leader: FlaskClient, route: str, wish: str) -> None:
    folder = run_dir() / "power"
    folder.mkdir(parents=True)
    told = wait_for_task(leader, leader.post(f"/unit_api/system/{route}"))
    assert told["result"] is True and [file.name for file in folder.iterdir()] == [wish]
    again = leader.patch("/unit_api/system/reboot")
    assert again.status_code == 429 and again.headers["Retry-After"] == "15"


def test_a_computer_that_takes_no_wishes_says_so(leader: FlaskClient) -> None:
    refused = leader.post("/unit_api/system/reboot")
    assert refused.status_code == 409 and "playbooks/site.yml" in refused.get_json()["error"]


def test_through_the_leader_each_unit_has_its_answer(leader: FlaskClient) -> None:
    told = wait_for_task(leader, leader.post("/api/units/leader1/system/shutdown"))["result"]
    assert told["leader1"]["ok"] is False  # nothing listens on its port in this test
    assert leader.post("/api/units/nobody/system/reboot").status_code == 400


def remove(leader: FlaskClient, path: object) -> tuple[int, object]:
    reply = leader.post("/unit_api/system/remove_file", json={"filepath": str(path)})
    if reply.status_code != 202:
        return reply.status_code, reply.get_json()["error"]
    return 200, wait_for_task(leader, reply)["result"]


def test_a_file_in_the_data_root_is_removed_once(leader: FlaskClient, data_root: Path) -> None:
    plugin = data_root / "plugins" / "old.py"
    plugin.parent.mkdir()
    plugin.write_text("")
    assert remove(leader, plugin) == (200, True) and not plugin.exists()
    assert remove(leader, "plugins/old.py") == (200, False)
    plugin.parent.rmdir()
    plugin.parent.write_text("a file where a folder was")
    assert remove(leader, "plugins/old.py") == (200, False)


def test_a_link_is_removed_and_not_what_it_leads_to(leader: FlaskClient, data_root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("kept")
    (data_root / "link").symlink_to(outside)
    assert remove(leader, "link") == (200, True)
    assert outside.read_text() == "kept" and not (data_root / "link").is_symlink()
    (data_root / "folder").symlink_to(tmp_path)
    assert remove(leader, "folder/outside")[0] == 403 and outside.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/etc/hostname",
        "../root2/x",
        "plugins/../../x",
        "",
        ".",
        "..",
        "credentials.json",
        "storage/pioreactor.sqlite-wal",
        "null\0byte",
        "null\0/byte",
        "x" * 300,
    ],
)
def test_refusals(leader: FlaskClient, path: str) -> None:
    assert remove(leader, path)[0] in (400, 403)


def test_folders_and_marked_units_are_left_alone(leader: FlaskClient, data_root: Path) -> None:
    assert remove(leader, "storage")[0] == 400
    (data_root / "notes.txt").write_text("")
    (data_root / "DISALLOW_UI_FILE_SYSTEM").touch()
    assert remove(leader, "notes.txt")[0] == 403 and (data_root / "notes.txt").exists()
