"""The settings that playbooks run with make the process of a task cheap."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[3]
FILTER = """
import gc

class FilterModule:
    def filters(self):
        return {"frozen": lambda _: gc.get_freeze_count()}
"""
PLAY = """
- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - ansible.builtin.debug:
        msg: "in the process of a task {{ '' | frozen }} objects are not looked through"
"""


def test_the_process_of_a_task_does_not_look_through_what_ansible_has_loaded(tmp_path):
    (tmp_path / "filters").mkdir()
    (tmp_path / "filters" / "frozen.py").write_text(FILTER)
    (tmp_path / "play.yml").write_text(PLAY)
    environment = {
        **os.environ,
        "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"),
        "ANSIBLE_FILTER_PLUGINS": str(tmp_path / "filters"),
        "ANSIBLE_LOCAL_TEMP": str(tmp_path / "ansible"),
    }
    command = [Path(sys.executable).with_name("ansible-playbook"), tmp_path / "play.yml"]
    said = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert int(said.partition("process of a task ")[2].split()[0]) > 50_000, said
