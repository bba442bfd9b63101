"""How long each job needs until it is ready, and what it costs while it runs.

One simulated unit that is its own leader: a real broker, a real vial, a real web server, and every job started by the
real `pio run` command line. All jobs run beside each other at speed 1, so what they say to each other is paid for too.
`idle` is the smallest possible job: one setting, no hardware. The yardstick of the same run is `python -c pass`.
Wall time needs a machine that is otherwise idle; the CPU time until ready says nearly the same on a busy one.

Jobs see what requirements.lock installs: development tools bring `typing_extensions`, which msgspec imports where it is
found, with `inspect` behind it (1 MB). `--as-installed` measures with everything that is there.

    python benchmarks/jobs.py [--starts N] [--idle SECONDS] [--only JOB ...] [--as-installed] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from pioreactor.runtime.launching import FOR_EVERY_JOB
from pioreactor.testing.broker import Broker
from pioreactor.testing.unit import JobProcess, UnitFolder, pio_command

PLUGIN: Final = """
import click
from pioreactor.background_jobs.base import BackgroundJobContrib
from pioreactor.whoami import get_unit_name, get_assigned_experiment_name

class Idle(BackgroundJobContrib):
    job_name = "idle"
    published_settings = {"level": {"datatype": "float", "settable": True, "unit": "%"}}
    def __init__(self, unit, experiment):
        super().__init__(unit, experiment, plugin_name="bench")
        self.level = 1.0

@click.command("idle")
def click_idle():
    unit = get_unit_name()
    Idle(unit, get_assigned_experiment_name(unit)).block_until_disconnected()
"""
WITH_NUMPY: Final = frozenset({"growth_rate_calculating"})
JOBS: Final = (
    *("idle", "monitor", "stirring", "od_reading", "mqtt_to_db_streaming"),
    *("temperature_automation", "dosing_automation", "led_automation"),
    "growth_rate_calculating",  # last: it listens to od_reading
)
OPTIONS: Final = {
    "temperature_automation": ("--automation-name", "only_record_temperature"),
    "dosing_automation": ("--automation-name", "silent"),
    "led_automation": ("--automation-name", "silent"),
}
MEMORY_AFTER_S: Final = 5.0
RESTING_AFTER_S: Final = 7.0  # threads that linger after the start have gone by then


class Target(NamedTuple):
    """Upper limits."""

    start_s: float
    rss_anon_mb: float
    cpu_percent: float


class Start(NamedTuple):
    """Wall and CPU seconds until ready."""

    wall_s: float
    cpu_s: float


def target(job: str) -> Target:
    return Target(0.6, 22.0, 0.3) if job in WITH_NUMPY else Target(0.35, 14.0, 0.3)


@contextmanager
def simulated_unit() -> Iterator[UnitFolder]:
    """A unit on a broker of its own, with vial and web server."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "broker").mkdir()
        broker = Broker(root / "broker")
        broker.start()
        unit = UnitFolder(root, broker)
        unit.configure("od_config.photodiode_channel", "1", "REF")
        unit.configure("od_config.photodiode_channel", "2", "90")
        (unit.root / "plugins").mkdir()
        (unit.root / "plugins" / "bench_idle.py").write_text(PLUGIN)
        beside = [JobProcess(unit, pio_command("simulate")), JobProcess(unit, pio_command("web"))]
        try:
            wait_until_listening(unit)
            yield unit
        finally:
            for process in reversed(beside):
                process.stop()
            broker.stop()


def wait_until_listening(unit: UnitFolder) -> None:
    import socket

    until = time.monotonic() + 20
    while time.monotonic() < until:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", unit.http_port), timeout=1).close()
            if unit.vial_socket.exists():
                return
        time.sleep(0.05)
    raise RuntimeError("The vial or the web server did not start.")


def hide_development_packages(unit: UnitFolder) -> dict[str, str]:
    """The environment of jobs that find no typing_extensions."""
    folder = unit.root / "hidden"
    folder.mkdir()
    (folder / "typing_extensions.py").write_text("raise ImportError('not in requirements.lock')\n")
    path = [str(folder), os.environ.get("PYTHONPATH", "")]
    return {"PYTHONPATH": os.pathsep.join(filter(None, path))}


def start(unit: UnitFolder, name: str, environment: dict[str, str]) -> tuple[Start, JobProcess]:
    """What it took from the start of the process until the registry said ready, and the process."""
    begun = time.perf_counter()
    job = JobProcess(unit, pio_command("run", name, *OPTIONS.get(name, ())), **environment)
    job.wait_for_state(name, "ready")
    return Start(time.perf_counter() - begun, cpu_seconds(job.pid)), job


def start_and_stop(unit: UnitFolder, name: str, environment: dict[str, str]) -> Start:
    took, job = start(unit, name, environment)
    job.stop()
    return took


