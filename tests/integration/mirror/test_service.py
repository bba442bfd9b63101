"""The service and the command, on a server that comes and goes."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pioreactor import clock
from pioreactor.clock import wait_until
from pioreactor.cluster.mirror import address as addresses
from pioreactor.cluster.mirror.errors import AddressError, MirrorError
from tests.integration.mirror.lab import START_US, fill, of_leader, of_mirror, store, wish_of
from tests.integration.mirror.server import Server
from tests.integration.mirror.test_filling import OD, every

SPEED = "30"


class Leader:
    """A data root, in which the commands and the service run."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "storage").mkdir(parents=True)
        (root / "config.ini").write_text("[cluster.topology]\nleader_hostname=lab1\n")
        self.environment = {
            **os.environ,
            "DOT_PIOREACTOR": str(root),
            "RUN_PIOREACTOR": str(root / "run"),
            "HOSTNAME": "lab1",
            "PIO_CLOCK_SPEED": SPEED,
        }

    def pio(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("pio")), *words]
        return subprocess.run(
            command, env=self.environment, input=stdin, capture_output=True, text=True, check=False, timeout=60
        )

    def state_file(self) -> dict[str, object]:
        path = self.root / "storage" / "mirror" / "state.json"
        return dict(json.loads(path.read_text())) if path.exists() else {}

    def state(self) -> dict[str, object]:
        return dict(json.loads(self.pio("mirror", "status", "--json").stdout))


@pytest.fixture
def lab(tmp_path: Path) -> Leader:
    return Leader(tmp_path / "root")


@pytest.fixture
def database(lab: Leader) -> Path:
    return lab.root / "storage" / "pioreactor.sqlite"


