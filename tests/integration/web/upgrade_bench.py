"""A cluster whose upgrades are played: real Ansible and our callback, and units that only write down how far they are.

What is played is the change on the host itself; tests/hosts does that with booted machines.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from pathlib import Path

from pioreactor.cluster.release import packing
from pioreactor.cluster.release.manifest import python_tag
from pioreactor.cluster.release.signature import IDENTITY, NAMESPACE

PROJECT = Path(__file__).parents[3]
NEW = "9.1.0"
CHANGELOG = """# Changelog

## 9.1.0

- Charts open twice as fast.
- A [link](https://example.org) and `code` are
  plain words.

### For users of earlier versions

- Nothing needs to be done.

## 0.1.0

- The first one.
"""
CONFIG = """[defaults]
inventory = {folder}/hosts
callback_plugins = {project}/playbooks/callback_plugins
callbacks_enabled = pioreactor_progress
local_tmp = {folder}/tmp
inject_facts_as_vars = False
[connection]
"""
HOSTS = """
all:
  vars:
    ansible_connection: local
    ansible_python_interpreter: {python}
    played: {folder}/units
    project: {project}
  children:
    cluster:
      children:
        leader: {{hosts: {{{leader}: }}}}
        workers: {{hosts: {{{workers}}}}}
"""
UPGRADE = """
- name: Check the bundle
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Check signature and files of the bundle
      ansible.builtin.command:
        argv: ["{{ ansible_playbook_python }}", -m, pioreactor.cluster.release.check, "{{ release_bundle }}"]
      environment:
        PYTHONPATH: "{{ project }}"
- name: See who is there
  hosts: cluster
  gather_facts: false
  tasks:
    - name: Reach the host
      ansible.builtin.ping:
- name: Pre-flight
  hosts: cluster
  gather_facts: false
  any_errors_fatal: true
  tasks:
    - name: There is enough space
      ansible.builtin.command: test ! -e {{ played }}/{{ inventory_hostname }}/full
      register: space
      failed_when: false
    - name: There is enough space for the release
      ansible.builtin.assert:
        that: space.rc == 0
        fail_msg: "{{ inventory_hostname }} has 12 MB free. {{ lookup('file', played ~ '/said', errors='ignore') }}"
- name: Install beside
  hosts: cluster
  gather_facts: false
  any_errors_fatal: true
  tasks:
    - name: Install the release
      ansible.builtin.command: sleep {{ lookup('file', played ~ '/pause_s') }}
- name: Change the workers
  hosts: workers
  gather_facts: false
  serial: [1, "30%"]
  tasks:
    - name: Change this unit
      ansible.builtin.include_tasks: change.yml
- name: Change the leader
  hosts: leader
  gather_facts: false
  tasks:
    - name: Change this unit
      ansible.builtin.include_tasks: change.yml
"""
ROLLBACK = """
- name: Return the units
  hosts: cluster
  gather_facts: false
  tasks:
    - name: Return this unit
      ansible.builtin.include_tasks: change.yml
      vars: {way: back.json}
"""
CHANGE = """
- name: Be one step further
  ansible.builtin.script: >-
    {folder}/step.py {{{{ played }}}}/{{{{ inventory_hostname }}}} {{{{ way | default('way.json') }}}}
  args: {{executable: "{python}"}}
- name: Wait for the host
  ansible.builtin.slurp:
    src: "{{{{ played }}}}/{{{{ inventory_hostname }}}}/upgrade.json"
  register: seen
  until: (seen.content | b64decode | from_json).step in ['accepted', 'returned', 'abandoned', 'stuck']
  retries: 600
  delay: 0.2
- name: The host uses the release
  ansible.builtin.assert:
    that: (seen.content | b64decode | from_json).step == 'accepted' or way is defined
    fail_msg: >-
      {{{{ inventory_hostname }}}} is back at 0.1.0. {{{{ (seen.content | b64decode | from_json).failure }}}}
"""
STEP = '''
"""Plays the change of a unit: writes one state after the other into its upgrade.json, in the background."""
import json, os, sys, time
folder, way = sys.argv[1], sys.argv[2]
states = json.load(open(f"{folder}/{way}"))
pause = float(open(f"{folder}/../pause_s").read())
def write(state):
    with open(f"{folder}/.new", "w") as file:
        json.dump(state, file)
    os.replace(f"{folder}/.new", f"{folder}/upgrade.json")
write(states[0])
if os.fork() == 0:
    os.setsid()
    for name in (0, 1, 2):
        os.close(name)
    for state in states[1:]:
        time.sleep(pause)
        write(state)
    os._exit(0)
'''


class PlayedUpgrades:
    """Files of such a cluster. ``environment``: for the leader's web server, and what it starts."""

    def __init__(self, folder: Path, leader: str, workers: list[str], pause_s: float = 0.3) -> None:
        self.folder = folder
        self.units = folder / "units"
        self.signers = folder / "release-signers"
        playbooks = folder / "playbooks"
        playbooks.mkdir(parents=True)
        for unit in (leader, *workers):
            (self.units / unit).mkdir(parents=True)
            self.play(unit)
        self.pause(pause_s)
        for name in ("key", "stranger"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
        self.signers.write_text(f'{IDENTITY} namespaces="{NAMESPACE}" {(folder / "key.pub").read_text()}')
        (folder / "ansible.cfg").write_text(CONFIG.format(folder=folder, project=PROJECT))
        hosts = ", ".join(f"{worker}: " for worker in workers)
        text = HOSTS.format(python=sys.executable, folder=folder, project=PROJECT, leader=leader, workers=hosts)
        (folder / "hosts").mkdir()
        (folder / "hosts" / "cluster.yml").write_text(text)
        (folder / "step.py").write_text(STEP)
        (playbooks / "upgrade.yml").write_text(UPGRADE)
        (playbooks / "rollback.yml").write_text(ROLLBACK)
        (playbooks / "change.yml").write_text(CHANGE.format(folder=folder, python=sys.executable))

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PIO_ANSIBLE": str(self.folder),
            "PIO_RELEASE_SIGNERS": str(self.signers),
            "ANSIBLE_CONFIG": str(self.folder / "ansible.cfg"),
            "ANSIBLE_HOME": str(self.folder / "home"),
        }

    def pause(self, seconds: float) -> None:
        """Between two steps of a unit."""
        (self.units / "pause_s").write_text(str(seconds))

    def play(self, unit: str, *, is_ill: bool = False) -> None:
        """What the unit will write down; ``is_ill``: it is not as well as before, and returns."""
        about = {"to": NEW, "come_from": "0.1.0", "ready_within_s": 150.0, "stable_for_s": 60.0, "failure": ""}
        away = {"is_ready": True, "away_s": 7.1}
        ill = {"failure": "The unit is not as well as before: od_reading does not run."}
        start = [{"step": step} for step in ("prepared", "measured", "saved", "switched")]
        start += [{"step": "started", "progress": "ready: stirring does not run"}]
        ways = {
            "well": [
                *start,
                {"step": "started", "progress": "stable: all is well", **away},
                {"step": "accepted", **away},
            ],
            "ill": [
                *start,
                *start[-1:] * 4,
                *({"step": step, **ill} for step in ("returning", "put back", "returned")),
            ],
            "back": [{"step": step, "is_rollback": True, **away} for step in ("returning", "put back", "returned")],
        }
        ways["way"] = ways["ill" if is_ill else "well"]
        for name, states in ways.items():
            (self.units / unit / f"{name}.json").write_text(json.dumps([about | state for state in states]))

    def bundle(self, key: str = "key", **changes: object) -> Path:
        """A small bundle, signed with ``key``; ``stranger`` is trusted by nobody."""
        content = self.folder / "content"
        (content / "wheels").mkdir(parents=True, exist_ok=True)
        (content / "CHANGELOG.md").write_text(CHANGELOG)
        (content / "wheels" / "thing-1.0-py3-none-any.whl").write_bytes(b"wheel" * 250_000)
        about = {"version": NEW, "architecture": platform.machine(), "pythons": [python_tag()], "schema_version": 6}
        manifest = packing.describe(content, **(about | changes))  # type: ignore[arg-type]
        return packing.pack(content, manifest, self.folder / key, self.folder / f"by-{key}-{len(changes)}")
