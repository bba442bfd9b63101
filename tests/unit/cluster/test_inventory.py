from __future__ import annotations

from pathlib import Path

import pytest

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
