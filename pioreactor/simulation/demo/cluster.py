"""A simulated cluster from start to end."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from pioreactor import clock
from pioreactor.exc import PioreactorError
from pioreactor.pubsub.http import ACTOR_HEADER
from pioreactor.simulation.demo import layout as files
from pioreactor.simulation.demo import processes
from pioreactor.simulation.demo.cultures import CULTURES, RAIL_V, TARGET_C
from pioreactor.simulation.demo.pump_calibrations import write_pump_calibrations

JOBS = ("stirring", "od_reading", "growth_rate_calculating")
MODEL = ("pioreactor_20ml", "1.5")


class SimulatedCluster:
    """A leader that is also a worker, and two workers, each with its vial, on loopback.

    **Lifecycle**: ``up()`` writes the files and starts broker, vials, monitors, web servers and the ingest;
    ``begin_experiment()`` does over HTTP what a person would do on the page; ``down()`` ends every process, also those
    that were started over HTTP, and is safe to call at any time and twice.

    ``port``: first of five consecutive ports on 127.0.0.1. ``speed``: clock seconds per wall second. ``replay``: a CSV
    file that takes the place of the cultures. ``tell`` is called with one line per step.
    """

    def __init__(
        self,
        home: Path,
        port: int = 8080,
        speed: float = 60.0,
        replay: Path | None = None,
        seed: int = 1,
        tell: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.speed = speed
        self.replay = replay
        self.seed = seed
        self.tell = tell
        self._run_root = Path(tempfile.mkdtemp(prefix="pio-"))
        self.layout = files.make_layout(home.resolve(), self._run_root, port)
        self.started: list[processes.Started] = []
        self._origin = ""

    # --- up ---------------------------------------------------------------------------------------------------------

    def up(self) -> None:
        """Start everything and return when every web server answers. Raises PioreactorError with the reason if not."""
        if self.replay is not None:
            from pioreactor.simulation.physics.replay import read_trace

            read_trace(self.replay)
        self._end_predecessor()
        self._require_free_ports()
        files.write_cluster(self.layout)
        for number, unit in enumerate(self.layout.units):
            write_pump_calibrations(unit.name, unit.home / "storage", self.seed + number, RAIL_V)
        (self.layout.home / "owner").write_text(f"{os.getpid()} {processes.start_ticks(os.getpid())} {self._run_root}")
        clock.configure(self.speed)
        self._origin = clock.origin_text()
        for unit in self.layout.units:
            files.write_wrapper(unit, self.environment(unit.name))
        self.tell("Broker, vials and web servers ...")
        self._start("broker", [files.mosquitto_program(), "-c", str(self.layout.home / "broker" / "mosquitto.conf")])
        self._wait_for_port(self.layout.mqtt_port, "The broker")
        for number, unit in enumerate(self.layout.units):
            self._pio(unit, "simulate", *self._vial_options(number))
            self._pio(unit, "web")
        for unit in self.layout.units:
            self._wait_for(partial(self._answers, unit), f"The web server of {unit.name}")
        self.tell("Monitors and database ...")
        for unit in self.layout.units:
            self._pio(unit, "run", "monitor")
        self._pio(self.layout.leader, "run", "mqtt_to_db_streaming")

    def begin_experiment(self, name: str = "Demo culture") -> None:
        """Register the workers, create an experiment, assign the units and start the measuring jobs on all of them."""
        for unit in self.layout.units:
            body = {"pioreactor_unit": unit.name, "model_name": MODEL[0], "model_version": MODEL[1]}
            self.request("PUT", "/api/workers", body)
        self.request("POST", "/api/experiments", {"experiment": name, "description": "Three simulated vials."})
        for unit in self.layout.units:
            self.request("PUT", f"/api/experiments/{quote(name)}/workers", {"pioreactor_unit": unit.name})
        for job in JOBS:
            self.start_job(job, name)

    def begin_automations(self, name: str = "Demo culture") -> None:
        """Warm all vials, and begin what :data:`CULTURES` says of each."""
        options = {"automation_name": "thermostat", "target_temperature": TARGET_C}
        self.start_job("temperature_automation", name, options)
        for unit, culture in zip(self.layout.units, CULTURES, strict=False):
            if culture.automation:
                self.start_job("dosing_automation", name, culture.automation, unit.name)

    def start_job(
        self, job: str, experiment: str, options: dict[str, Any] | None = None, unit: str = "$broadcast"
    ) -> None:
        """Start a job on one unit or on all, as the page does. Raises PioreactorError if one does not start."""
        self.tell(f"Starting {job}{'' if unit.startswith('$') else ' on ' + unit} ...")
        path = f"/api/workers/{unit}/jobs/run/job_name/{job}/experiments/{quote(experiment)}"
        self._expect_all_ok(job, self.task(self.request("POST", path, {"options": options or {}})))

    def let_in(self, username: str = "demo") -> str:
        """A link with which a person signs in as admin, once; it ends with the demo or after 30 simulated days."""
        if all(row["username"] != username for row in self.request("GET", "/api/users")):
            self.request("POST", "/api/users", {"username": username, "role": "admin"})
        made = self.request("POST", f"/api/users/{username}/sign_in_link", {"lasts_minutes": 30 * 24 * 60})
        return self.layout.address.rstrip("/") + str(made["path"])

    # --- talking to it ----------------------------------------------------------------------------------------------

    def request(self, method: str, path: str, body: Any = None, unit: str | None = None) -> Any:
        """One authenticated request to the leader (or to ``unit``); returns the decoded reply.

        Raises PioreactorError with status and reason for a reply of 400 or above.
        """
        place = next(place for place in self.layout.units if place.name == (unit or files.LEADER))
        connection = http.client.HTTPConnection("127.0.0.1", place.web_port, timeout=30)
        try:
            headers = {
                "Authorization": f"Bearer {place.api_token}",
                "Content-Type": "application/json",
                ACTOR_HEADER: "the simulated cluster",
            }
            connection.request(method, path, None if body is None else msgspec.json.encode(body), headers)
            reply = connection.getresponse()
            text = reply.read()
        finally:
            connection.close()
        if reply.status >= 400:
            raise PioreactorError(f"{method} {path} answered {reply.status}: {text.decode(errors='replace')[:500]}")
        return msgspec.json.decode(text) if text else None

    def task(self, accepted: Any, timeout: float = 60.0) -> Any:
        """Poll a task of the leader until it ends (wall seconds); returns its result."""
        outcome: dict[str, Any] = {}

        def ended() -> bool:
            outcome.update(self.request("GET", accepted["result_url_path"]))
            return outcome["status"] in ("succeeded", "failed")

        if not clock.wait_until(ended, timeout, poll=0.1) or outcome["status"] == "failed":
            raise PioreactorError(f"The task {accepted['task_id']} did not succeed: {outcome}")
        return outcome.get("result")

    def environment(self, unit: str) -> dict[str, str]:
        """Environment in which ``pio`` acts as this unit."""
        place = next(place for place in self.layout.units if place.name == unit)
        return files.unit_environment(self.layout, place, self.speed, self._origin)

    def check(self) -> None:
        """Raise PioreactorError if one of the programs that belong to the cluster has ended."""
        processes.raise_if_ended(self.started)

    # --- down -------------------------------------------------------------------------------------------------------

    def down(self) -> list[int]:
        """End every process of the cluster; returns the pids that could not be ended (normally none)."""
        left = processes.end_all(str(self._run_root), self.started)
        shutil.rmtree(self._run_root, ignore_errors=True)
        return left

    # --- parts ------------------------------------------------------------------------------------------------------

    def _require_free_ports(self) -> None:
        for port in self.layout.ports:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError as error:
                    first, last = self.layout.ports[0], self.layout.ports[-1]
                    raise PioreactorError(
                        f"Port {port} on 127.0.0.1 cannot be used ({error.strerror}); ports {first} to {last} are "
                        f"needed. Choose another start: make demo DEMO_PORT={first + 100}"
                    ) from error

    def _end_predecessor(self) -> None:
        """A demo that was killed could not tidy up; its processes carry its run directory."""
        try:
            pid, ticks, earlier = (self.layout.home / "owner").read_text().split(" ", 2)
        except (OSError, ValueError):
            return
        if processes.start_ticks(int(pid)) != int(ticks) and processes.members(earlier):
            self.tell("Ending what an earlier run left behind ...")
            processes.end_all(earlier, [])
            shutil.rmtree(earlier, ignore_errors=True)

    def _vial_options(self, number: int) -> Iterator[str]:
        yield from ("--seed", str(self.seed + number))
        if self.replay is not None:
            yield from ("--replay", str(self.replay.resolve()))
        else:
            culture = CULTURES[number % len(CULTURES)]
            yield from culture.vial_options()

    def _pio(self, unit: files.UnitPlace, *arguments: str) -> None:
        command = [sys.executable, "-m", "pioreactor.cli.pio", *arguments]
        environment = files.unit_environment(self.layout, unit, self.speed, self._origin)
        title = arguments[1] if arguments[0] == "run" else arguments[0]
        output = unit.home / f"output-{title}.log"
        self.started.append(processes.start(f"{title} of {unit.name}", command, environment, output))

    def _start(self, title: str, command: list[str]) -> None:
        environment = files.unit_environment(self.layout, self.layout.leader, self.speed, self._origin)
        self.started.append(processes.start(title, command, environment, self.layout.home / "broker" / "output.log"))

    def _answers(self, unit: files.UnitPlace) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException, PioreactorError):
            return bool(self.request("GET", "/unit_api/health", unit=unit.name))
        return False

    def _wait_for_port(self, port: int, what: str) -> None:
        def open_() -> bool:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return True
            return False

        self._wait_for(open_, what)

    def _wait_for(self, condition: Callable[[], bool], what: str, timeout: float = 60.0) -> None:
        def settled() -> bool:
            self.check()
            return condition()

        if not clock.wait_until(settled, timeout, poll=0.05):
            raise PioreactorError(f"{what} did not answer in {timeout:.0f} s. Its output is below {self.layout.home}.")

    def _expect_all_ok(self, job: str, result: Any) -> None:
        failed = {unit: answer["error"] for unit, answer in (result or {}).items() if not answer.get("ok")}
        if failed or not result:
            raise PioreactorError(f"{job} did not start: {failed or 'no unit answered'}")
