"""What is done on the unit itself, below a folder that stands for its root."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from pioreactor.cluster.joining import on_unit

LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG93bg== pioreactor-leader@leader1"
OTHERS = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHRoZWly somebody@laptop"


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A unit with both accounts, on which somebody's own key may log in as root."""
    me = pwd.getpwuid(os.getuid())
    monkeypatch.setattr(on_unit, "ROOT", tmp_path)
    accounts = [
        pwd.struct_passwd((name, "x", me.pw_uid, me.pw_gid, "", home, "/bin/sh"))
        for name, home in (("root", "/root"), ("pioreactor", "/home/pioreactor"))
    ]
    monkeypatch.setattr(on_unit, "accounts", lambda: accounts)
    monkeypatch.setattr(on_unit.subprocess, "run", lambda *_, **__: os)
    monkeypatch.setattr(on_unit, "let_root_in", lambda: False)
    for folder in ("root/.ssh", "home/pioreactor", "etc", "opt", "var"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "root/.ssh/authorized_keys").write_text(f"{OTHERS}\n")
    return tmp_path


def content(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.is_file()}


def test_the_leader_is_let_in_once_and_the_unit_knows_whose_it_is(root: Path) -> None:
    changes = on_unit.install_key(LINE, "leader1")
    assert changes["added"] == ["root", "pioreactor"]
    assert on_unit.marker() == {"name": "leader1", "key": LINE.split()[1]}
    assert (root / "root/.ssh/authorized_keys").read_text() == f"{OTHERS}\n{LINE}\n"
    assert (root / "home/pioreactor/.ssh").stat().st_mode & 0o777 == 0o700
    before = content(root)
    assert on_unit.install_key(LINE, "leader1")["added"] == [] and content(root) == before


def test_what_was_changed_is_taken_back_and_others_keys_stay(root: Path) -> None:
    before, look = content(root), on_unit.look()
    changes = on_unit.install_key(LINE, "leader1")
    (root / on_unit.HARDENED).parent.mkdir(parents=True)
    (root / on_unit.HARDENED).write_text("PasswordAuthentication no\n")
    on_unit.take_back(changes, look)
    assert content(root) == before | {"home/pioreactor/.ssh/authorized_keys": ""}


def test_a_mark_of_before_comes_back(root: Path) -> None:
    on_unit.install_key(OTHERS, "leader0")
    changes = on_unit.install_key(LINE, "leader1")
    on_unit.take_back(changes, on_unit.look())
    assert on_unit.marker()["name"] == "leader0"


def test_a_unit_tells_whose_it_is_by_its_mark_or_its_configuration(root: Path) -> None:
    assert on_unit.look()["leader"] == ""
    (root / on_unit.DATA).mkdir(parents=True)
    (root / on_unit.DATA / "config.ini").write_text("[cluster.topology]\nleader_hostname = leader0\n")
    assert on_unit.look()["leader"] == "", "an image's configuration alone makes it nobody's"
    (root / on_unit.CREDENTIALS).write_text("{}")
    assert on_unit.look()["leader"] == "leader0"
    on_unit.install_key(LINE, "leader1")
    assert (on_unit.look()["leader"], on_unit.look()["leader_key"]) == ("leader1", LINE.split()[1])


def test_a_unit_that_leaves_keeps_its_data_and_nothing_of_the_leader(root: Path) -> None:
    (root / on_unit.DATA).mkdir(parents=True)
    (root / on_unit.DATA / "journal.sqlite").write_text("readings")
    (root / on_unit.CREDENTIALS).write_text("{}")
    on_unit.install_key(LINE, "leader1")
    assert on_unit.leave()["leader"] == "leader1"
    assert on_unit.traces() == {"keys": [], "files": []}
    left = content(root)
    assert left[f"{on_unit.DATA}/journal.sqlite"] == "readings" and OTHERS in left["root/.ssh/authorized_keys"]
    assert not any(LINE.split()[1] in text for text in left.values())
