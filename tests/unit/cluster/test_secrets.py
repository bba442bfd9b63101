from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pioreactor import clock
from pioreactor.cluster import secrets
from pioreactor.config import forget_config
from pioreactor.exc import StorageError
from pioreactor.storage import credentials
from pioreactor.storage.credentials import Credentials
from pioreactor.storage.database.workers import WorkerNameError
from pioreactor.storage.paths import cluster_secrets_path


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
    passwords = [p for own in found.units.values() for p in (own.mqtt_password, own.hub_password, own.api_token)]
    assert len(passwords) == len(set(passwords)) == 9
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


def test_a_shared_token_holds_for_each_unit_until_it_has_its_own() -> None:
    credentials.save(Credentials(api_token="shared", ui_mqtt_password="known password"))
    assert secrets.load().tokens_of("worker1") == ["shared"]
    found, _ = secrets.ensure(["worker1", "worker2"])
    own = {name: found.units[name].api_token for name in found.units}
    assert len(set(own.values())) == 3 and "shared" not in own.values()
    assert found.ui_mqtt_password == "known password"
    assert found.tokens_of("worker1") == [own["worker1"], "shared"]
    assert secrets.hand_out(found, ["worker1"], True)["units"]["worker1"]["is_handing_over"]
    assert secrets.settle(["worker1", "worker9"]) == ["worker1"]
    after = secrets.load()
    assert (after.tokens_of("worker1"), after.tokens_of("worker2")) == ([own["worker1"]], [own["worker2"], "shared"])
    secrets.settle(["worker2", "leader1"])
    assert "shared" not in cluster_secrets_path().read_text()


def test_a_dry_run_and_an_impossible_name_write_nothing(leader: Path) -> None:
    _, is_missing = secrets.ensure(["worker1"], dry_run=True)
    assert is_missing
    with pytest.raises(WorkerNameError):
        secrets.ensure(["worker1", "127.0.0.1"])
    assert not (leader / "cluster_credentials.json").exists()


def test_renewing_one_unit_leaves_the_others() -> None:
    before, _ = secrets.ensure(["worker1", "worker2"])
    after = secrets.rotate(["worker1"])
    assert after.units["worker1"] != before.units["worker1"]
    assert after.units["worker2"] == before.units["worker2"]
    everything = secrets.rotate([], everything=True)
    assert all(everything.units[name].api_token != own.api_token for name, own in before.units.items())
    assert everything.ui_mqtt_password != before.ui_mqtt_password
    with pytest.raises(StorageError, match="worker9"):
        secrets.rotate(["worker9"])


def test_a_former_token_ends_by_itself_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    before, _ = secrets.ensure(["worker1"])
    after = secrets.rotate(["worker1"])
    assert after.tokens_of("worker1") == [after.units["worker1"].api_token, before.units["worker1"].api_token]
    twice = secrets.rotate(["worker1"])
    assert twice.tokens_of("worker1")[1:] == after.tokens_of("worker1")
    now_s = clock.now_s()
    monkeypatch.setattr(clock, "now_s", lambda: now_s + secrets.HAND_OVER_S + 1)
    assert twice.tokens_of("worker1") == [twice.units["worker1"].api_token]


def test_changes_at_the_same_time_lose_nothing() -> None:
    names = [f"worker{number}" for number in range(12)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda name: secrets.ensure([name]), names))
    assert set(secrets.load().units) == {"leader1", *names}


def test_who_left_has_no_account() -> None:
    secrets.ensure(["worker1"])
    assert secrets.forget("worker1") and not secrets.forget("worker1")
    assert "worker1" not in {account["name"] for account in secrets.accounts(secrets.load())}


def test_a_damaged_file_is_no_reason_to_lock_everybody_out(leader: Path) -> None:
    (leader / "cluster_credentials.json").write_text("{")
    with pytest.raises(StorageError, match="Restore"):
        secrets.ensure(["worker1"])


def test_secrets_do_not_show_in_a_traceback() -> None:
    secrets.ensure([])
    found = secrets.rotate(["leader1"])
    own = found.units["leader1"]
    shown = repr(found) + str(found) + repr(own) + repr(own.former)
    assert not [token for token in (*found.tokens_of("leader1"), own.hub_password) if token in shown]
