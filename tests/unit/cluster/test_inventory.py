from __future__ import annotations

from pathlib import Path

import pytest

from pioreactor.cluster import ssh
from pioreactor.cluster.inventory import inventory
from pioreactor.config import forget_config
from pioreactor.exc import PioreactorError
from pioreactor.storage import database
from pioreactor.storage.database import workers

TOPOLOGY = """[cluster.topology]
leader_hostname = leader1
leader_address = 10.0.0.1
[cluster.addresses]
worker1 = 10.0.0.2:8081
worker2 = fd00::7
worker3 = [fd00::8]:8080
"""


def unit(folder: Path, monkeypatch: pytest.MonkeyPatch, config: str) -> None:
    (folder / "config.ini").write_text(config)
    monkeypatch.setenv("DOT_PIOREACTOR", str(folder))
    forget_config()


def test_groups_and_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unit(tmp_path, monkeypatch, TOPOLOGY)
    connection = database.connect()
    database.migrate(connection)
    for name in ("leader1", "worker2", "worker3", "worker4"):
        workers.add_worker(connection, name)
    workers.add_worker(connection, "worker1", "pioreactor_20ml", "1.5")
    found = inventory(connection)
    connection.close()
    hosts = found["_meta"]["hostvars"]
    assert {name: own["ansible_host"] for name, own in hosts.items()} == {
        "leader1": "10.0.0.1",
        "worker1": "10.0.0.2",
        "worker2": "fd00::7",
        "worker3": "fd00::8",
        "worker4": "worker4.local",
    }
    assert found["leader"]["hosts"] == ["leader1"] and "leader1" in found["workers"]["hosts"]
    assert [name for name, own in hosts.items() if own.get("ansible_connection") == "local"] == ["leader1"]
    assert hosts["worker1"]["pioreactor_model"] == "pioreactor_20ml" and "pioreactor_model" not in hosts["worker2"]


def test_without_a_leader_there_is_no_inventory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unit(tmp_path, monkeypatch, "")
    connection = database.connect()
    database.migrate(connection)
    with pytest.raises(PioreactorError, match="leader_hostname"):
        inventory(connection)
    connection.close()


def test_pinned_units_are_reached_with_the_leaders_own_key_also_while_they_join(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit(tmp_path, monkeypatch, TOPOLOGY + "worker5 = 10.0.0.5\n[cluster.ssh_ports]\nworker5 = 2222\n")
    connection = database.connect()
    database.migrate(connection)
    workers.add_worker(connection, "worker1")
    ssh.pin("worker5", ssh.HostKey("ssh-ed25519", "AAAA"))
    found = inventory(connection)
    connection.close()
    assert found["pinned"]["hosts"] == ["worker5"] and found["workers"]["hosts"] == ["worker1"]
    own = found["_meta"]["hostvars"]["worker5"]
    assert (own["ansible_user"], own["ansible_host"], own["ansible_port"]) == ("root", "10.0.0.5", 2222)
    assert own["ansible_ssh_private_key_file"] == str(ssh.key_path())
    assert f"UserKnownHostsFile={ssh.known_hosts_path()}" in own["ansible_ssh_common_args"]
    assert "ansible_user" not in found["_meta"]["hostvars"]["worker1"]
