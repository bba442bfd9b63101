"""Upgrades over HTTP: real web servers, real Ansible with our callback; the units' own change is played."""

from __future__ import annotations

import http.client
import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.testing.unit import UnitFolder
from tests.integration.web.upgrade_bench import NEW, PlayedUpgrades
from tests.integration.web.web_cluster import TOKEN, Unit, join

pytestmark = pytest.mark.timeout(180)


class Bench:
    """A leader and a worker, and what is played."""

    def __init__(self, leader: Unit, worker: Unit, played: PlayedUpgrades) -> None:
        self.leader, self.worker, self.played = leader, worker, played

    def upload(self, path: Path) -> Any:
        """Send a file in pieces and have it checked; the bundle, or the body of the task that failed."""
        content = path.read_bytes()
        status, upload = self.leader.ask("POST", "/api/upgrades/uploads", {"name": path.name, "bytes": len(content)})
        assert status == 201, upload
        size = upload["piece_bytes"]
        for at in range(0, len(content), size):
            status, told = self.put(upload["upload_id"], at, content[at : at + size])
            assert (status, told["received_bytes"]) == (200, min(at + size, len(content))), told
        return self.leader.do("POST", f"/api/upgrades/uploads/{upload['upload_id']}/finish")

    def put(self, upload_id: str, offset: int, piece: bytes) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.leader.folder.http_port, timeout=30)
        try:
            path = f"/api/upgrades/uploads/{upload_id}?offset={offset}"
            connection.request("PUT", path, piece, {"Authorization": f"Bearer {TOKEN}"})
            reply = connection.getresponse()
            return reply.status, json.loads(reply.read())
        finally:
            connection.close()

    def run(self) -> Any:
        return self.leader.ask("GET", "/api/upgrades")[1]["run"]

    def states(self) -> dict[str, str]:
        return {unit["unit"]: unit["state"] for unit in self.run()["units"]}

    def stages(self, unit: str) -> dict[str, str]:
        (found,) = [row for row in self.run()["units"] if row["unit"] == unit]
        return {stage["name"]: stage["state"] for stage in found["stages"]}

    def wait_for(self, *outcomes: str) -> Any:
        assert clock.wait_until(lambda: self.run()["outcome"] in outcomes, 60, poll=0.1), self.run()
        return self.run()

    def wait_until_changing(self) -> None:
        """Until the worker has begun its own change, of which each step takes a pause."""

        def has_begun() -> bool:
            return self.stages("work1")["install"] == "done" and self.states()["work1"] == "running"

        assert clock.wait_until(has_begun, 60, poll=0.1), self.run()

    def start(self, **body: Any) -> Any:
        status, run = self.leader.ask("POST", "/api/upgrades/start", {"kind": "upgrade", "version": NEW, **body})
        assert status == 202, run
        return run


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    leader, worker = (Unit(UnitFolder(tmp_path, None, name=name, experiment="")) for name in ("lead", "work1"))
    join(leader.folder, worker.folder)
    played = PlayedUpgrades(tmp_path / "played", "lead", ["work1"])
    plain = leader.folder.environment
    leader.folder.environment = lambda **more: plain(**played.environment, **more)  # type: ignore[method-assign]
    try:
        for unit in (leader, worker):
            unit.start()
        for name in ("lead", "work1"):
            body = {"pioreactor_unit": name, "model_name": "pioreactor_20ml", "model_version": "1.5"}
            assert leader.ask("PUT", "/api/workers", body)[0] == 201
        yield Bench(leader, worker, played)
        leader.ask("POST", "/api/upgrades/stop")
        assert clock.wait_until(lambda: leader.ask("POST", "/api/upgrades/stop")[0] == 409, 30)
    finally:
        for unit in (leader, worker):
            unit.stop()


def test_units_tell_their_releases(bench: Bench) -> None:
    status, rows = bench.leader.ask("GET", "/api/upgrades/units")
    assert status == 200
    assert [(row["unit"], row["is_leader"]) for row in rows] == [("lead", True), ("work1", False)]
    assert all(row["release"]["version"] and row["release"]["free_bytes"] > 0 for row in rows)
    bench.worker.stop()
    row = bench.leader.ask("GET", "/api/upgrades/units")[1][1]
    assert row["release"] is None and "does not answer" in row["error"]


def test_a_bundle_arrives_is_checked_and_told(bench: Bench) -> None:
    bundle = bench.upload(bench.played.bundle())
    assert bundle["version"] == NEW and Path(bundle["path"]).is_file()
    now = bench.leader.ask("GET", "/api/upgrades")[1]
    assert now["why_not"] is None
    assert [(part["heading"], part["items"]) for part in now["news"]] == [
        ("", ["Charts open twice as fast.", "A link and code are plain words."]),
        ("For users of earlier versions", ["Nothing needs to be done."]),
    ]
    assert bench.leader.ask("DELETE", "/api/upgrades/bundle")[0] == 200
    assert bench.leader.ask("GET", "/api/upgrades")[1]["bundle"] is None
    assert not Path(bundle["path"]).exists()


