"""The modules with which the roles write their files and look at a host, as Ansible calls them."""

from __future__ import annotations

import getpass
import grp
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]


@pytest.fixture
def ask(tmp_path):
    """Calls a module of ours here: ``ask("host_look", {...}, "--check")`` gives its answer, empty if it fails, and all
    that was said. ``facts``: what is known of the host.
    """

    def call(module, arguments, *options, facts=None):
        command = [Path(sys.executable).with_name("ansible"), "localhost", "-c", "local", "-m", module]
        environment = {
            **os.environ,
            "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"),
            "ANSIBLE_LOCAL_TEMP": str(tmp_path / "ansible"),
            "ANSIBLE_LOAD_CALLBACK_PLUGINS": "true",
            "ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.minimal",
            "ANSIBLE_CALLBACK_RESULT_FORMAT": "json",
            "ANSIBLE_NOCOLOR": "1",
        }
        known = {"ansible_python_interpreter": sys.executable} | (facts or {})
        run = subprocess.run(
            [*map(str, command), "-a", json.dumps(arguments), "-e", json.dumps(known), *options],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode != 0:
            return {}, run.stdout + run.stderr
        text = run.stdout[run.stdout.index("{") :]
        return json.loads(text[: text.rindex("}") + 1]), run.stdout

    return call


@pytest.fixture
def put(ask):
    """Writes files: ``put(files, "--check")``. ``look``: the files that role base has seen, with their digests."""
    mine = {"owner": getpass.getuser(), "group": grp.getgrgid(os.getgid()).gr_name}

    def call(files, *options, look=None):
        facts = {} if look is None else {"base__look": look}
        return ask("host_files", {"files": [{**mine, **file} for file in files]}, *options, facts=facts)

    return call


def test_what_is_as_it_should_be_stays_untouched(put, tmp_path):
    folder, file, link = tmp_path / "etc", tmp_path / "etc" / "a.conf", tmp_path / "etc" / "b.conf"
    files = [
        {"path": str(folder), "mode": "0750"},
        {"path": str(file), "content": "a = 1\n", "mode": "0600"},
        {"path": str(link), "link": "a.conf"},
    ]
    first, _ = put(files)
    assert first["paths"] == [str(folder), str(file), str(link)]
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o750, 0o600)
    assert link.read_text() == "a = 1\n"
    before = file.stat().st_ino
    second, _ = put(files)
    assert (second["changed"], second["paths"], file.stat().st_ino) == (False, [], before)


def test_rights_that_somebody_has_changed_are_put_right(put, tmp_path):
    file = tmp_path / "secret"
    file.write_text("s\n")
    file.chmod(0o644)
    answer, _ = put([{"path": str(file), "content": "s\n", "mode": "0600"}])
    assert (answer["paths"], file.stat().st_mode & 0o777) == ([str(file)], 0o600)


def test_a_dry_run_shows_the_difference_and_changes_nothing(put, tmp_path):
    file = tmp_path / "a.conf"
    file.write_text("a = 1\n")
    wanted = [{"path": str(file), "content": "a = 2\n"}, {"path": str(tmp_path / "new" / "b"), "content": "b\n"}]
    answer, said = put(wanted, "--check", "--diff")
    assert answer["changed"] is True
    assert "-a = 1" in said and "+a = 2" in said
    assert file.read_text() == "a = 1\n" and not (tmp_path / "new").exists()


def test_a_file_that_is_not_valid_leaves_the_old_one(put, tmp_path):
    file = tmp_path / "a.py"
    file.write_text("a = 1\n")
    check = [sys.executable, "-c", "import ast, sys; ast.parse(open(sys.argv[1]).read())", "%s"]
    answer, said = put([{"path": str(file), "content": "a = = 1\n", "validate": check}])
    assert answer == {} and "would not be valid and stays as it was" in said
    assert file.read_text() == "a = 1\n"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".a.py")] == []


def test_what_must_go_goes_once(put, tmp_path):
    file = tmp_path / "old"
    file.write_text("old\n")
    wanted = [{"path": str(file), "state": "absent"}]
    assert put(wanted)[0]["changed"] is True and not file.exists()
    assert put(wanted)[0]["changed"] is False


@pytest.fixture
def look(ask, tmp_path):
    """What role base would have seen of the files here."""

    def of(*patterns):
        return ask("host_look", {"files": [str(tmp_path / pattern) for pattern in patterns]})[0]

    return of


def test_a_host_that_was_looked_at_and_is_right_is_not_asked_again(put, look, tmp_path):
    """Seen by what nobody would do: the file is gone since the look."""
    files = [
        {"path": str(tmp_path / "etc"), "state": "directory", "mode": "0750"},
        {"path": str(tmp_path / "etc" / "a.conf"), "content": "ä = 1\n", "mode": "0640"},
        {"path": str(tmp_path / "etc" / "b.conf"), "link": "a.conf"},
    ]
    put(files)
    seen = look("etc", "etc/*.conf")
    (tmp_path / "etc" / "a.conf").unlink()
    assert put(files, look=seen)[0]["changed"] is False
    assert put(files)[0]["paths"] == [str(tmp_path / "etc" / "a.conf")]


