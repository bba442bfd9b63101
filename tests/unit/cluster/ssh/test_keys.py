"""The leader's key and the pinned host keys on the disk."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pioreactor.cluster import ssh
from pioreactor.cluster.ssh import HostKey

pytestmark = pytest.mark.usefixtures("data_root")


def made_key(folder: Path, name: str) -> HostKey:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    return HostKey.parse((folder / f"{name}.pub").read_text())


def modes(*paths: Path) -> list[int]:
    return [path.stat().st_mode & 0o777 for path in paths]


def test_the_leaders_key_is_made_once_and_nobody_else_can_read_it() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda _: ssh.public_key(), range(4)))) == 1
    assert modes(ssh.key_path(), ssh.key_path().parent) == [0o600, 0o700]
    shown = subprocess.run(["ssh-keygen", "-y", "-f", ssh.key_path()], capture_output=True, text=True, check=True)
    assert ssh.public_key().startswith(shown.stdout.strip()), "OpenSSH reads it"


def test_a_fingerprint_is_what_openssh_says(tmp_path: Path) -> None:
    key = made_key(tmp_path, "host")
    said = subprocess.run(["ssh-keygen", "-l", "-f", tmp_path / "host.pub"], capture_output=True, text=True, check=True)
    assert said.stdout.split()[1] == key.fingerprint


def test_a_unit_has_one_pinned_key_which_openssh_finds_under_its_name(tmp_path: Path) -> None:
    first, second, other = (made_key(tmp_path, name) for name in ("first", "second", "other"))
    assert ssh.pin("worker1", first) and not ssh.pin("worker1", first)
    assert ssh.pin("worker2", other)
    assert ssh.pin("worker1", second) and ssh.pinned("worker1") == second
    found = subprocess.run(
        ["ssh-keygen", "-F", "worker1", "-f", ssh.known_hosts_path()], capture_output=True, text=True
    )
    assert second.blob in found.stdout and first.blob not in found.stdout
    assert modes(ssh.known_hosts_path()) == [0o600]


def test_a_key_is_forgotten_and_the_others_stay(tmp_path: Path) -> None:
    key = made_key(tmp_path, "host")
    ssh.pin("worker1", key)
    ssh.pin("worker2", key)
    assert ssh.unpin("worker1") and not ssh.unpin("worker1")
    assert ssh.pinned("worker1") is None and ssh.pinned("worker2") == key


@pytest.mark.parametrize("name", ["", "worker 1", "*", "worker1\nworker2", "-o", "@cert-authority"])
def test_what_is_no_name_of_a_unit_is_not_pinned(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="is no name of a unit"):
        ssh.pin(name, made_key(tmp_path, "host"))
    assert not ssh.known_hosts_path().exists()
