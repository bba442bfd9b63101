"""The way to a unit, against a real SSH server."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from pioreactor.cluster import ssh
from pioreactor.cluster.ssh import (
    HostKeyChangedError,
    HostKeyUnknownError,
    LoginRefusedError,
    SshHost,
    UnreachableError,
    connect,
)
from pioreactor.testing.sshd import Sshd

pytestmark = pytest.mark.usefixtures("data_root")


def said(sshd: Sshd) -> str:
    with connect(sshd.host, timeout_s=5) as connection:
        return str(connection.run("echo hello").stdout)


def test_a_unit_whose_key_is_pinned_and_that_knows_ours_runs_commands(sshd: Sshd) -> None:
    sshd.let_in(ssh.public_key())
    ssh.pin("worker1", sshd.key)
    assert said(sshd) == "hello\n"


def test_a_scan_tells_the_key_and_trusts_nothing(sshd: Sshd) -> None:
    assert ssh.scan("127.0.0.1", sshd.port, timeout_s=5) == sshd.key
    assert ssh.pinned("worker1") is None and not ssh.known_hosts_path().exists()


def test_a_host_that_nobody_has_vouched_for_is_not_talked_to(sshd: Sshd) -> None:
    sshd.let_in(ssh.public_key())
    with pytest.raises(HostKeyUnknownError) as caught:
        said(sshd)
    assert sshd.key.fingerprint in caught.value.cause and "pio cluster add worker1" in caught.value.remedy
    assert "publickey" not in (sshd.folder / "log").read_text(), "not even a login was tried"


def test_another_host_in_the_place_of_a_unit_is_refused_with_both_keys(sshd: Sshd) -> None:
    sshd.let_in(ssh.public_key())
    ssh.pin("worker1", sshd.key)
    before = sshd.key
    sshd.power_off()
    sshd.renew_key()
    sshd.power_on()
    with pytest.raises(HostKeyChangedError) as caught:
        said(sshd)
    assert before.fingerprint in caught.value.cause and sshd.key.fingerprint in caught.value.cause
    assert ssh.pinned("worker1") == before
    assert "publickey" not in (sshd.folder / "log").read_text()


def test_a_login_without_our_key_is_refused(sshd: Sshd) -> None:
    ssh.pin("worker1", sshd.key)
    with pytest.raises(LoginRefusedError, match=r"does not let .* in with the leader's key"):
        said(sshd)


def test_a_wrong_password_is_refused(sshd: Sshd) -> None:
    ssh.pin("worker1", sshd.key)
    refused = pytest.raises(LoginRefusedError, match="neither with this password")
    with refused, connect(sshd.host, timeout_s=5, password="guess"):
        pass


def test_a_closed_port_and_a_name_that_is_nobodys_are_told_apart(sshd: Sshd) -> None:
    ssh.pin("worker1", sshd.key)
    sshd.power_off()
    with pytest.raises(UnreachableError, match=f"answers, but its port {sshd.port} is closed"):
        said(sshd)
    with pytest.raises(UnreachableError, match="No host in this network is called nobody"):
        ssh.scan("nobody.invalid", timeout_s=5)


def test_a_host_that_accepts_and_says_nothing_is_given_up_in_time() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(UnreachableError, match="does not speak SSH"):
            ssh.scan("127.0.0.1", silent.getsockname()[1], timeout_s=0.5)


def test_what_the_person_has_configured_for_ssh_leads_us_nowhere_else(
    sshd: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "config").write_text("Host *\n  Port 1\n  User nobody\n  ProxyCommand false\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    sshd.let_in(ssh.public_key())
    ssh.pin("worker1", sshd.key)
    assert said(sshd) == "hello\n"


def test_the_way_to_a_unit_stands_in_the_configuration(data_root: Path) -> None:
    from pioreactor.config import forget_config

    text = "[cluster.addresses]\nworker1 = 10.0.0.2:8080\n[cluster.ssh_ports]\nworker1 = 2222\n"
    (data_root / "config.ini").write_text(text)
    forget_config()
    assert ssh.host_of("worker1") == SshHost("worker1", "10.0.0.2", 2222)
    assert ssh.host_of("worker2") == SshHost("worker2", "worker2.local", 22)
