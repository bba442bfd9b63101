"""The guardian works while everything around it fails: the disk, the tables, the broker, the service manager."""

from __future__ import annotations

import resource
import signal
import socket
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.runtime.leases import shared_board
from pioreactor.storage.paths import temporary_cache_path
from pioreactor.testing.broker import Broker
from pioreactor.testing.fixtures import wait_for_guardian
from pioreactor.testing.unit import JobProcess, UnitFolder

Own = Callable[..., JobProcess]


def kill_and_expect_low(owner: JobProcess, vial: Any, within_s: float = 1.0) -> None:
    killed_at = clock.monotonic()
    owner.send_signal(signal.SIGKILL)
    assert clock.wait_until(lambda: vial.is_low("stirring"), 20)
    assert vial.went_low_at("stirring") - killed_at < within_s


def test_a_full_disk(guardian: JobProcess, vial: Any, own: Own) -> None:
    for _ in range(2):
        owner = own(pins=[17])
        # No file can grow any more: tables, log and journal of the guardian all fail.
        resource.prlimit(guardian.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        kill_and_expect_low(owner, vial)
        assert clock.wait_until(lambda: shared_board().get("gpio17") is None, 20)
        assert shared_board().is_guarded()
        resource.prlimit(guardian.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert guardian.process.poll() is None


def test_tables_that_somebody_has_locked(guardian: JobProcess, vial: Any, own: Own) -> None:
    owner = own(pins=[17])
    connection = sqlite3.connect(temporary_cache_path(), isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
        kill_and_expect_low(owner, vial)
        assert shared_board().is_guarded()
    finally:
        connection.close()


def test_a_broker_that_is_away(
    own_broker: Broker, make_unit: Callable[..., UnitFolder], vial: Any, own: Own,
    job_process: Callable[..., JobProcess],
) -> None:  # fmt: skip
    own_broker.freeze()
    wait_for_guardian(job_process("monitor"))
    kill_and_expect_low(own(pins=[17]), vial)
    own_broker.thaw()


def test_the_vial_does_not_answer_for_a_while(guardian: JobProcess, vial: Any, own: Own) -> None:
    """A bus or a kernel that hangs: the guardian comes back to it."""
    owner = own(pins=[17])
    vial.process.send_signal(signal.SIGSTOP)
    owner.send_signal(signal.SIGKILL)
    assert clock.wait_until(lambda: owner.process.poll() is not None, 20)
    vial.process.send_signal(signal.SIGCONT)
    assert clock.wait_until(lambda: vial.is_low("stirring"), 20)
    assert clock.wait_until(lambda: shared_board().get("gpio17") is None, 20)


def test_the_service_manager_hears_of_the_guardian(
    vial: Any, unit_env: UnitFolder, job_process: Callable[..., JobProcess]
) -> None:
    address = str(unit_env.run / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(20)
        monitor = job_process("monitor", NOTIFY_SOCKET=address, WATCHDOG_USEC="600000")
        heard = {manager.recv(100) for _ in range(4)}
        assert heard == {b"READY=1", b"WATCHDOG=1"}
        monitor.send_signal(signal.SIGSTOP)
        while not is_silent(manager):
            continue
        monitor.send_signal(signal.SIGCONT)
        manager.settimeout(20)
        assert manager.recv(100) == b"WATCHDOG=1"
        monitor.send_signal(signal.SIGTERM)
        while manager.recv(100) != b"STOPPING=1":
            continue


def is_silent(manager: socket.socket) -> bool:
    """Nothing for longer than the watchdog accepts."""
    manager.settimeout(0.7)
    try:
        manager.recv(100)
    except TimeoutError:
        return True
    return False


@pytest.mark.parametrize("kind", ["log", "registry"])
def test_a_run_directory_that_lost_a_file(
    guardian: JobProcess, vial: Any, own: Own, unit_env: UnitFolder, kind: str
) -> None:
    owner = own(pins=[17])
    path = unit_env.log_path if kind == "log" else temporary_cache_path()
    path.unlink(missing_ok=True)
    kill_and_expect_low(owner, vial)
    assert shared_board().is_guarded()
