"""Following a playbook: real Ansible runs a play with our callback plugin, on this machine only."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from pioreactor.cluster import upgrading
from pioreactor.cluster.upgrading import Board, Event
from pioreactor.exc import UpgradeError

PROJECT = Path(__file__).parents[3]
ANSIBLE = Path(sys.executable).with_name("ansible-playbook")
PLAY = """
- name: Look on
  hosts: all
  gather_facts: false
  connection: local
  tasks:
    - name: Wait for the host
      ansible.builtin.slurp:
        src: "{folder}/{{{{ inventory_hostname }}}}/upgrade.json"
      register: seen
      until: (seen.content | b64decode | from_json).step == 'accepted'
      retries: 1
      delay: 0
"""


def test_each_unit_tells_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    states = {"good": {"step": "accepted"}, "ill": {"step": "started", "progress": "ready: stirring does not run"}}
    for unit, state in states.items():
        (tmp_path / unit).mkdir()
        (tmp_path / unit / "upgrade.json").write_text(json.dumps(state))
    (tmp_path / "play.yml").write_text(PLAY.format(folder=tmp_path))
    monkeypatch.setenv("ANSIBLE_CONFIG", str(PROJECT / "ansible.cfg"))
    monkeypatch.setenv("ANSIBLE_LOCAL_TEMP", str(tmp_path / "tmp"))
    monkeypatch.setenv("ANSIBLE_HOME", str(tmp_path / "home"))
    command = [ANSIBLE, "-i", "good,ill,", str(tmp_path / "play.yml"), "--extra-vars", "upgrade_progress=true"]
    command += ["--extra-vars", f"ansible_python_interpreter={sys.executable}"]
    board, events = Board(), []

    def tell(event: Event) -> None:
        events.append(event)
        board.take(event)

    outcome = upgrading.run([str(word) for word in command], tell)
    assert outcome.exit_code == 2, outcome.log
    assert (board.units["good"].state, board.units["ill"].state) == ("ok", "failed")
    assert any(e.unit == "ill" and e.state == "started" and "stirring does not run" in e.text for e in events)
    assert any(e.unit == "good" and e.state == "accepted" for e in events)
    assert events[0].step == "Look on" and board.step == "done"


def test_a_line_that_is_not_ours_is_left_to_the_log() -> None:
    assert upgrading.decode("TASK [x] ****\n") is None
    assert upgrading.decode("@progress {nonsense\n") is None
    event = upgrading.decode(
        '@progress {"step": "Pre-flight", "state": "running", "unit": "", "text": "", "seconds": 1}\n'
    )
    assert event is not None and event.step == "Pre-flight"


def test_the_reason_of_a_failure_stays_to_the_end() -> None:
    board = Board()
    board.take(Event("Change the workers", "failed", "u1", "too little space"))
    board.take(Event("done", "failed", "u1"))
    assert board.units["u1"].text == "too little space"


def test_a_command_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UpgradeError, match="cannot be started"):
        upgrading.run([str(tmp_path / "none")], lambda event: None)


def test_in_a_checkout_ansible_itself_is_run() -> None:
    if upgrading.WRAPPER.exists() or not ANSIBLE.exists():
        pytest.skip("this machine is a unit, or has no Ansible")
    command = upgrading.command_line("rollback", {"upgrade_progress": "true"}, "u1,u2")
    assert command[0] == str(ANSIBLE) and command[1] == os.fspath(PROJECT / "playbooks" / "rollback.yml")
    assert command[2:] == ["--extra-vars", "upgrade_progress=true", "--limit", "u1,u2,localhost"]