@pytest.mark.parametrize(
    ("key", "changes", "reason"),
    [
        ("stranger", {}, "signature of the bundle is not one of"),
        ("key", {"architecture": "riscv64"}, "The bundle is for riscv64"),
        ("key", {"pythons": ["cp27"]}, "this computer has"),
    ],
)
def test_what_cannot_be_trusted_or_does_not_fit_is_refused(
    bench: Bench, key: str, changes: dict[str, object], reason: str
) -> None:
    told = bench.upload(bench.played.bundle(key, **changes))
    assert told["status"] == "failed" and reason in told["error"], told
    assert bench.leader.ask("GET", "/api/upgrades")[1]["bundle"] is None
    folder = bench.leader.folder.root / "storage" / "upgrades" / "bundles"
    assert list(folder.iterdir()) == []
    assert bench.leader.ask("POST", "/api/upgrades/start", {"kind": "upgrade", "version": NEW})[0] == 409


def test_an_upload_is_limited_and_goes_on_where_it_stopped(bench: Bench) -> None:
    ask = bench.leader.ask
    status, told = ask("POST", "/api/upgrades/uploads", {"name": "big.tar", "bytes": 700_000_000})
    assert status == 413 and "at most 600 MB" in told["error"]
    upload = ask("POST", "/api/upgrades/uploads", {"name": "../x.tar", "bytes": 10})[1]
    assert upload["name"] == "x.tar"
    assert bench.put(upload["upload_id"], 0, b"12345")[0] == 200
    status, told = bench.put(upload["upload_id"], 3, b"45")
    assert status == 409 and "5 bytes have arrived" in told["error"]
    assert ask("GET", f"/api/upgrades/uploads/{upload['upload_id']}")[1]["received_bytes"] == 5
    assert bench.put(upload["upload_id"], 5, b"678901")[0] == 413
    assert bench.put("../../../etc/passwd", 0, b"x")[0] == 404
    assert bench.leader.do("POST", f"/api/upgrades/uploads/{upload['upload_id']}/finish")["status"] == "failed"
    assert ask("DELETE", f"/api/upgrades/uploads/{upload['upload_id']}")[0] == 200


def test_the_plan_says_who_when_and_what_stands_in_the_way(bench: Bench) -> None:
    assert bench.leader.ask("GET", "/api/upgrades/plan")[0] == 409
    bench.upload(bench.played.bundle())
    plan = bench.leader.ask("GET", "/api/upgrades/plan")[1]
    assert [(unit["unit"], unit["group"], unit["to"]) for unit in plan["units"]] == [
        ("work1", 0, NEW),
        ("lead", 1, NEW),
    ]
    assert plan["why_not"] is None and plan["database_bytes"] > 0
    bench.worker.stop()
    unit = bench.leader.ask("GET", "/api/upgrades/plan")[1]["units"][0]
    assert "left out" in unit["obstacle"] and not unit["blocks"]
    assert bench.leader.ask("GET", "/api/upgrades/plan?units=nobody")[0] == 400
    assert bench.leader.ask("GET", "/api/upgrades/plan?kind=rollback")[1]["why_not"].startswith("No unit has a release")


def test_an_upgrade_goes_on_while_the_web_server_is_replaced(bench: Bench) -> None:
    bench.upload(bench.played.bundle())
    bench.played.pause(1.0)
    run = bench.start(by="mira")
    bench.wait_until_changing()
    assert bench.leader.ask("POST", "/api/upgrades/start", {"kind": "upgrade", "version": NEW})[0] == 409
    assert bench.leader.ask("DELETE", "/api/upgrades/bundle")[0] == 409
    assert bench.leader.server is not None
    bench.leader.server.kill()
    bench.leader.server.wait()
    bench.leader.start()
    assert bench.run()["outcome"] == "running" and bench.run()["run_id"] == run["run_id"]
    done = bench.wait_for("succeeded", "failed")
    assert done["outcome"] == "succeeded", done
    assert bench.states() == {"work1": "done", "lead": "done"}
    assert set(bench.stages("lead").values()) == {"done"}
    assert {unit["away_s"] for unit in done["units"]} == {7.1}
    back = next(stage for stage in done["units"][0]["stages"] if stage["name"] == "back")
    assert back["limit_s"] == 150.0
    (line,) = bench.leader.ask("GET", "/api/upgrades/runs")[1]
    assert (line["outcome"], line["asked_by"], line["changed"]) == ("succeeded", "mira", ["work1", "lead"])


