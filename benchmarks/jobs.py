"""How long a job needs until it is ready, and what it costs while it idles.

The job is the smallest one: one setting, one hook, no hardware. Real processes, a real broker on a free port, the real
`pio run` command line. The yardstick of the same run is `python -c pass`.

    python benchmarks/jobs.py [--starts N] [--idle SECONDS] [--json FILE]
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
from pathlib import Path

from pioreactor.testing.broker import Broker
from pioreactor.testing.unit import JobProcess, UnitFolder, pio_command

PLUGIN = """
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
TARGETS = {"start_s": 0.35, "rss_anon_mb": 14.0, "idle_cpu_percent": 0.3}


def start_and_stop(unit: UnitFolder) -> float:
    """Wall seconds from the start of the process until the registry says ready."""
    begun = time.perf_counter()
    job = JobProcess(unit, pio_command("run", "idle"))
    job.wait_for_state("idle", "ready")
    took = time.perf_counter() - begun
    job.stop()
    return took


def idle_cost(unit: UnitFolder, seconds: float) -> tuple[float, float, int]:
    """(RssAnon in MB, CPU in percent of one core, threads) of a job that has nothing to do."""
    job = JobProcess(unit, pio_command("run", "idle"))
    job.wait_for_state("idle", "ready")
    time.sleep(7.0)  # threads that linger after the start have gone
    before = cpu_seconds(job.pid)
    time.sleep(seconds)
    used = cpu_seconds(job.pid) - before
    status = dict(
        line.split(":", 1) for line in Path(f"/proc/{job.pid}/status").read_text().splitlines() if ":" in line
    )
    job.stop()
    return int(status["RssAnon"].split()[0]) / 1024, 100 * used / seconds, int(status["Threads"])


def cpu_seconds(pid: int) -> float:
    """User and system time so far, from the scheduler's nanosecond counter of every thread."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def bare_python() -> float:
    """Wall seconds of `python -c pass`."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - begun


def measure(starts: int, idle_s: float) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "broker").mkdir()
        broker = Broker(root / "broker")
        broker.start()
        try:
            unit = UnitFolder(root, broker)
            plugins = unit.root / "plugins"
            plugins.mkdir()
            (plugins / "bench_idle.py").write_text(PLUGIN)
            start_and_stop(unit)  # byte code is compiled once
            bare = statistics.median(bare_python() for _ in range(starts))
            took = sorted(start_and_stop(unit) for _ in range(starts))
            memory, cpu, threads = idle_cost(unit, idle_s)
        finally:
            broker.stop()
    return {
        "start_s": statistics.median(took),
        "start_worst_s": took[-1],
        "start_over_bare_python": statistics.median(took) / bare,
        "rss_anon_mb": memory,
        "idle_cpu_percent": cpu,
        "threads": threads,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=7, help="how many starts to take the median of")
    parser.add_argument("--idle", type=float, default=30.0, help="seconds over which idle CPU is measured")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    options = parser.parse_args()
    figures = measure(options.starts, options.idle)
    print(f"job, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    for name, value in figures.items():
        target = TARGETS.get(name)
        verdict = "" if target is None else f"   target <= {target:g}   {'met' if value <= target else 'MISSED'}"
        print(f"  {name:<24}{value:>9.3f}{verdict}")
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(figures, indent=1))
    return 0 if all(figures[name] <= target for name, target in TARGETS.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
