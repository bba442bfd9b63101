"""How fast the leader collects what a unit kept while nothing reached it: from the unit's journal, over its web server.

A simulated cluster of real processes. Two units each get readings in their journals that were never sent, as after days
without the leader; counted is from the first to the last of them in the database.

    python -m benchmarks.catch_up [--rows 100000] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pioreactor.simulation.demo.cluster import SimulatedCluster
from pioreactor.storage.database import connect
from pioreactor.storage.database.workers import add_worker
from pioreactor.storage.journal import Journal
from tests.system.ports import free_run_of_ports

TARGET_ROWS_PER_S = 2_000
WITHIN_S = 180.0


def write(path: Path, unit: str, rows: int) -> None:
    """A reading each second, the last one now."""
    journal, now_s = Journal(path), time.time()
    for number in range(rows):
        stamp = datetime.fromtimestamp(now_s - rows + number, UTC).isoformat().replace("+00:00", "Z")
        payload = json.dumps({"measured_rpm": number % 997 / 2, "timestamp": stamp}).encode()
        journal.append(f"pioreactor/{unit}/Catching up/stirring/measured_rpm", payload)
    journal.close()


def stored(database: Path) -> tuple[int, float]:
    """How many there are, and the seconds between the arrival of the first and of the last one."""
    with closing(connect(database, readonly=True)) as conn:
        query = "SELECT count(*), min(received_us), max(received_us) FROM points JOIN series USING (series_id) WHERE "
        count, first_us, last_us = conn.execute(f"{query} experiment = 'Catching up'").fetchone()
    return int(count), (last_us - first_us) / 1e6 if count else 0.0


def measure(rows: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        cluster = SimulatedCluster(Path(name) / "cluster", free_run_of_ports(), speed=1.0)
        try:
            cluster.up()
            workers = [unit for unit in cluster.layout.units if unit.name != cluster.layout.leader.name]
            database = cluster.layout.leader.home / "storage" / "pioreactor.sqlite"
            for unit in workers:
                with closing(connect(database)) as conn:
                    add_worker(conn, unit.name)
                write(unit.home / "storage" / "journal.sqlite", unit.name, rows)
            wanted, began_s = rows * len(workers), time.monotonic()
            while (found := stored(database))[0] < wanted and time.monotonic() - began_s < WITHIN_S:
                time.sleep(1.0)
        finally:
            cluster.down()
    count, seconds = found
    rows_per_s = count / max(seconds, 1e-9)
    return {
        "rows": wanted,
        "stored": count,
        "units": len(workers),
        "seconds": seconds,
        "rows_per_s": rows_per_s,
        "passed": count == wanted and rows_per_s >= TARGET_ROWS_PER_S,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000, help="of each unit")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    found = measure(asked.rows)
    print(
        f"{found['units']} units: {found['stored']:,} of {found['rows']:,} rows in {found['seconds']:.1f} s, "
        f"{found['rows_per_s']:,.0f} rows/s (target {TARGET_ROWS_PER_S:,})"
    )
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2))
    return 0 if found["passed"] else 1


if __name__ == "__main__":
    sys.exit(main())