def test_a_unit_that_returns_is_told_with_its_reason(bench: Bench) -> None:
    bench.upload(bench.played.bundle())
    bench.played.play("work1", is_ill=True)
    bench.played.pause(1.0)
    bench.start()
    done = bench.wait_for("succeeded", "failed")
    assert done["outcome"] == "failed" and "od_reading does not run" in done["message"]
    unit = done["units"][0]
    assert (unit["state"], unit["come_from"]) == ("returned", "0.1.0")
    assert bench.stages("work1") == {
        "check": "done", "install": "done", "note": "done", "switch": "undone", "back": "failed", "stable": "skipped"
    }  # fmt: skip


def test_a_unit_that_does_not_fit_stops_everything_and_no_secret_is_written_down(bench: Bench) -> None:
    bench.upload(bench.played.bundle())
    (bench.played.units / "work1" / "full").touch()
    (bench.played.units / "said").write_text(f"Authorization: Bearer {TOKEN}")
    run = bench.start()
    done = bench.wait_for("failed")
    assert "work1 has 12 MB free" in done["message"]
    assert bench.states() == {"work1": "failed", "lead": "unchanged"}
    assert bench.stages("work1")["check"] == "failed"
    folder = bench.leader.folder.root / "storage" / "upgrades" / "runs"
    written = "".join(path.read_text() for path in folder.iterdir())
    assert "(secret)" in written and TOKEN not in written
    assert TOKEN not in json.dumps(bench.leader.ask("GET", f"/api/upgrades/runs/{run['run_id']}")[1])


def test_it_can_be_stopped_and_run_again(bench: Bench) -> None:
    bench.upload(bench.played.bundle())
    bench.played.pause(1.0)
    bench.start()
    bench.wait_until_changing()
    assert bench.leader.ask("POST", "/api/upgrades/stop")[0] == 202
    done = bench.wait_for("stopped")
    assert bench.states()["lead"] == "unchanged", done
    bench.played.pause(0.1)
    bench.start()
    assert bench.wait_for("succeeded", "failed")["outcome"] == "succeeded"
    assert [line["outcome"] for line in bench.leader.ask("GET", "/api/upgrades/runs")[1]] == ["succeeded", "stopped"]


def test_a_run_whose_process_dies_is_interrupted_and_can_be_run_again(
    bench: Bench, find_runner: Callable[[], int]
) -> None:
    bench.upload(bench.played.bundle())
    bench.played.pause(0.5)
    bench.start()
    bench.wait_until_changing()
    kill_group(find_runner())
    done = bench.wait_for("interrupted")
    assert "Units that had begun go on by themselves" in done["message"]
    bench.start()
    assert bench.wait_for("succeeded", "failed")["outcome"] == "succeeded"


def test_a_rollback_has_the_same_list(bench: Bench) -> None:
    bench.start(kind="rollback", version="")
    done = bench.wait_for("succeeded", "failed")
    assert done["outcome"] == "succeeded", done
    assert [(unit["state"], unit["to"]) for unit in done["units"]] == [("done", "0.1.0")] * 2
    assert bench.stages("work1") == {"switch": "done", "back": "done"}


def test_the_forms_of_the_ecosystem(bench: Bench) -> None:
    ask = bench.leader.ask
    assert ask("POST", "/api/system/upload")[0] == 413
    status, told = ask("POST", "/api/system/update_next_version", {"units": "$broadcast"})
    assert status == 400 and "signed bundle" in told["remediation"]
    ill = {"release_archive_location": str(bench.played.bundle("stranger"))}
    status, told = ask("POST", "/api/system/update_from_archive", ill)
    assert status == 400 and "signature" in told["error"]
    good = {"release_archive_location": str(bench.played.bundle())}
    assert bench.leader.do("POST", "/api/system/update_from_archive", good) is True
    assert bench.wait_for("succeeded", "failed")["outcome"] == "succeeded"


@pytest.fixture
def find_runner(bench: Bench) -> Callable[[], int]:
    """The process that carries out the run of this bench."""

    def find() -> int:
        wanted = f"DOT_PIOREACTOR={bench.leader.folder.root}".encode()
        for path in Path("/proc").glob("[0-9]*"):
            try:
                is_it = b"pioreactor.cluster.upgrades.runner" in (path / "cmdline").read_bytes()
                if is_it and wanted in (path / "environ").read_bytes():
                    return int(path.name)
            except OSError:
                continue
        raise AssertionError("nobody runs it")

    return find


def kill_group(pid: int) -> None:
    """As a power cut: the process and what it has started."""
    import os
    import subprocess

    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    os.kill(pid, signal.SIGKILL)
    for child in children.stdout.split():
        os.killpg(int(child), signal.SIGKILL)
