"""Programs of the cluster die, stall and come back, as in the world; the promises of the telemetry hold."""

from __future__ import annotations

import contextlib
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
from tests.system.bookkeeping import JournalCopier, assert_all_rows_arrived_once

Starter = Callable[..., SimulatedCluster]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def pio(cluster: SimulatedCluster, unit: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    wrapper = next(place.home / "pio" for place in cluster.layout.units if place.name == unit)
    return subprocess.run([str(wrapper), *arguments], capture_output=True, text=True, timeout=60)


def pid_of(cluster: SimulatedCluster, title: str) -> int:
    return next(item.process.pid for item in cluster.started if item.title == title)


def restart(cluster: SimulatedCluster, title: str, kill: bool = True) -> None:
    """End one of the cluster's own programs without mercy and start it again as it was."""
    old = next(item for item in cluster.started if item.title == title)
    environment, command = proc_environment(old.process.pid), proc_command(old.process.pid)
    if kill:
        old.process.kill()
    old.process.wait()
    cluster.started.remove(old)
    cluster.started.append(processes.start(title, command, environment, old.output))


def proc_environment(pid: int) -> dict[str, str]:
    pairs = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)


def proc_command(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")[:-1]


def job_pid(cluster: SimulatedCluster, unit: str, job: str) -> int:
    rows = json.loads(pio(cluster, unit, "jobs", "running", "--json").stdout)
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
    gaps = [(b - a) / 1000 for a, b in zip(times, times[1:], strict=False)]
    assert len(times) > 100
    assert max(gaps) <= longest_s, f"{unit}: a hole of {max(gaps):.0f} s among {len(times)} readings"


@pytest.mark.parametrize("how", ["frozen", "killed"])
def test_a_broker_away_for_a_minute_costs_no_row_and_no_control(start_cluster: Starter, how: str) -> None:
    cluster = start_cluster(jobs=False)
    with JournalCopier(cluster) as copier:
        cluster.begin_experiment()
        broker = pid_of(cluster, "broker")
        clock.wall_sleep(10)
        copier.copy()
        before = {unit: copier.last(unit) for unit in copier.rows}
        old = next(item for item in cluster.started if item.title == "broker")
        environment, command = proc_environment(broker), proc_command(broker)
        os.kill(broker, signal.SIGSTOP if how == "frozen" else signal.SIGKILL)
        clock.wall_sleep(60)
        copier.copy()
        grown = {unit: copier.last(unit) - before[unit] for unit in copier.rows}
        speeds = {unit: rpm(cluster, unit) for unit in copier.rows}
        if how == "frozen":
            os.kill(broker, signal.SIGCONT)
        else:
            old.process.wait()
            cluster.started.remove(old)
            cluster.started.append(processes.start("broker", command, environment, old.output))
        clock.wall_sleep(15)
        assert all(number > 600 for number in grown.values()), grown  # an hour of readings every 5 s
        assert all(abs(speed - 500) < 25 for speed in speeds.values()), speeds
        assert_all_rows_arrived_once(cluster, copier)
    for unit in copier.rows:
        assert_no_gap(cluster, unit, longest_s=30.0)
    assert "Traceback" not in all_logs(cluster)
    text = all_logs(cluster)
    assert "cannot be used" in text and "again" in text
