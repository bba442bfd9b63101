"""How long `pio cluster exec` takes on 50 hosts, as a multiple of the slowest of them.

The hosts are real SSH logins: one sshd with an address of 127.0.1.x for each host, its key pinned for each. The command
sleeps on each host for a time of its own, 0.5 to 2 s. All of it runs on this one machine, which also does the 50 hosts'
part of the key exchange; hosts of their own would take that off it.

    python benchmarks/fleet.py [--hosts 50] [--runs 5] [--json FILE]

Needs root and openssh-server.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pioreactor.cluster import ssh
from pioreactor.storage import database
from pioreactor.storage.database import workers
from pioreactor.testing.sshd import PROGRAM, Sshd
from pioreactor.testing.unit import UnitFolder, pio_command

TARGET = 1.3
MORE = """
# What this account's shell does at its start is no part of the figure.
SetEnv HOME={folder}
# Hosts of their own would have a server each; one for all must not turn the last of them away.
MaxStartups 1000
"""
SLEEP = """
set -- $SSH_CONNECTION
exec sleep "$(cat {folder}/delay-$3)"
"""


class Hosts:
    """The hosts, as the units of a cluster whose leader is this process."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder
        self.addresses = {f"host{n:03d}": f"127.0.1.{n}" for n in range(1, count + 1)}
        self.leader = UnitFolder(folder, None, name="lead", experiment="")
        os.environ.update(self.leader.environment())
        self.sshd = Sshd(folder / "sshd", listen="0.0.0.0", more=MORE.format(folder=folder))
        self._write_inventory()

    def _write_inventory(self) -> None:
        with (self.leader.root / "unit_config.ini").open("a") as file:
            for section, values in {
                "cluster.addresses": self.addresses,
                "cluster.ssh_ports": dict.fromkeys(self.addresses, self.sshd.port),
                "cluster.ssh_users": dict.fromkeys(self.addresses, getpass.getuser()),
            }.items():
                file.write(f"[{section}]\n" + "".join(f"{name} = {value}\n" for name, value in values.items()))
        with closing(database.connect()) as connection:
            database.migrate(connection)
            for name in self.addresses:
                workers.add_worker(connection, name)
        for name in self.addresses:
            ssh.pin(name, self.sshd.key)
        self.sshd.let_in(ssh.public_key())
        (self.folder / "work").write_text(SLEEP.format(folder=self.folder))

    @contextmanager
    def switched_on(self) -> Iterator[None]:
        self.sshd.power_on()
        try:
            yield
        finally:
            self.sshd.power_off()

    def draw(self, chance: random.Random) -> str:
        """A new time to sleep for each host; the host with the longest."""
        delays = {name: chance.uniform(0.5, 2.0) for name in self.addresses}
        for name, delay_s in delays.items():
            (self.folder / f"delay-{self.addresses[name]}").write_text(f"{delay_s:.3f}")
        return max(delays, key=lambda name: delays[name])

    def execute(self, *targets: str) -> tuple[float, list[dict[str, object]]]:
        """Wall seconds of the whole command, and what it told of each host."""
        command = pio_command("cluster", "exec", *targets, "--json", "--", "sh", str(self.folder / "work"))
        began = time.perf_counter()
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        return time.perf_counter() - began, [json.loads(line) for line in run.stdout.splitlines()]

    def start_s(self) -> float:
        """What the command takes without any host: the interpreter, the inventory, and the modules for SSH."""
        program = (
            "import fabric, sys; from pioreactor.cli.pio import main; sys.argv = ['pio', 'cluster', 'list']; main()"
        )
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if os.getuid() != 0 or not PROGRAM.exists():
        print("Left out: it needs root and openssh-server.")
        return 0
    chance = random.Random(1)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        hosts = Hosts(Path(folder), options.hosts)
        with hosts.switched_on():
            for _ in range(options.runs):
                rows.append(measure(hosts, chance))
    print(f"{'whole s':>8}{'start s':>9}{'slowest s':>11}{'ratio':>8}")
    for row in rows:
        print(f"{row['whole_s']:>8.2f}{row['start_s']:>9.2f}{row['slowest_s']:>11.2f}{row['ratio']:>8.2f}")
    ratio = statistics.median(row["ratio"] for row in rows)
    print(f"\n{options.hosts} hosts, median of {options.runs} runs: {ratio:.2f} × the slowest host (target {TARGET})")
    if options.json:
        found = {"target": TARGET, "hosts": options.hosts, "ratio": ratio, "runs": rows}
        options.json.write_text(json.dumps(found, indent=2))
    return 0


def measure(hosts: Hosts, chance: random.Random) -> dict[str, float]:
    """The whole command without its start, over the slowest host's own time when it is asked alone."""
    slowest = hosts.draw(chance)
    start_s = hosts.start_s()
    alone_s, told = hosts.execute("--units", slowest)
    whole_s, told = hosts.execute("--workers")
    missed = [one["unit"] for one in told if one["status"] != "success"]
    if missed or len(told) != len(hosts.addresses):
        raise SystemExit(f"These were missed, so nothing was measured: {missed}")
    slowest_s = alone_s - start_s
    return {"whole_s": whole_s, "start_s": start_s, "slowest_s": slowest_s, "ratio": (whole_s - start_s) / slowest_s}


if __name__ == "__main__":
    sys.exit(main())
