"""A leader with workers over real SSH; one of them with a real web server as well."""

from __future__ import annotations

import getpass
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pioreactor.cluster import ssh
from pioreactor.config import forget_config
from pioreactor.storage import database
from pioreactor.storage.database import assignments, experiments, workers
from pioreactor.testing.broker import Broker, free_port
from pioreactor.testing.sshd import PROGRAM, Sshd
from pioreactor.testing.unit import UnitFolder, pio_command
from tests.integration.web.web_cluster import Unit, join

EXPERIMENT = "Tet ramp"


class Fleet:
    """The leader ``lead``; ``work1`` is well, ``gone`` is switched off, ``swapped`` shows another host key."""

    def __init__(self, folder: Path, broker: Broker) -> None:
        self.leader = UnitFolder(folder, broker, name="lead", experiment="")
        self.worker = Unit(UnitFolder(folder, broker, name="work1", experiment=EXPERIMENT))
        join(self.leader, self.worker.folder)
        self.servers = {name: Sshd(folder / f"sshd-{name}") for name in ("work1", "swapped")}
        self.home = folder / "home of the units"
        self.home.mkdir()

    def prepare(self) -> None:
        """Inventory, addresses, keys. This process must be the leader."""
        ports = {name: server.port for name, server in self.servers.items()} | {"gone": free_port()}
        addresses = "".join(f"{name} = 127.0.0.1:{free_port()}\n" for name in ("gone", "swapped"))
        with (self.leader.root / "unit_config.ini").open("a") as file:
            file.write(f"[cluster.addresses]\n{addresses}[cluster.ssh_ports]\n")
            file.write("".join(f"{name} = {port}\n" for name, port in ports.items()))
            file.write("[cluster.ssh_users]\n" + "".join(f"{name} = {getpass.getuser()}\n" for name in ports))
        forget_config()
        with closing(database.connect()) as connection:
            database.migrate(connection)
            experiments.create_experiment(connection, EXPERIMENT)
            for name in ports:
                workers.add_worker(connection, name, "pioreactor_20ml", "1.5")
            assignments.assign(connection, "work1", EXPERIMENT)
        for name, server in self.servers.items():
            server.let_in(ssh.public_key())
            server.power_on()
            ssh.pin(name, server.key)
        ssh.pin("gone", self.servers["work1"].key)
        self.servers["swapped"].power_off()
        self.servers["swapped"].renew_key()
        self.servers["swapped"].power_on()

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            pio_command("cluster", *arguments),
            env=self.leader.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def pio(self, *arguments: str) -> tuple[int, str, str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=50)
        return process.returncode, out, err

    def by_unit(self, *arguments: str) -> tuple[int, dict[str, dict[str, Any]]]:
        """As :meth:`pio` with ``--json`` before the first ``--``; the objects by unit."""
        place = arguments.index("--") if "--" in arguments else len(arguments)
        code, out, err = self.pio(*arguments[:place], "--json", *arguments[place:])
        assert err == "", err
        return code, {told["unit"]: told for told in map(json.loads, out.splitlines())}

    def close(self) -> None:
        for server in self.servers.values():
            server.power_off()
        self.worker.stop()


@pytest.fixture
def fleet(tmp_path: Path, broker: Broker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fleet]:
    if not PROGRAM.exists() or os.getuid() != 0:
        pytest.skip("needs root and openssh-server: apt-get install openssh-server")
    made = Fleet(tmp_path, broker)
    for name, value in made.leader.environment().items():
        monkeypatch.setenv(name, value)
    forget_config()
    try:
        made.prepare()
        yield made
    finally:
        made.close()
        forget_config()


def processes_with(word: str) -> list[int]:
    """Processes in whose command line ``word`` stands."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and word.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found