@pytest.fixture
def start(lab: Leader, leader: sqlite3.Connection) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts the service; what runs at the end is ended."""
    with ExitStack() as stack:

        def start_it() -> subprocess.Popen[bytes]:
            with (lab.root / "service.log").open("ab") as log:
                process = subprocess.Popen(
                    [sys.executable, "-m", "pioreactor.cluster.mirror.service"],
                    env=lab.environment, stdout=log, stderr=log,
                )  # fmt: skip
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        yield start_it


def is_complete(lab: Leader, leader: sqlite3.Connection, address: str) -> bool:
    return wait_until(lambda: of_mirror(address) == of_leader(leader), 60, poll=0.2)


def test_it_is_set_followed_and_ended_by_commands(
    lab: Leader, leader: sqlite3.Connection, address: str, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    store(leader, OD, every(5, 200))
    assert "There is no mirror" in lab.pio("mirror", "status").stdout
    plain, password = addresses.split(address)
    done = lab.pio("mirror", "set", plain, stdin=f"{password}\n")
    assert done.returncode == 0, done.stderr
    wish = lab.root / "storage" / "mirror" / "wish.json"
    assert wish.stat().st_mode & 0o777 == 0o600 and password not in json.loads(wish.read_text())["address"]
    service = start()
    assert is_complete(lab, leader, address)
    assert wait_until(lambda: lab.state().get("outcome") == "complete", 30, poll=0.3), lab.state()
    assert lab.state()["is_well"] and password not in lab.pio("mirror", "status").stdout
    assert lab.pio("mirror", "off").returncode == 0
    assert service.wait(30) == 0, "it ends by itself"
    assert "was no mirror" in lab.pio("mirror", "off").stdout


def test_a_server_that_dies_and_comes_back_is_filled_further(
    lab: Leader, leader: sqlite3.Connection, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    with TemporaryDirectory(prefix="postgresql-") as folder:
        Path(folder).chmod(0o711)
        own = Server(Path(folder) / "own")
        own.start()
        address = own.make_database("lab")
        assert lab.pio("mirror", "set", address).returncode == 0
        store(leader, OD, every(5, 200))
        service = start()
        assert is_complete(lab, leader, address)
        own.kill()
        store(leader, OD, every(5, 200, START_US + 10_000_000_000))
        assert wait_until(lambda: lab.state().get("outcome") == "failed", 60, poll=0.3), lab.state()
        told = lab.pio("mirror", "status")
        assert told.returncode == 1 and "cannot be reached" in told.stdout
        own.start()
        assert is_complete(lab, leader, address)
        assert service.poll() is None
        service.send_signal(signal.SIGTERM)
        assert service.wait(30) == 0
        own.stop()


def test_a_service_that_is_killed_again_and_again_loses_and_doubles_nothing(
    lab: Leader, leader: sqlite3.Connection, address: str, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    assert lab.pio("mirror", "set", address).returncode == 0
    for day in range(6):
        store(leader, OD, every(5, 3000, START_US + day * 86_400_000_000))
        process = start()
        clock.wall_sleep(0.3 + 0.15 * day)
        process.kill()
        process.wait()
    start()
    assert is_complete(lab, leader, address)


def test_a_wish_that_cannot_be_read_is_told_and_waited_out(
    lab: Leader, leader: sqlite3.Connection, address: str, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    assert lab.pio("mirror", "set", address).returncode == 0
    wish = lab.root / "storage" / "mirror" / "wish.json"
    whole = wish.read_text()
    wish.write_text("{")
    service = start()
    assert wait_until(lambda: "Say `pio mirror set` again" in str(lab.state_file().get("problem")), 30, poll=0.3)
    store(leader, OD, every(5, 20))
    wish.write_text(whole)
    assert is_complete(lab, leader, address)
    assert service.poll() is None


def test_it_may_be_set_again_and_set_to_another_place(
    lab: Leader, leader: sqlite3.Connection, address: str, server: Server, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    store(leader, OD, every(5, 50))
    assert lab.pio("mirror", "set", address).returncode == 0
    service = start()
    assert is_complete(lab, leader, address)
    done = lab.pio("mirror", "set", address)
    assert done.returncode == 0, "the service that fills it is our own: " + done.stderr
    assert wait_until(lambda: lab.state().get("outcome") == "complete", 30, poll=0.3)
    service.kill()
    service.wait()
    other = server.make_database("other_place")
    assert lab.pio("mirror", "set", other).returncode == 0
    assert lab.state()["complete_at"] == "", "what is known of the former place says nothing of this one"
    assert lab.pio("mirror", "copy").returncode == 0
    assert lab.state()["is_well"] and of_mirror(other) == of_leader(leader)


def test_two_leaders_do_not_fill_one_database(database: Path, leader: sqlite3.Connection, address: str) -> None:
    from pioreactor.cluster.mirror.filling import filler

    with filler(wish_of(address), database), pytest.raises(MirrorError, match="Another leader"):
        fill(database, address)
    assert fill(database, address) == 0, "the place is free again"


def test_an_address_that_is_none_is_told_before_anything_is_kept(lab: Leader, server: Server) -> None:
    for address, remedy in (
        ("mysql://here/there", "begins with postgresql://"),
        ("postgresql://pioreactor@127.0.0.1", "names no database"),
        (server.address("nothing_of_this_name"), "CREATE DATABASE nothing_of_this_name"),
        (server.address("postgres").replace("mirror", "nobody"), "Look at user and password"),
        ("postgresql://pioreactor:x@127.0.0.1:1/lab?password=y", "Look whether it runs"),
    ):
        done = lab.pio("mirror", "set", address, stdin="\n")
        assert done.returncode != 0 and remedy in done.stderr, done.stderr
        assert "Traceback" not in done.stderr and "of the mirror" not in done.stderr
    assert not (lab.root / "storage" / "mirror").exists()


def test_a_server_elsewhere_must_show_a_certificate_unless_somebody_says_otherwise(server: Server) -> None:
    far = server.address("postgres", host="127.0.0.2")
    with pytest.raises(MirrorError, match="sslmode=require"):
        addresses.connect(*addresses.split(far))
    addresses.connect(*addresses.split(f"{far}?sslmode=disable")).close()


@pytest.mark.parametrize(
    ("given", "kept", "password"),
    [
        ("postgresql://u:p%40x@h:5/d?sslmode=require", "postgresql://u@h:5/d?sslmode=require", "p@x"),
        ("postgres://u@h/d?password=p&sslmode=require", "postgres://u@h/d?sslmode=require", "p"),
        ("postgresql://h/d", "postgresql://h/d", ""),
    ],
)
def test_the_password_is_kept_apart(given: str, kept: str, password: str) -> None:
    assert addresses.split(given) == (kept, password)


def test_what_is_no_address_is_refused() -> None:
    for text in ("", "lab", "postgresql://u@[h/d"):
        with pytest.raises(AddressError):
            addresses.split(text)
