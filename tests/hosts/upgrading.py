"""A cluster on test hosts, for drills of upgrades and playbooks: bundles, Ansible, an experiment, its books."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from pioreactor.clock import wait_until
from tests.hosts.lab import Host, Lab

PROJECT = Path(__file__).parents[2]
# Of the release that hosts begin with.
VERSION = "1.0.0"
BROKEN_OD = "raise RuntimeError('this release cannot read')\n"
MIGRATION = "pioreactor/storage/database/migrations/{number:04d}_drill.{way}.sql"
ASK = """
import json, sys, urllib.error, urllib.request
token = json.load(open("/home/pioreactor/.pioreactor/credentials.json"))["api_token"]
def ask(method, path, data=None, kind="application/json"):
    headers = {"Authorization": "Bearer " + token, "Content-Type": kind}
    request = urllib.request.Request("http://127.0.0.1" + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        is_json = error.headers.get_content_subtype() == "json"
        return error.code, json.loads(error.read()) if is_json else None
    except OSError:
        return 0, None
"""
SEND = """
content = open(sys.argv[1], "rb").read()
_, upload = ask("POST", "/api/upgrades/uploads", json.dumps({"name": sys.argv[1], "bytes": len(content)}).encode())
while upload["received_bytes"] < upload["bytes"]:
    at, place = upload["received_bytes"], "/api/upgrades/uploads/" + upload["upload_id"]
    piece = content[at : at + upload["piece_bytes"]]
    _, upload = ask("PUT", f"{place}?offset={at}", piece, "application/octet-stream")
print(json.dumps(ask("POST", place + "/finish")))
"""
JOURNAL = "/home/pioreactor/.pioreactor/storage/journal.sqlite"
DATABASE = "/home/pioreactor/.pioreactor/storage/pioreactor.sqlite"
PREPARE = """
- hosts: cluster
  become: true
  gather_facts: false
  vars:
    base_packages_ahead: [lighttpd, mosquitto, mosquitto-clients, python3-venv]
  roles:
    - role: base
  tasks:
    - import_role: {{name: hardening, tasks_from: accounts}}
- import_playbook: {playbooks}/services.yml
"""


class Bundles:
    """Bundles of this checkout under several versions, signed with a key of their own.

    Processes that are given the same folder share them: none is built twice.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = folder / "key"
        self.signers = folder / "release-signers"
        folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            if not self.signers.exists():
                self._make_keys()

    def _make_keys(self) -> None:
        for name in ("key", "stranger"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / name], check=True)
        public = self.key.with_suffix(".pub").read_text()
        self.signers.write_text(f'release@pioreactor namespaces="pioreactor-release" {public}')

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def build(self, version: str, *, key: str = "key", overlay: dict[str, str] | None = None) -> Path:
        """The bundle of a version by a key, built once; ``overlay``: files that replace those of the checkout."""
        with self._alone():
            made = list((self.folder / f"by-{key}").glob(f"pioreactor-{version}-*.tar"))
            return made[0] if made else self._build(version, key, overlay)

    def _build(self, version: str, key: str, overlay: dict[str, str] | None) -> Path:
        command: list[str | Path] = [sys.executable, ".ci/release.py", "--version", version]
        command += ["--key", self.folder / key]
        if overlay:
            extra = self.folder / f"overlay-{version}"
            for name, content in overlay.items():
                (extra / name).parent.mkdir(parents=True, exist_ok=True)
                (extra / name).write_text(content)
            command += ["--overlay", extra]
        subprocess.run([*command, "--output", self.folder / f"by-{key}"], cwd=PROJECT, check=True, env=environment())
        return next((self.folder / f"by-{key}").glob(f"pioreactor-{version}-*.tar"))


def needs_web() -> None:
    """A bundle holds the built web app."""
    subprocess.run([".ci/setup", "web"], cwd=PROJECT, check=True, env=environment())


def needs_chromium() -> None:
    """Scenarios of the page run in a browser."""
    subprocess.run([".ci/setup", "browser"], cwd=PROJECT, check=True, env=environment())


def changes(said: str) -> dict[str, int]:
    """How much a run has changed, by host."""
    recap = re.findall(r"^(\S+)\s+: ok=\d+ +changed=(\d+)", said, re.MULTILINE)
    return {name: int(changed) for name, changed in recap}


def drill_migration() -> dict[str, str]:
    """One migration more than this checkout has."""
    from pioreactor.storage.database.migrating import migrations

    number = len(migrations()) + 1
    table = "upgrade_drill"
    return {
        MIGRATION.format(number=number, way="up"): f"CREATE TABLE {table} (note TEXT NOT NULL) STRICT;\n",
        MIGRATION.format(number=number, way="down"): f"DROP TABLE {table};\n",
    }


