"""Programs of the cluster die, stall and come back, as in the world; the promises of the telemetry hold."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.simulation.demo import processes
from pioreactor.simulation.demo.cluster import SimulatedCluster
from tests.system.bookkeeping import JournalKeeper, assert_all_rows_arrived_once

Starter = Callable[..., SimulatedCluster]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def pio(cluster: SimulatedCluster, unit: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    wrapper = next(place.home / "pio" for place in cluster.layout.units if place.name == unit)
    return subprocess.run([str(wrapper), *arguments], capture_output=True, text=True, timeout=60)


def program(cluster: SimulatedCluster, title: str) -> processes.Started:
    """One of the programs that belong to the cluster itself, such as ``broker`` or ``web of worker01``."""
    return next(item for item in cluster.started if item.title == title)


def kill(cluster: SimulatedCluster, title: str) -> Callable[[], None]:
    """End a program without mercy; the result starts it again as it was."""
    old = program(cluster, title)
    environment, command = proc_environment(old.process.pid), proc_command(old.process.pid)
    old.process.kill()
    old.process.wait()
    cluster.started.remove(old)
    return lambda: cluster.started.append(processes.start(title, command, environment, old.output))


def proc_environment(pid: int) -> dict[str, str]:
    pairs = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)


def proc_command(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")[:-1]


def job_pid(cluster: SimulatedCluster, unit: str, job: str) -> int:
    rows = json.loads(pio(cluster, unit, "jobs", "list", "running", "--json").stdout)
    return int(next(row["pid"] for row in rows if row["job_name"] == job))


def rpm(cluster: SimulatedCluster, unit: str) -> float:
    return float(json.loads(pio(cluster, unit, "bench", "truth", "--json").stdout)["stirrer_rpm"])


def all_logs(cluster: SimulatedCluster) -> str:
    found = []
    for path in sorted(cluster.layout.home.rglob("*.log")):
        with contextlib.suppress(OSError):
            found.append(path.read_text(errors="replace"))
    return "".join(found)


def assert_no_gap(cluster: SimulatedCluster, unit: str, longest_s: float) -> None:
    """The page's own request shows readings without a hole of more than ``longest_s`` clock seconds."""
    reply: Any = cluster.request(
        "GET", f"/api/experiments/Demo%20culture/series/od_readings?unit={unit}&target_points=100000"
    )
    times = reply["series"][0]["t"]
    gaps = [(b - a) / 1000 for a, b in itertools.pairwise(times)]
    assert len(times) > 100
    assert max(gaps) <= longest_s, f"{unit}: a hole of {max(gaps):.0f} s among {len(times)} readings"


def freeze(cluster: SimulatedCluster, title: str) -> Callable[[], None]:
    """Halt a program as a hanging disk would; the result lets it go on."""
    pid = program(cluster, title).process.pid
    os.kill(pid, signal.SIGSTOP)
    return lambda: os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("take_away", [freeze, kill])
def test_a_broker_away_for_an_hour_of_readings_costs_no_row_and_no_control(
    start_cluster: Starter, take_away: Callable[[SimulatedCluster, str], Callable[[], None]]
) -> None:
    cluster = start_cluster(jobs=False)
    keeper = JournalKeeper(cluster)
    cluster.begin_experiment()
    clock.wall_sleep(5)
    before = {unit: keeper.last(unit) for unit in keeper.paths}
    give_back = take_away(cluster, "broker")
    clock.wall_sleep(60)
    grown = {unit: keeper.last(unit) - before[unit] for unit in keeper.paths}
    speeds = {unit: rpm(cluster, unit) for unit in keeper.paths}
    give_back()
    assert all(number > 720 for number in grown.values()), grown  # an hour of readings every 5 s
    assert all(abs(speed - 500) < 25 for speed in speeds.values()), speeds
    assert_all_rows_arrived_once(cluster, keeper)
    for unit in keeper.paths:
        assert_no_gap(cluster, unit, longest_s=90.0)  # 1.5 s of wall time
    log = all_logs(cluster)
    assert "Traceback" not in log
    if take_away is kill:  # a frozen one is noticed by the keep-alive, after more than a minute
        assert "cannot be used" in log
        assert clock.wait_until(lambda: "Connected to the broker" in all_logs(cluster), 15)


def test_killed_ingest_and_web_servers_only_delay_rows(start_cluster: Starter) -> None:
    cluster = start_cluster(jobs=False)
    keeper = JournalKeeper(cluster)
    cluster.begin_experiment()
    clock.wall_sleep(3)
    restart_ingest = kill(cluster, "mqtt_to_db_streaming of leader01")
    clock.wall_sleep(5)
    restart_worker_web = kill(cluster, "web of worker01")
    restart_leader_web = kill(cluster, "web of leader01")
    restart_ingest()
    clock.wall_sleep(5)
    kill(cluster, "mqtt_to_db_streaming of leader01")()  # while it catches up
    clock.wall_sleep(5)
    restart_leader_web()
    restart_worker_web()
    assert_all_rows_arrived_once(cluster, keeper)
    for unit in keeper.paths:
        assert_no_gap(cluster, unit, longest_s=30.0)
    assert "Traceback" not in all_logs(cluster)


def test_a_killed_job_is_lost_for_all_to_see_and_starts_again(start_cluster: Starter) -> None:
    cluster = start_cluster()
    pid = job_pid(cluster, "worker01", "stirring")
    os.kill(pid, signal.SIGKILL)
    assert clock.wait_until(lambda: retained(cluster, "worker01", "stirring/$state") == "lost", 15)
    # Monitor starts it again as it was; nobody had stopped it.
    assert clock.wait_until(lambda: retained(cluster, "worker01", "stirring/$state") == "ready", 20)
    assert job_pid(cluster, "worker01", "stirring") != pid
    assert clock.wait_until(lambda: abs(rpm(cluster, "worker01") - 500) < 25, 20)


def test_of_many_starts_at_once_exactly_one_survives(start_cluster: Starter) -> None:
    cluster = start_cluster()
    assert pio(cluster, "leader01", "kill", "--job-name", "stirring").returncode == 0
    wrapper = str(cluster.layout.leader.home / "pio")
    racing = [
        subprocess.Popen([wrapper, "run", "stirring"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(20)
    ]

    def losers() -> list[subprocess.Popen[str]]:
        return [process for process in racing if process.poll() is not None]

    assert clock.wait_until(lambda: len(losers()) >= 19, 60)
    clock.wall_sleep(1)
    assert len(losers()) == 19
    said = [process.communicate()[0] for process in losers()]
    assert {process.returncode for process in losers()} == {1}
    assert all("runs already" in text and len(text.strip().splitlines()) == 1 for text in said), said
    assert clock.wait_until(lambda: abs(rpm(cluster, "leader01") - 500) < 25, 10)
    (winner,) = (process for process in racing if process.poll() is None)
    winner.send_signal(signal.SIGINT)
    winner.communicate(timeout=20)


def retained(cluster: SimulatedCluster, unit: str, tail: str) -> str | None:
    """The retained payload of a job's topic as the broker has it now."""
    place = cluster.layout.leader
    command = ["mosquitto_sub", "-p", str(cluster.layout.mqtt_port), "-u", place.name, "-P", place.mqtt_password]
    topic = f"pioreactor/{unit}/Demo culture/{tail}"
    run = subprocess.run([*command, "-t", topic, "-C", "1", "-W", "2"], capture_output=True, text=True, timeout=10)
    return run.stdout.strip() or None
