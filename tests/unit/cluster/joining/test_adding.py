"""The first stages of joining against a real SSH server on this computer: they only look."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from pioreactor.cluster import ssh
from pioreactor.cluster.joining import asking, runner
from pioreactor.cluster.joining.asking import Secrets
from pioreactor.cluster.joining.records import DESK, Join, stages_of
from pioreactor.exc import NoWorkerFoundError
from pioreactor.storage import database
from pioreactor.testing.sshd import Sshd

HERE = socket.gethostname().split(".")[0]


@pytest.fixture(autouse=True)
def leader(data_root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A leader with an empty inventory, whose secrets do not leave this test."""
    monkeypatch.setenv("RUN_PIOREACTOR", str(data_root / "run"))
    connection = database.connect()
    database.migrate(connection)
    connection.close()
    yield


def added(sshd: Sshd, unit: str = "worker1", **wanted: object) -> Join:
    """The record of adding a unit there."""
    run = Join(
        run_id="20261129T100000Z-0000",
        kind="add",
        unit=unit,
        address="127.0.0.1",
        port=sshd.port,
        stages=stages_of("add"),
        **wanted,  # type: ignore[arg-type]
    )
    runner.perform(run)
    return DESK.load(run.run_id)


def states(run: Join) -> dict[str, str]:
    return {stage.name: stage.state for stage in run.stages if stage.state != "skipped"}


def test_a_host_that_nobody_vouches_for_is_shown_and_left_alone(sshd: Sshd) -> None:
    run = added(sshd)
    assert run.outcome == "failed" and states(run) == {"find": "done", "identity": "failed"}
    assert run.failure is not None and run.failure.actions == ["accept_host_key", "give_claim_code"]
    assert run.found.fingerprint == sshd.key.fingerprint and run.found.fingerprint in run.failure.cause
    assert run.meta == "Nothing on worker1 was changed" and ssh.pinned("worker1") is None


def test_another_fingerprint_than_the_one_that_was_said_stops_it(sshd: Sshd) -> None:
    run = added(sshd, host_key="SHA256:" + "A" * 43)
    assert run.failure is not None and "and you said SHA256:AAA" in run.failure.cause
    assert run.failure.actions == ["try_again"] and ssh.pinned("worker1") is None


def test_a_refused_login_takes_the_pinned_key_back(sshd: Sshd) -> None:
    run = added(sshd, host_key=sshd.key.fingerprint)
    assert states(run) == {"find": "done", "identity": "undone", "login": "failed"}
    assert run.failure is not None and run.failure.actions == ["give_claim_code", "give_password"]
    assert run.meta == "Put back: its host key" and ssh.pinned("worker1") is None


def test_a_key_that_was_pinned_before_comes_back(sshd: Sshd) -> None:
    before = ssh.HostKey("ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAIGxlYWQ=")
    ssh.pin("worker1", before)
    run = added(sshd)
    assert run.failure is not None and "which is pinned" in run.failure.cause
    added(sshd, host_key=sshd.key.fingerprint)
    assert ssh.pinned("worker1") == before


def test_a_host_of_another_name_is_refused(sshd: Sshd) -> None:
    sshd.let_in(ssh.public_key())
    run = added(sshd, host_key=sshd.key.fingerprint)
    assert states(run) == {"find": "done", "identity": "undone", "login": "done", "free": "failed"}
    assert run.failure is not None and f"is called {HERE}, not worker1" in run.failure.cause
    assert f"Add it as {HERE}" in run.failure.remedy and run.took_s is not None and run.took_s < 10.0


def test_a_port_that_is_closed_and_a_claim_of_what_is_no_unit_are_told(sshd: Sshd) -> None:
    run = Join(run_id="20261129T100000Z-0001", kind="add", unit="worker1", stages=stages_of("add"), address="127.0.0.1")
    run.port = 1
    runner.perform(run)
    assert run.failure is not None and "its port 1 is closed" in run.failure.cause
    asked = asking.Secrets(claim_code="ABCD-ABCD-ABCD-ABCD")
    (asking.run_dir() / "joining").mkdir(parents=True, exist_ok=True)
    (asking.run_dir() / "joining" / "20261129T100000Z-0000").write_bytes(b'{"claim_code":"ABCD-ABCD-ABCD-ABCD"}')
    run = added(sshd)
    assert run.failure is not None and run.failure.stage == "identity" and asked.claim_code not in str(run)
    assert list((asking.run_dir() / "joining").iterdir()) == [], "the code is gone once it was read"


def test_somebody_who_asks_to_stop_is_heard_and_everything_is_put_back(sshd: Sshd) -> None:
    DESK.folder().mkdir(parents=True)
    DESK.stop_request().touch()
    run = added(sshd, host_key=sshd.key.fingerprint)
    assert run.outcome == "stopped" and states(run) == {} and run.meta == "Nothing on worker1 was changed"
    assert not DESK.stop_request().exists()


def test_secrets_pass_in_a_file_of_ours_alone_and_only_once(data_root: Path) -> None:
    join = Join(run_id="", kind="add", unit="worker1", asked_by="mira")
    desk_start, DESK._start_by_ourselves = DESK._start_by_ourselves, lambda: None  # type: ignore[method-assign]
    try:
        asking.ask_to_add(join, Secrets(password="hunter2"))
        with pytest.raises(asking.JoinUnderWayError, match="worker1 is being added"):
            asking.ask_to_add(Join(run_id="", kind="add", unit="worker2"), Secrets())
    finally:
        DESK._start_by_ourselves = desk_start  # type: ignore[method-assign]
    (path,) = (asking.run_dir() / "joining").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert not any(b"hunter2" in file.read_bytes() for file in (data_root / "storage").rglob("*") if file.is_file())
    assert asking.take_secrets(join.run_id).password == "hunter2"
    assert asking.take_secrets(join.run_id).password == ""


@pytest.mark.usefixtures("data_root")
def test_a_unit_that_nobody_knows_is_not_removed() -> None:
    with pytest.raises(NoWorkerFoundError, match="knows of no unit worker9"):
        asking.ask_to_remove("worker9", "mira")
    assert DESK.newest() is None