@pytest.mark.parametrize(
    "other",
    [
        {"content": "a = 2\n"},
        {"mode": "0600"},
        {"content": None, "link": "elsewhere"},
        {"content": None, "state": "absent"},
    ],
    ids=["content", "mode", "link", "absent"],
)
def test_a_host_that_was_looked_at_and_differs_is_put_right(put, look, tmp_path, other):
    file = tmp_path / "a.conf"
    put([{"path": str(file), "content": "a = 1\n"}])
    wanted = {key: value for key, value in {"path": str(file), "content": "a = 1\n", **other}.items() if value}
    assert put([wanted], look=look("*.conf"))[0]["paths"] == [str(file)]


def test_what_was_looked_for_in_vain_is_absent(put, look, tmp_path):
    """Seen by what nobody would do: the file is there since the look."""
    wanted = [{"path": str(tmp_path / "old.conf"), "state": "absent"}]
    seen = look("*.conf")
    (tmp_path / "old.conf").write_text("old\n")
    assert put(wanted, look=seen)[0]["changed"] is False


# A pattern over folders says nothing about one of them.
@pytest.mark.parametrize("pattern", ["*.other", "**/*.conf"])
def test_what_was_not_looked_for_may_be_there(put, look, tmp_path, pattern):
    wanted = [{"path": str(tmp_path / "old.conf"), "state": "absent"}]
    seen = look(pattern)
    (tmp_path / "old.conf").write_text("old\n")
    assert put(wanted, look=seen)[0]["paths"] == [str(tmp_path / "old.conf")]


def test_a_file_that_the_look_does_not_name_is_looked_at(put, look, tmp_path):
    wanted = [{"path": str(tmp_path / "a.conf"), "content": "a = 1\n"}]
    assert put(wanted, look=look("*.other"))[0]["changed"] is True
    assert put(wanted, look=look("*.other"))[0]["changed"] is False


def test_a_look_answers_what_it_was_asked_and_no_more(ask, tmp_path):
    (tmp_path / "a.txt").write_text("a = 1\n")
    (tmp_path / "a.txt").chmod(0o640)
    asked = {
        "user": getpass.getuser(),
        "modes": [str(tmp_path / "a.txt"), str(tmp_path / "missing")],
        "there": [str(tmp_path), str(tmp_path / "missing")],
        "texts": [str(tmp_path / "a.txt"), str(tmp_path / "missing.txt")],
    }
    found, _ = ask("host_look", asked, "--check")
    owners = f"{getpass.getuser()}:{grp.getgrgid(os.getgid()).gr_name}"
    assert found["changed"] is False
    assert found["modes"] == [f"640 {owners} {tmp_path}/a.txt"]
    assert found["there"] == {str(tmp_path): True, str(tmp_path / "missing"): False}
    assert found["texts"] == {"a.txt": "a = 1\n"}
    assert found["account"]["home"] == str(Path.home())
    assert not {"packages", "hosts", "weak_spots"} & set(found)


def test_a_look_at_the_system_sees_packages_and_services(ask):
    found, _ = ask("host_look", {"system": True, "user": "nobody-of-this-name"})
    assert "dpkg" in found["packages"]
    assert set(found["running"]) <= set(found["enabled"])
    assert "localhost" in found["hosts"]
    assert found["account"] == {}


def test_settings_that_were_looked_at_are_compared_without_their_values(ask, tmp_path):
    (tmp_path / "a.ini").write_text("[mail]\nUser = ann\npassword = 100%% secret\n; no = 1\nempty\n")
    (tmp_path / "odd.ini").write_text("no section = 1\n")
    asked = {"settings": [str(tmp_path / name) for name in ("a.ini", "odd.ini", "missing.ini")]}
    found, said = ask("host_look", asked)
    assert "secret" not in said and "ann" not in said.replace("ansible", "")
    seen = found["settings"]
    assert (seen["odd.ini"], seen["missing.ini"]) == ({}, {})
    wanted = {
        "same": {"mail": {"User": "ann", "password": "100% secret", "empty": "", "other": None}},
        "another value": {"mail": {"User": "eve"}},
        "another key": {"mail": {"user": "ann"}},
        "another section": {"post": {"User": "ann"}},
        "to be taken out": {"mail": {"User": None}},
    }
    words = {name: f"{{{{ wanted['{name}'] | differs_from(seen['a.ini']) }}}}" for name in wanted}
    answer, _ = ask("ansible.builtin.debug", {"msg": words}, facts={"wanted": wanted, "seen": seen})
    assert [name for name, differs in answer["msg"].items() if not differs] == ["same"]
