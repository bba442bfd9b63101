"""What a worker and a leader write to their cards: bytes a day and syncs a minute, while they measure and dose.

A simulated cluster of real processes, in real time. Bytes are those that the kernel sends to the disk for a process
(/proc/PID/io); a page that is written again before it is sent counts once. Syncs are counted by strace, where there is
one; each wears a card more than its bytes do.

    python -m benchmarks.card_writes [--minutes 5] [--json FILE]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pioreactor.simulation.demo.cluster import SimulatedCluster
from tests.system.ports import free_run_of_ports

WARM_UP_S = 60.0
SYNCS = "fsync,fdatasync,sync,syncfs,msync"


def processes(home: Path) -> Iterator[int]:
    """Those of one unit, by the data root in their environment."""
    mark = f"DOT_PIOREACTOR={home}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name)


def written_bytes(pids: list[int]) -> dict[int, int]:
    found = {}
    for pid in pids:
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{pid}/io").read_text().split()
            found[pid] = int(words[words.index("write_bytes:") + 1])
    return found


def count_syncs(pids: list[int], seconds: float, folder: Path) -> float | None:
    """A minute, of processes that run now."""
    if shutil.which("strace") is None:
        return None
    log = folder / "syncs"
    watched = [word for pid in pids for word in ("-p", str(pid))]
    watcher = subprocess.Popen(["strace", "-f", "-qq", "-e", f"trace={SYNCS}", "-o", str(log), *watched])
    time.sleep(seconds)
    watcher.terminate()
    watcher.wait()
    lines = [line for line in log.read_text().splitlines() if "sync" in line and "resumed" not in line]
    return len(lines) / seconds * 60


def measure(minutes: float) -> dict[str, Any]:
    # What a unit has in /run is in memory there as well.
    tempfile.tempdir = "/dev/shm"
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        cluster = SimulatedCluster(Path(name) / "cluster", free_run_of_ports(), speed=1.0)
        try:
            cluster.up()
            cluster.begin_experiment()
            leader, worker = cluster.layout.leader, cluster.layout.units[-1]
            time.sleep(WARM_UP_S)
            of_unit = {unit.name: list(processes(unit.home)) for unit in (leader, worker)}
            before, began_s = {unit: written_bytes(pids) for unit, pids in of_unit.items()}, time.monotonic()
            time.sleep(minutes * 60)
            os.sync()
            after, took_s = {unit: written_bytes(pids) for unit, pids in of_unit.items()}, time.monotonic() - began_s
            found: dict[str, Any] = {}
            for place, role in ((worker, "worker"), (leader, "leader, also a worker")):
                moved = sum(after[place.name][pid] - before[place.name].get(pid, 0) for pid in after[place.name])
                found[role] = {
                    "processes": len(after[place.name]),
                    "mb_per_day": moved / took_s * 86_400 / 1e6,
                    "syncs_per_min": count_syncs(of_unit[place.name], min(60.0, minutes * 60), Path(name)),
                }
        finally:
            cluster.down()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    found = measure(asked.minutes)
    print(f"{'':24}{'processes':>10}{'MB/day':>10}{'syncs/min':>12}")
    for role, told in found.items():
        syncs = "?" if told["syncs_per_min"] is None else f"{told['syncs_per_min']:.1f}"
        print(f"{role:24}{told['processes']:>10}{told['mb_per_day']:>10.0f}{syncs:>12}")
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
