"""How fast experiments are exported, and how much memory that takes, whatever their length.

A database with 10 units that have read OD and growth rate; then one file of all units, a file per unit, the activity of
each unit, and the last hour out of all of it. Each export is a process of its own, whose largest memory is taken.

    python -m benchmarks.export [--rows 1000000] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from pioreactor.cluster.exports import writing
from pioreactor.cluster.exports.reading import snapshot
from pioreactor.cluster.exports.selection import select
from pioreactor.storage.database import connect, migrate, transaction
from pioreactor.storage.database.experiments import create_experiment
from pioreactor.storage.database.points import SeriesKey, series_id_of
from pioreactor.storage.database.times import SECOND_US, from_us

UNITS = 10
CADENCE_S = 5
END_S = 1_790_000_000
TARGET_ROWS_PER_S = 100_000
TARGET_MB = 64
_FILL = """
WITH RECURSIVE numbers (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < ?2)
INSERT INTO points (series_id, t_us, value, received_us)
SELECT ?1, ?3 + i * ?4, 0.1 + (i % 997) * 0.00137, ?3 + i * ?4 FROM numbers
"""
CASES: dict[str, tuple[str, dict[str, object]]] = {
    "one file": ("od_readings", {}),
    "a file per unit": ("od_readings", {"partition_by_unit": True}),
    "activity per unit": ("pioreactor_unit_activity_data", {}),
    "last hour": ("od_readings", {"start_time": from_us((END_S - 3600) * SECOND_US).isoformat()}),
}


def fill(path: Path, rows: int) -> None:
    cadence_us, per_series = CADENCE_S * SECOND_US, rows // UNITS
    with closing(connect(path)) as conn:
        migrate(conn)
        create_experiment(conn, "exp")
        for unit in range(UNITS):
            for kind, number in (("od_readings", per_series), ("growth_rates", per_series // 10)):
                with transaction(conn):
                    series_id = series_id_of(conn, SeriesKey(kind, "exp", f"unit{unit}", 1, 90))
                    first_us = END_S * SECOND_US - (number - 1) * cadence_us
                    conn.execute(_FILL, (series_id, number, first_us + unit * 1000, cadence_us))


def measure(path: Path, case: str) -> dict[str, float]:
    """One export, in this process."""
    dataset, more = CASES[case]
    before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    began, began_cpu = time.perf_counter(), time.process_time()
    with snapshot(path) as conn:
        selection, chosen, _ = select(conn, [dataset], ["exp"], **more)  # type: ignore[arg-type]
        written = writing.write(conn, path.with_name("out.zip"), selection, chosen, [])
    took_s, cpu_s = time.perf_counter() - began, time.process_time() - began_cpu
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return {
        "rows": written.rows,
        "seconds": took_s,
        "cpu_s": cpu_s,
        "rows_per_cpu_s": written.rows / cpu_s,
        "peak_mb": peak_mb,
        "grown_mb": peak_mb - before_mb,
        "zip_mb": written.size_bytes / 1e6,
        "csv_mb": sum(file.size_bytes for one in written.datasets for file in one.csv_files) / 1e6,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--case", choices=list(CASES), help=argparse.SUPPRESS)
    parser.add_argument("--database", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.case:
        print(json.dumps(measure(asked.database, asked.case)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "pioreactor.sqlite"
        (Path(name) / "config.ini").write_text("")
        fill(path, asked.rows)
        found = {case: in_own_process(path, case) for case in CASES}
    print(f"{'rows':>40}{'rows / CPU s':>14}{'peak MB':>9}{'grown by':>12}{'CSV MB':>8}{'ZIP MB':>8}")
    for case, row in found.items():
        print(
            f"{case:20}{row['rows']:>20,.0f}{row['rows_per_cpu_s']:>14,.0f}{row['peak_mb']:>9.1f}"
            f"{row['grown_mb']:>12.1f}{row['csv_mb']:>8.1f}{row['zip_mb']:>8.1f}"
        )
    whole = [row for case, row in found.items() if case != "last hour"]
    passed = all(row["rows_per_cpu_s"] >= TARGET_ROWS_PER_S for row in whole)
    passed = passed and all(row["peak_mb"] <= TARGET_MB for row in found.values())
    if asked.json:
        asked.json.write_text(json.dumps({"exports": found, "rows": asked.rows, "passed": passed}, indent=2))
    return 0 if passed else 1


def in_own_process(path: Path, case: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.export", "--database", str(path), "--case", case]
    environment = {"DOT_PIOREACTOR": str(path.parent), "PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path)}
    outcome = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    found: dict[str, float] = json.loads(outcome.stdout)
    return found


if __name__ == "__main__":
    sys.exit(main())
