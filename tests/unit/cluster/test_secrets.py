from __future__ import annotations

import stat
from pathlib import Path

import pytest

from pioreactor.cluster import secrets
from pioreactor.config import forget_config
from pioreactor.exc import StorageError
from pioreactor.storage import credentials
from pioreactor.storage.credentials import Credentials
from pioreactor.storage.database.workers import WorkerNameError


@pytest.fixture(autouse=True)
def leader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config.ini").write_text("[cluster.topology]\nleader_hostname = leader1\n")
    monkeypatch.setenv("DOT_PIOREACTOR", str(tmp_path))
    forget_config()
    return tmp_path


def test_the_second_time_nothing_is_made(leader: Path) -> None:
    first, was_missing = secrets.ensure(["worker1"])
    second, is_missing = secrets.ensure(["worker1"])
    assert (was_missing, is_missing) == (True, False)
    assert secrets.hand_out(first, ["worker1"], True)["units"] == secrets.hand_out(second, ["worker1"], False)["units"]
    assert stat.S_IMODE((leader / "cluster_credentials.json").stat().st_mode) == 0o600


def test_every_unit_has_passwords_of_its_own() -> None:
    found, _ = secrets.ensure(["worker1", "worker2"])
    passwords = [p for own in found.units.values() for p in (own.mqtt_password, own.hub_password)]
    assert len(passwords) == len(set(passwords)) == 6
    assert all(len(password) >= 32 for password in passwords)


def test_a_worker_gets_nothing_of_the_page_and_the_leader_talks_to_the_hub() -> None:
    found, _ = secrets.ensure(["worker1"])
    worker = secrets.credentials_of(found, "worker1")
    assert (worker.ui_mqtt_username, worker.ui_mqtt_password) == ("", "")
    assert worker.mqtt_password != found.units["worker1"].hub_password
    hub = {account["name"]: account for account in secrets.accounts(found)}
    assert hub["leader1"]["password"] == secrets.credentials_of(found, "leader1").mqtt_password
    assert {name: account["kind"] for name, account in hub.items()} == {
        "leader1": "leader", "worker1": "unit", "browser": "browser",
    }  # fmt: skip


def test_a_leader_that_has_credentials_keeps_them() -> None:
    credentials.save(Credentials(api_token="known token", ui_mqtt_password="known password"))
    found, _ = secrets.ensure([])
    assert (found.api_token, found.ui_mqtt_password) == ("known token", "known password")


def test_a_dry_run_and_an_impossible_name_write_nothing(leader: Path) -> None:
    _, is_missing = secrets.ensure(["worker1"], dry_run=True)
    assert is_missing
    with pytest.raises(WorkerNameError):
        secrets.ensure(["worker1", "127.0.0.1"])
    assert not (leader / "cluster_credentials.json").exists()


def test_renewing_one_unit_leaves_the_others_and_the_token() -> None:
    before, _ = secrets.ensure(["worker1", "worker2"])
    after = secrets.rotate(["worker1"])
    assert after.units["worker1"] != before.units["worker1"]
    assert (after.units["worker2"], after.api_token) == (before.units["worker2"], before.api_token)
    everything = secrets.rotate([], everything=True)
    assert everything.api_token != before.api_token and everything.ui_mqtt_password != before.ui_mqtt_password
    with pytest.raises(StorageError, match="worker9"):
        secrets.rotate(["worker9"])


def test_who_left_has_no_account() -> None:
    secrets.ensure(["worker1"])
    assert secrets.forget("worker1") and not secrets.forget("worker1")
    assert "worker1" not in {account["name"] for account in secrets.accounts(secrets.load())}


def test_a_damaged_file_is_no_reason_to_lock_everybody_out(leader: Path) -> None:
    (leader / "cluster_credentials.json").write_text("{")
    with pytest.raises(StorageError, match="Restore"):
        secrets.ensure(["worker1"])


def test_secrets_do_not_show_in_a_traceback() -> None:
    found, _ = secrets.ensure([])
    assert found.api_token not in repr(found) + str(found)
