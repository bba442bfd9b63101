"""Playbooks of stages, run by Ansible itself on this computer."""

from __future__ import annotations

from pathlib import Path

import pytest

from pioreactor import clock
from pioreactor.cluster import upgrading
from pioreactor.cluster.joining.playbook import play

PLAYBOOK = """
- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - ansible.builtin.command: sleep 120
"""


def test_a_playbook_that_does_not_end_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "slow.yml").write_text(PLAYBOOK)
    monkeypatch.setenv(upgrading.ANSIBLE_ENV, str(tmp_path))
    began = clock.wall_monotonic()
    played = play("slow", "worker1", {}, lambda _: None, within_s=5.0)
    assert not played.is_done and "not ended within 5 s" in played.cause
    assert 5.0 <= clock.wall_monotonic() - began < 60.0


def test_on_a_host_the_wrapper_ends_it_if_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrapper = tmp_path / "pioreactor-playbook"
    wrapper.write_text('if word == "--within"')
    monkeypatch.delenv(upgrading.ANSIBLE_ENV, raising=False)
    monkeypatch.setattr(upgrading, "WRAPPER", wrapper)
    assert "--within 900" in " ".join(upgrading.command_line("add_worker", {"a": "b"}, within_s=900.0))
    wrapper.write_text("of an older release")
    assert "--within" not in upgrading.command_line("add_worker", {"a": "b"}, within_s=900.0)
