"""What a reading costs, how well levels come out, and how the stirrer settles.

Run: ``python -m benchmarks.od_pipeline [--json FILE]``. The measured trace is read from the folder that the
environment variable PIOREACTOR_DATA_DIR names (``od_trace_90deg.csv``); that part is skipped, and says so, where it
is absent.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from pioreactor import clock
from pioreactor.domain.mains import infer_mains_hz
from pioreactor.domain.optics import estimate_level, sample_offsets_s
from pioreactor.simulation.bench import BenchClient

SPEED = 60.0
READINGS = 120


def level_estimation() -> dict[str, float]:
    """Cost of one level, and error of the level under hum and bubbles (percent of the level, rms over 500 windows)."""
    rng = random.Random(1)
    offsets = sample_offsets_s()
    result: dict[str, float] = {}
    for name, hum, bubbles, mains in (
        ("quiet", 0.0, False, None),
        ("4 % hum at 50 Hz with second harmonic, fitted", 0.04, False, 50.0),
        ("the same, plain mean", 0.04, False, None),
        ("a bubble of 60 ms in every window", 0.0, True, None),
    ):
        errors, began = [], time.process_time()
        for _ in range(500):
            phase, start = rng.uniform(0, 6.28), rng.randrange(0, 34)
            values = []
            for k, t in enumerate(offsets):
                wave = math.sin(2 * math.pi * 50 * t + phase) + 0.3 * math.sin(2 * math.pi * 100 * t + 2 * phase)
                bubble = 1.3 if bubbles and start <= k < start + 6 else 1.0
                values.append(0.1 * bubble * (1 + hum * wave + rng.gauss(0, 0.01)))
            errors.append(estimate_level(offsets, values, mains_hz=mains).raw / 0.1 - 1)
        result[f"{name}: error %"] = 100 * math.sqrt(statistics.fmean(e * e for e in errors))
        result[f"{name}: ms"] = 1000 * (time.process_time() - began) / 500
    times = [0.42 * w + t for w in range(5) for t in offsets]
    found = sum(
        infer_mains_hz(times, [0.1 + 0.001 * math.sin(6.2832 * 50 * t + k) + rng.gauss(0, 0.001) for t in times])
        == 50.0
        for k in range(40)
    )
    result["mains found at 1 % hum, of 40"] = found
    return result


class SimulatedUnit:
    """A vial and a unit's folders in a temporary place, all processes at the same fast clock."""

    def __init__(self, folder: Path, *options: str) -> None:
        from pioreactor.testing.broker import Broker
        from pioreactor.testing.unit import UnitFolder

        (folder / "broker").mkdir()
        self.broker = Broker(folder / "broker")
        self.broker.start()
        self.unit = UnitFolder(folder, self.broker, experiment="bench")
        clock.configure(SPEED, (time.time(), time.monotonic()))
        self.clock_environment = {clock.SPEED_ENV: str(SPEED), clock.ORIGIN_ENV: clock.origin_text()}
        self.vial = self._start("from pioreactor.simulation.cli import simulate; simulate()", "--no-truth", *options)
        bench = self.unit.vial_socket.with_name(self.unit.vial_socket.name + ".bench")
        assert clock.wait_until(bench.exists, 20)
        self.bench = BenchClient(self.unit.vial_socket)

    def _start(self, code: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            env=self.unit.environment(**self.clock_environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def run(self, job: str, *options: str) -> subprocess.Popen[bytes]:
        return self._start("from pioreactor.cli.pio import main; main()", "run", job, *options)

    def setting(self, job: str, name: str) -> Any:
        from pioreactor.runtime.registry import Registry

        registry = Registry(self.unit.run / "cache" / "local_intermittent_pioreactor_metadata.sqlite")
        job_id = registry.running_job_id(job)
        values = registry.settings(job_id) if job_id is not None else {}
        registry.close()
        return values.get(name)

    def stop(self) -> None:
        self.bench.close()
        for process in (self.vial,):
            process.terminate()
            process.wait(10)
        self.broker.stop()
        clock.configure(1.0)


def cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def running_job() -> dict[str, float]:
    """Cost of one reading in the whole job, published and journaled, at 60 times real time."""
    with tempfile.TemporaryDirectory() as name:
        unit = SimulatedUnit(Path(name), "--od", "0.5")
        job = unit.run("od_reading")
        assert clock.wait_until(lambda: unit.setting("od_reading", "ods") is not None, 20)
        before, vial_before, began = cpu_s(job.pid), cpu_s(unit.vial.pid), clock.monotonic()
        clock.sleep(READINGS * 5.0)
        readings = (clock.monotonic() - began) / 5.0
        used, vial_used = cpu_s(job.pid) - before, cpu_s(unit.vial.pid) - vial_before
        status = Path(f"/proc/{job.pid}/status").read_text()
        memory = int(status.partition("RssAnon:")[2].split()[0]) / 1024
        job.terminate()
        job.wait(10)
        unit.stop()
    return {
        "job: CPU ms per reading (target 4)": 1000 * used / readings,
        "simulator: CPU ms per reading": 1000 * vial_used / readings,
        "job: RssAnon MB": memory,
    }


def stirring() -> dict[str, float]:
    """Seconds from the start of the motor until the true speed stays within 2 %, for several motors."""
    times, errors = [], []
    for seed in range(1, 7):
        with tempfile.TemporaryDirectory() as name:
            unit = SimulatedUnit(Path(name), "--seed", str(seed))
            job = unit.run("stirring", "--target-rpm", "500")
            assert clock.wait_until(lambda u=unit: u.bench.truth()["fan_rpm"] > 1.0, 20, 0.002)
            began = clock.monotonic()
            last_bad = began
            while clock.monotonic() - began < 60.0:
                if abs(unit.bench.truth()["stirrer_rpm"] / 500.0 - 1.0) > 0.02:
                    last_bad = clock.monotonic()
                clock.wall_sleep(0.003)
            times.append(last_bad - began)
            errors.append(100 * abs(unit.bench.truth()["stirrer_rpm"] / 500.0 - 1.0))
            job.terminate()
            job.wait(10)
            unit.stop()
    return {
        "settles within 2 %, median s (target 30)": statistics.median(times),
        "settles within 2 %, slowest of 6 s": max(times),
        "error after 60 s, worst %": max(errors),
    }


def measured_trace() -> dict[str, float] | str:
    """Smoothing against the scatter of a measured trace, with 5 % artificial outliers added."""
    folder = os.environ.get("PIOREACTOR_DATA_DIR")
    file = Path(folder or "") / "od_trace_90deg.csv"
    if not folder or not file.exists():
        return "skipped: PIOREACTOR_DATA_DIR does not name a folder with od_trace_90deg.csv"
    with file.open() as handle:
        trace = [float(row["od_reading"]) for row in csv.DictReader(handle)]
    rng = random.Random(2)
    offsets = sample_offsets_s()
    moved, plain_moved = [], []
    for level in trace[::5]:
        values = [level * (1 + rng.gauss(0, 0.02)) for _ in offsets]
        clean = estimate_level(offsets, values).raw
        for k in range(40):
            if rng.random() < 0.05:
                values[k] *= 1 + rng.uniform(0.2, 0.6)
        moved.append(estimate_level(offsets, values).raw / clean - 1)
        plain_moved.append(statistics.fmean(values) / clean - 1)
    return {
        "readings": float(len(trace)),
        "scatter of successive readings %": 100
        * statistics.median(abs(b / a - 1) for a, b in itertools.pairwise(trace) if a),
        "5 % bubbles in the samples move a level by, rms %": 100 * math.sqrt(statistics.fmean(m * m for m in moved)),
        "the same with the plain mean, rms %": 100 * math.sqrt(statistics.fmean(m * m for m in plain_moved)),
    }


PARTS = {
    "level estimation": level_estimation,
    "running job": running_job,
    "stirring": stirring,
    "measured trace": measured_trace,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures as JSON")
    parser.add_argument("--only", choices=list(PARTS), help="one part")
    options = parser.parse_args()
    results = {name: part() for name, part in PARTS.items() if options.only in (None, name)}
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")
    for name, values in results.items():
        print(name)
        rows = values.items() if isinstance(values, dict) else [(values, None)]
        for label, value in rows:
            print(f"  {label:<58}" + ("" if value is None else f"{value:10.4g}"))


if __name__ == "__main__":
    main()