def status(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return dict(line.split(":", 1) for line in lines if ":" in line)


def rss_anon_mb(pid: int) -> float:
    return int(status(pid)["RssAnon"].split()[0]) / 1024


def cpu_seconds(pid: int) -> float:
    """User and system time so far, from the scheduler's nanosecond counter of every thread."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def bare_python() -> float:
    """Wall seconds of `python -c pass`."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - begun


def running_costs(
    unit: UnitFolder, jobs: list[str], seconds: float, environment: dict[str, str]
) -> dict[str, dict[str, float]]:
    """Memory, CPU and threads of all jobs, running beside each other."""
    running: dict[str, JobProcess] = {}
    costs: dict[str, dict[str, float]] = {}
    try:
        for name in jobs:
            running[name] = start(unit, name, environment)[1]
        time.sleep(MEMORY_AFTER_S)
        for name, job in running.items():
            costs[name] = {"rss_anon_mb": rss_anon_mb(job.pid)}
        time.sleep(RESTING_AFTER_S - MEMORY_AFTER_S)
        before = {name: cpu_seconds(job.pid) for name, job in running.items()}
        time.sleep(seconds)
        for name, job in running.items():
            costs[name]["cpu_percent"] = 100 * (cpu_seconds(job.pid) - before[name]) / seconds
            costs[name]["rss_anon_later_mb"] = rss_anon_mb(job.pid)
            costs[name]["threads"] = int(status(job.pid)["Threads"])
    finally:
        for job in reversed(running.values()):
            job.stop()
    return costs


def measure(jobs: list[str], starts: int, idle_s: float, *, as_installed: bool) -> dict[str, dict[str, float]]:
    with simulated_unit() as unit:
        environment = {**FOR_EVERY_JOB, **({} if as_installed else hide_development_packages(unit))}
        for name in jobs:
            start_and_stop(unit, name, environment)  # byte code is compiled once
        bare = statistics.median(bare_python() for _ in range(starts))
        took = {name: [start_and_stop(unit, name, environment) for _ in range(starts)] for name in jobs}
        costs = running_costs(unit, jobs, idle_s, environment)
    figures = {"python -c pass": {"start_s": bare}}
    for name in jobs:
        middle = statistics.median(one.wall_s for one in took[name])
        figures[name] = {
            "start_s": middle,
            "start_worst_s": max(one.wall_s for one in took[name]),
            "start_cpu_s": statistics.median(one.cpu_s for one in took[name]),
            "start_over_bare_python": middle / bare,
            **costs[name],
        }
    return figures


def show(figures: dict[str, dict[str, float]]) -> bool:
    """Print the table; whether all targets are met."""
    print(f"jobs, {os.cpu_count()} cores, Python {sys.version.split()[0]}; targets in brackets")
    widths = {"start, s": 16, "worst": 8, "CPU, s": 8, "RssAnon, MB": 16, "later": 8, "CPU, %": 16, "threads": 9}
    print(" " * 28 + "".join(f"{title:>{width}}" for title, width in widths.items()))
    all_met = True
    for name, row in figures.items():
        if "rss_anon_mb" not in row:
            print(f"  {name:<26}{row['start_s']:>9.3f}")
            continue
        limits = target(name)._asdict()
        missed = [key for key, limit in limits.items() if row[key] > limit]
        all_met &= not missed
        cells = [
            f"{row['start_s']:>9.3f} {'[' + format(limits['start_s'], 'g') + ']':<6}{row['start_worst_s']:>8.3f}",
            f"{row['start_cpu_s']:>8.3f}",
            f"{row['rss_anon_mb']:>9.1f} {'[' + format(limits['rss_anon_mb'], 'g') + ']':<6}",
            f"{row['rss_anon_later_mb']:>8.1f}",
            f"{row['cpu_percent']:>9.3f} {'[' + format(limits['cpu_percent'], 'g') + ']':<6}{row['threads']:>9}",
        ]
        print(f"  {name:<26}{''.join(cells)}{'   MISSED: ' + ', '.join(missed) if missed else ''}", flush=True)
    return all_met


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=5, help="how many starts of each job to take the median of")
    parser.add_argument("--idle", type=float, default=30.0, help="seconds over which CPU is measured")
    parser.add_argument("--only", nargs="+", choices=JOBS, default=list(JOBS), metavar="JOB", help="only these jobs")
    parser.add_argument("--as-installed", action="store_true", help="do not hide development packages from the jobs")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    options = parser.parse_args()
    jobs = [name for name in JOBS if name in options.only]
    figures = measure(jobs, options.starts, options.idle, as_installed=options.as_installed)
    all_met = show(figures)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        targets = {name: target(name)._asdict() for name in jobs}
        options.json.write_text(json.dumps({"measured": figures, "targets": targets}, indent=1))
    return 0 if all_met else 1


if __name__ == "__main__":
    sys.exit(main())