def environment() -> dict[str, str]:
    """That of this checkout's programs."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {**os.environ, "PYTHONPATH": str(PROJECT), "PATH": path, "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg")}


class Cluster:
    """A leader and workers with simulated vials. ``joining``: hosts that are bare and not in the inventory."""

    def __init__(
        self,
        lab: Lab,
        folder: Path,
        bundles: Bundles,
        workers: tuple[str, ...] = ("unit01", "unit02"),
        joining: tuple[str, ...] = (),
    ) -> None:
        self.lab, self.folder, self.bundles = lab, folder, bundles
        self.leader, *others = [lab.create(name) for name in ("leader01", *workers, *joining)]
        self.workers, self.joining = others[: len(workers)], others[len(workers) :]
        self.hosts: list[Host] = [self.leader, *self.workers]
        for host in [*self.hosts, *self.joining]:
            host.power_on()
        for host in [*self.hosts, *self.joining]:
            assert host.wait_until_up() == "running", host.failed_units()
        self.log = folder / "playbook.log"
        self._lost_by_restore: list[list[Any]] = []
        self.inventory = folder / "inventory.json"
        self.inventory.write_text(json.dumps(self._inventory()))

    def _inventory(self) -> dict[str, Any]:
        # Of each host, for what is said of a whole group here counts less than the group_vars of the product.
        common: dict[str, Any] = {
            "ansible_user": "admin",
            "ansible_ssh_common_args": f"-F {self.lab.ssh.config}",
            "pioreactor_leader": self.leader.name,
            "pioreactor_hardware": "simulated",
            "pioreactor_model_version": "1.5",
            "base_hosts": {host.address: f"{host.name} {host.name}.local" for host in [*self.hosts, *self.joining]},
            "release_signers": [self.bundles.signers.read_text().strip()],
        }

        def entry(host: Host) -> dict[str, Any]:
            return {"ansible_host": host.address, **common}

        groups = {
            "leader": {"hosts": {self.leader.name: entry(self.leader)}},
            "workers": {"hosts": {host.name: entry(host) for host in self.workers}},
        }
        own = {"release_control_signers": str(self.bundles.signers)}
        return {"all": {"vars": own, "children": {"cluster": {"children": groups}}}}

    def prepare(self, bundle: Path) -> None:
        """The first release on every host of the inventory, and its services."""
        prepare = self.folder / "prepare.yml"
        prepare.write_text(PREPARE.format(playbooks=PROJECT / "playbooks"))
        code, said = self.playbook(prepare, release_bundle=bundle)
        assert code == 0, said[-6000:]

    def start_playbook(
        self, path: str | Path, *, options: Sequence[str] = (), **variables: object
    ) -> subprocess.Popen[bytes]:
        """Ansible at work, in a process group of its own; what it says goes to ``self.log``."""
        command: list[object] = [
            Path(sys.executable).with_name("ansible-playbook"),
            "-i",
            PROJECT / "inventory",
            "-i",
            self.inventory,
        ]
        command += [PROJECT / path, "--extra-vars", json.dumps(variables, default=str), *options]
        at = self.folder
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [str(word) for word in command],
                cwd=PROJECT,
                # Labs have equal addresses: a connection of another lab's must not be taken for ours.
                env={**environment(), "ANSIBLE_LOCAL_TEMP": f"{at}/tmp", "ANSIBLE_SSH_CONTROL_PATH_DIR": f"{at}/cp"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def playbook(self, path: str | Path, *, options: Sequence[str] = (), **variables: object) -> tuple[int, str]:
        """Exit code and everything that was said."""
        code = self.start_playbook(path, options=options, **variables).wait()
        return code, self.log.read_text()

    def start_experiment(self) -> None:
        """The leader has an experiment; every worker stirs and reads for it."""
        self.pio(self.leader, "experiments", "create", "exp")
        for worker in self.workers:
            self.pio(self.leader, "workers", "assign", worker.name, "exp")
        for worker in self.workers:
            assert wait_until(lambda w=worker: "exp" in self.state_of(w), 60), self.state_of(worker)  # type: ignore[misc]
            for job in ("stirring", "od_reading"):
                worker.run(["systemd-run", "--unit", f"drill-{job}", "--uid=pioreactor", "pio", "run", job])
        for worker in self.workers:
            for job in ("stirring", "od_reading"):
                is_there = wait_until(lambda w=worker, j=job: j in self.jobs(w), 60)  # type: ignore[misc]
                assert is_there, worker.journal("-u", f"drill-{job}")[-3000:]

    def let_leader_in(self) -> None:
        """As playbooks/bootstrap.yml does it: root of the leader may log in to the workers, whose keys it knows."""
        self.leader.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "/root/.ssh/id_ed25519"])
        key = self.leader.run(["cat", "/root/.ssh/id_ed25519.pub"]).stdout
        for worker in self.workers:
            worker.run(["install", "-d", "-m", "700", "/root/.ssh"])
            worker.run(["install", "-m", "600", "/dev/stdin", "/root/.ssh/authorized_keys"], stdin=key)
            shown = worker.run(["cat", "/etc/ssh/ssh_host_ed25519_key.pub"]).stdout
            line = f"{worker.name},{worker.name}.local,{worker.address} {shown}"
            self.leader.run(["tee", "-a", "/root/.ssh/known_hosts"], stdin=line)

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Ask the leader over HTTP, through its lighttpd; status 0 while nobody answers."""
        code = ASK + "print(json.dumps(ask(sys.argv[1], sys.argv[2], sys.argv[3].encode() or None)))"
        words = ["" if body is None else json.dumps(body)]
        status, answer = json.loads(self.leader.run(["python3", "-c", code, method, path, *words]).stdout)
        return int(status), answer

    def upload(self, bundle: Path) -> Any:
        """Give the leader a bundle in pieces, as the page does; what became of its check."""
        self.leader.copy_in(bundle, f"/root/{bundle.name}")
        said = self.leader.run(["python3", "-c", ASK + SEND, f"/root/{bundle.name}"]).stdout
        _, accepted = json.loads(said)
        assert wait_until(lambda: self.ask("GET", accepted["result_url_path"])[0] == 200, 120, poll=0.5)
        return self.ask("GET", accepted["result_url_path"])[1]

    def run_on_page(self, what: dict[str, object], limit_s: float = 900) -> tuple[dict[str, Any], int]:
        """Start an upgrade or rollback over HTTP and look on until it ends; the run, and how often nobody answered."""
        status, run = self.ask("POST", "/api/upgrades/start", what)
        assert status == 202, run
        silent = 0

        def has_ended() -> bool:
            nonlocal run, silent
            code, now = self.ask("GET", "/api/upgrades")
            silent += code != 200
            run = now["run"] if code == 200 else run
            return code == 200 and run["outcome"] not in ("asked", "running")

        assert wait_until(has_ended, limit_s, poll=0.3), run
        return run, silent

    def pio(self, host: Host, *words: str) -> str:
        """What `pio` of the release in use says."""
        return host.run(["/usr/local/bin/pio", *words]).stdout

    def state_of(self, host: Host) -> str:
        """What the unit works for."""
        return host.run(["cat", "/home/pioreactor/.pioreactor/storage/unit_state.json"], check=False).stdout

    def jobs(self, host: Host) -> str:
        """What runs."""
        return self.pio(host, "jobs", "list", "running")

    def upgrade_state(self, host: Host) -> dict[str, Any]:
        """upgrade.json of a host; empty where there is none."""
        text = host.run(["cat", "/var/lib/pioreactor/upgrade.json"], check=False).stdout
        return dict(json.loads(text)) if text else {}

    def versions(self) -> list[str]:
        """Which release each host uses."""
        return [host.run(["readlink", "/opt/pioreactor/current"]).stdout.strip().split("/")[-1] for host in self.hosts]

    def sql(self, host: Host, database: str, query: str) -> list[list[Any]]:
        """Rows of a database on a host."""
        code = (
            "import json, sqlite3, sys\n"
            "c = sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True, timeout=20)\n"
            "print(json.dumps(c.execute(sys.argv[2]).fetchall()))"
        )
        return list(json.loads(host.run(["python3", "-c", code, database, query]).stdout))

    def check_books(self, *, after_restore: bool = False) -> None:
        """The leader holds every row that a unit ever wrote down, each once, and nothing is missing.

        ``after_restore``: it knows which rows it had collected after the backup, and which no unit has any more.
        """
        for worker in self.workers:
            (last,) = self.sql(worker, JOURNAL, "SELECT seq FROM sqlite_sequence WHERE name = 'journal'")[0]
            query = f"SELECT first, last FROM journal_ranges WHERE pioreactor_unit = '{worker.name}'"

            def is_complete(query: str = query, last: int = last) -> bool:
                ranges = self.sql(self.leader, DATABASE, query)
                return len(ranges) == 1 and ranges[0][0] == 1 and ranges[0][1] >= last

            assert wait_until(is_complete, 90, poll=1.0), (last, self.sql(self.leader, DATABASE, query))
        absences = self.sql(self.leader, DATABASE, "SELECT * FROM journal_absences")
        if after_restore:
            self._lost_by_restore = absences
        assert absences == self._lost_by_restore
        assert self.sql(self.leader, DATABASE, "SELECT * FROM points WHERE same_time > 0") == []
        assert self.sql(self.leader, DATABASE, "SELECT * FROM dead_letters") == []

    def longest_gap_s(self, worker: Host, since_s: float) -> float:
        """Most seconds between two OD readings of a unit since then, as the database has them."""
        query = (
            "SELECT p.t_us FROM points AS p JOIN series AS s USING (series_id) WHERE s.kind = 'od_readings' "
            f"AND s.pioreactor_unit = '{worker.name}' AND p.t_us > {int(since_s * 1e6)} ORDER BY p.t_us"
        )
        times = [row[0] / 1e6 for row in self.sql(self.leader, DATABASE, query)]
        return max((later - earlier for earlier, later in pairwise(times)), default=0.0)

    def figures(self, since_s: float) -> str:
        """What an operator would ask about a change since then."""
        gaps = ", ".join(f"{worker.name} {self.longest_gap_s(worker, since_s):.1f} s" for worker in self.workers)
        away = ", ".join(f"{host.name} {self.upgrade_state(host).get('away_s')} s" for host in self.hosts)
        return f"longest gap between readings: {gaps}; away: {away}"
