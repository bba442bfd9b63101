"""What the tests of the web server share: units with real web servers, and jobs that need no hardware."""

from __future__ import annotations

import http.client
import json
import subprocess
from typing import Any
from urllib.parse import quote

import msgspec

from pioreactor import clock
from pioreactor.storage.cluster_secrets import ClusterSecrets, UnitSecrets
from pioreactor.storage.files import write_atomically
from pioreactor.testing.unit import UnitFolder, pio_command

TOKEN = "token-of-the-leader"
TOKENS = {"lead": TOKEN, "work1": "token-of-the-worker"}

TOY_JOBS = '''
"""Jobs without hardware: one that runs, one that fails at once, one that is long in getting ready."""
import signal
import time

import click

from pioreactor.background_jobs.base import BackgroundJobContrib
from pioreactor.whoami import get_assigned_experiment_name, get_unit_name


class Toy(BackgroundJobContrib):
    job_name = "toy"
    published_settings = {"speed": {"datatype": "float", "settable": True, "unit": "rpm"}}

    def __init__(self, unit, experiment, speed):
        super().__init__(unit=unit, experiment=experiment, plugin_name="toy")
        self.speed = speed


@click.command("toy")
@click.option("--speed", type=float, default=1.0, show_default=True, help="How fast.")
def click_toy(speed):
    """Runs until it is stopped."""
    with Toy(get_unit_name(), get_assigned_experiment_name(get_unit_name()), speed) as job:
        job.block_until_disconnected()


@click.command("slow_toy")
def click_slow_toy():
    """Is never ready."""
    time.sleep(5)


@click.command("broken_toy")
def click_broken_toy():
    """Fails at once."""
    click.echo("Getting ready.")
    raise click.ClickException("The lamp is not plugged in.")
'''


class Unit:
    """One unit with its web server."""

    def __init__(self, folder: UnitFolder) -> None:
        self.folder = folder
        self.name = folder.name
        self.server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.server = subprocess.Popen(pio_command("web"), env=self.folder.environment(), stderr=subprocess.DEVNULL)
        assert clock.wait_until(self.answers, 20), "the web server did not answer"

    def answers(self) -> bool:
        try:
            return bool(self.ask("GET", "/unit_api/health")[0] == 200)
        except OSError:
            return False

    def stop(self) -> int:
        server, self.server = self.server, None
        if server is None:
            return 0
        server.terminate()
        # It promises ten seconds for what is under way; idle it takes a quarter of one, also on a busy computer.
        return server.wait(20)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.folder.http_port, timeout=30)
        try:
            sent = {"Authorization": f"Bearer {TOKENS[self.name]}", **headers}
            connection.request(method, path, None if body is None else json.dumps(body), sent)
            reply = connection.getresponse()
            raw = reply.read()
        finally:
            connection.close()
        is_json = (reply.getheader("Content-Type") or "").startswith("application/json")
        return reply.status, json.loads(raw) if is_json else raw.decode()

    def download(self, path: str) -> bytes:
        """The body of a reply that is no text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.folder.http_port, timeout=30)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {TOKENS[self.name]}"})
            reply = connection.getresponse()
            assert reply.status == 200
            return reply.read()
        finally:
            connection.close()

    def do(self, method: str, path: str, body: Any = None) -> Any:
        """Ask for a task and follow it to its end; returns its result, or its whole body where it failed."""
        status, accepted = self.ask(method, path, body)
        assert status in (200, 202), accepted
        told: dict[str, Any] = {}

        def is_done() -> bool:
            code, answer = self.ask("GET", accepted["result_url_path"])
            told.update(answer)
            return code == 200

        assert clock.wait_until(is_done, 40, 0.02), told
        return told["result"] if told["status"] == "succeeded" else told


def begin(leader: Unit, experiment: str) -> None:
    """Register both units, create the experiment and assign them."""
    assert leader.ask("POST", "/api/experiments", {"experiment": experiment})[0] == 201
    for name in ("lead", "work1"):
        body = {"pioreactor_unit": name, "model_name": "pioreactor_20ml", "model_version": "1.5"}
        assert leader.ask("PUT", "/api/workers", body)[0] == 201
        told = leader.do("PUT", f"/api/experiments/{quote(experiment)}/workers", {"pioreactor_unit": name})
        assert told[name]["ok"], told


def join(leader: UnitFolder, worker: UnitFolder) -> None:
    """Give both the same shared configuration, a token each, and the toy jobs; both write what the leader may."""
    shared = (leader.root / "config.ini").read_text()
    shared = shared.replace("[mqtt]", f"{worker.name} = 127.0.0.1:{worker.http_port}\n[mqtt]")
    known: dict[str, UnitSecrets] = {}
    for unit in (leader, worker):
        (unit.root / "config.ini").write_text(shared)
        (unit.root / "unit_config.ini").write_text(
            f"[ui]\nport = {unit.http_port}\n[logging]\nlog_file = {unit.log_path}\nui_log_file = {unit.log_path}\n"
        )
        secrets = json.loads((unit.root / "credentials.json").read_text())
        secrets |= {"api_token": TOKENS[unit.name]}
        (unit.root / "credentials.json").write_text(json.dumps(secrets))
        known[unit.name] = UnitSecrets(mqtt_password="-", hub_password="-", api_token=TOKENS[unit.name])
        (unit.root / "plugins").mkdir()
        (unit.root / "plugins" / "toy_jobs.py").write_text(TOY_JOBS)
    secrets_of_all = msgspec.json.encode(ClusterSecrets(units=known))
    write_atomically(leader.root / "cluster_credentials.json", secrets_of_all, mode=0o600)
