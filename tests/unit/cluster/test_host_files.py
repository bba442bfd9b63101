"""host_files, the module with which the roles write their files, as Ansible calls it."""

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
def put(tmp_path):
    """Calls the module here: ``put(files, "--check")`` gives its answer, empty if it fails, and all that was said."""
    mine = {"owner": getpass.getuser(), "group": grp.getgrgid(os.getgid()).gr_name}

    def call(files, *options):
        arguments = json.dumps({"files": [{**mine, **file} for file in files]})
        command = [Path(sys.executable).with_name("ansible"), "localhost", "-c", "local", "-m", "host_files"]
        environment = {
            **os.environ,
            "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"),
            "ANSIBLE_LOCAL_TEMP": str(tmp_path / "ansible"),
            "ANSIBLE_LOAD_CALLBACK_PLUGINS": "true",
            "ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.minimal",
            "ANSIBLE_CALLBACK_RESULT_FORMAT": "json",
            "ANSIBLE_NOCOLOR": "1",
        }
        own = ["-e", json.dumps({"ansible_python_interpreter": sys.executable}), *options]
        run = subprocess.run(
            [*map(str, command), "-a", arguments, *own],
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
