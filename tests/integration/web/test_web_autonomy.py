"""A worker whose network is gone works on, and afterwards has caught up with its leader and its leader with it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest

from pioreactor import clock
from pioreactor.storage.database import connect
from pioreactor.testing.broker import Broker
from pioreactor.testing.unit import JobProcess, UnitFolder, pio_command
from tests.integration.web.link import Link
from tests.integration.web.web_cluster import Unit, begin, join

BEFORE, AFTER = "Before the cut", "After the cut"
READINGS_WHILE_CUT = 4


class Bench:
    """A leader with its ingest, and a worker with a vial and its monitor, joined by three links."""

    def __init__(self, folder: Path, broker: Broker) -> None:
        self.leader, self.worker = (Unit(UnitFolder(folder, broker, name=n, experiment="")) for n in ("lead", "work1"))
        self.links = [Link(port) for port in (broker.port, self.leader.folder.http_port, self.worker.folder.http_port)]
        to_broker, to_leader, to_worker = (link.port for link in self.links)
        join(self.leader.folder, self.worker.folder)
        for section, key, value in (
            ("mqtt", "broker_port", to_broker),
            ("cluster.addresses", "lead", f"127.0.0.1:{to_leader}"),
            ("stirring.config", "duration_between_updates_seconds", 1),
        ):
            self.worker.folder.configure(section, key, str(value))
        self.leader.folder.configure("cluster.addresses", "work1", f"127.0.0.1:{to_worker}")
        self.programs: list[JobProcess] = []
        self.vial: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Everything up to a stirrer whose readings arrive."""
        folder = self.worker.folder
        command = pio_command("simulate", "--seed", "1")
        self.vial = subprocess.Popen(command, env=folder.environment(), stdout=subprocess.DEVNULL)
        assert clock.wait_until(folder.vial_socket.exists, 20)
        self.leader.start()
        self.worker.start()
        begin(self.leader, BEFORE)
        for unit, job in ((self.leader.folder, "mqtt_to_db_streaming"), (folder, "monitor")):
            self.programs.append(JobProcess(unit, pio_command("run", job)))
            self.programs[-1].wait_for_state(job)
        path = f"/api/workers/work1/jobs/run/job_name/stirring/experiments/{quote(BEFORE)}"
        told = self.leader.do("POST", path, {"options": {"target_rpm": 500}})
        assert told["work1"]["ok"], told
        assert clock.wait_until(lambda: len(self.readings()) > 1, 30)

    def stop(self) -> None:
        """The end of everything."""
        for link in self.links:
            link.mend()
        if self.worker.server is not None:
            self.worker.do("POST", "/unit_api/jobs/stop/all")
        for program in reversed(self.programs):
            program.stop()
        self.worker.stop()
        self.leader.stop()
        if self.vial is not None:
            self.vial.terminate()
            self.vial.wait(10)
        for link in self.links:
            link.close()

    def readings(self) -> set[str]:
        """Times of the stirrer's readings that the leader has."""
        with closing(connect(self.leader.folder.root / "storage" / "pioreactor.sqlite", readonly=True)) as conn:
            return {row[0] for row in conn.execute("SELECT timestamp FROM stirring_rates")}

    def notices(self) -> list[str]:
        """What the worker's log says on the leader."""
        with closing(connect(self.leader.folder.root / "storage" / "pioreactor.sqlite", readonly=True)) as conn:
            rows = conn.execute("SELECT message FROM logs WHERE pioreactor_unit = 'work1' AND level = 'NOTICE'")
            return [row[0] for row in rows]

    def last_number(self) -> int:
        """Of the worker's journal, asked of the worker itself."""
        return int(self.worker.ask("GET", "/unit_api/journal?limit=1")[1]["last"])

    def written_after(self, number: int) -> set[str]:
        """Times of the stirrer's readings in the worker's journal, to the millisecond, as the database has them."""
        rows = self.worker.ask("GET", f"/unit_api/journal?after={number}")[1]["rows"]
        readings = [msgspec.json.decode(r["payload"]) for r in rows if r["topic"].endswith("/stirring/measured_rpm")]
        return {reading["timestamp"][:23] + "Z" for reading in readings}


@pytest.fixture
def bench(tmp_path: Path, broker: Broker) -> Iterator[Bench]:
    made = Bench(tmp_path, broker)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def state_of_worker(leader: Unit) -> dict[str, object]:
    units = leader.ask("GET", "/api/config/sync")[1]["units"]
    return next(unit for unit in units if unit["unit"] == "work1")


@pytest.mark.timeout(240)
def test_a_worker_that_is_cut_off_works_on_and_catches_up(bench: Bench) -> None:
    leader, worker = bench.leader, bench.worker
    assert state_of_worker(leader)["state"] == "current"
    for link in bench.links:
        link.cut()
    cut_at, numbered = clock.timestamp(), bench.last_number()

    # The leader goes on as well, says what it knows of the unit, and who will hear of changes later.
    text = (leader.folder.root / "config.ini").read_text() + "# while it was cut off\n"
    told = leader.ask("PATCH", "/api/config/shared", {"code": text})[1]
    assert told["will_catch_up"] == ["work1"], told
    lost = state_of_worker(leader)
    assert lost["state"] == "unreachable" and lost["version"] == told["version"] - 1 and str(lost["heard_at"]) < cut_at
    assert leader.ask("POST", "/api/experiments", {"experiment": AFTER})[0] == 201
    moved = leader.ask("PUT", f"/api/experiments/{quote(AFTER)}/workers", {"pioreactor_unit": "work1"})
    assert moved[0] == 200

    # The worker works on by what is on its own disk, and writes down what it cannot send.
    assert clock.wait_until(lambda: len(bench.written_after(numbered)) >= READINGS_WHILE_CUT, 60)
    assert len(worker.ask("GET", "/unit_api/jobs/running/stirring")[1]) == 1
    assert worker.ask("GET", "/unit_api/assignment")[1]["experiment"] == BEFORE
    assert worker.ask("GET", "/unit_api/outputs")[1] != []
    missed = bench.written_after(numbered)
    assert not missed & bench.readings()

    # Back again, it hears what has changed, and ends what runs for the experiment that it has left.
    for link in bench.links:
        link.mend()
    shared = [unit.folder.root / "config.ini" for unit in (leader, worker)]
    assert clock.wait_until(lambda: shared[0].read_text() == shared[1].read_text(), 60)
    assert clock.wait_until(lambda: worker.ask("GET", "/unit_api/assignment")[1]["experiment"] == AFTER, 60)
    assert clock.wait_until(lambda: worker.ask("GET", "/unit_api/jobs/running/stirring")[1] == [], 60)
    assert clock.wait_until(lambda: any(f"than {BEFORE} while" in line for line in bench.notices()), 20)
    assert worker.ask("GET", "/unit_api/outputs")[1] == []
    assert clock.wait_until(lambda: missed <= bench.readings(), 60), missed - bench.readings()
    assert clock.wait_until(lambda: state_of_worker(leader)["state"] == "current", 20)
