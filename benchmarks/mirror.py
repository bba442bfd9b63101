"""How fast a mirror in PostgreSQL is filled, and what it costs to look when there is little that is new.

A real server on this machine, from the distribution's package. A database with 20 units' readings is copied to an
empty mirror; then each of its series gets a minute's readings, and it is looked at again.

    python -m benchmarks.mirror [--rows 1000000] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from pioreactor.cluster.mirror.filling import filler
from pioreactor.storage.database import connect, migrate, transaction
from pioreactor.storage.database.points import SeriesKey, insert_points, series_id_of
from pioreactor.storage.database.rollups import advance
from pioreactor.storage.database.times import MINUTE_US, SECOND_US, now_us
from tests.integration.mirror.lab import of_leader, wish_of
from tests.integration.mirror.server import Server

UNITS = 20
KINDS = ("od_readings", "growth_rates", "temperature_readings", "stirring_rates", "liquid_volumes")
CADENCE_US = 5 * SECOND_US
TARGET_ROWS_PER_S = 10_000


def add(path: Path, rows_per_series: int, end_us: int) -> int:
    with closing(connect(path)) as conn:
        migrate(conn)
        for unit in range(UNITS):
            for kind in KINDS:
                with transaction(conn):
                    series_id = series_id_of(conn, SeriesKey(kind, "exp", f"unit{unit}", 1, 90))
                    times = range(end_us - rows_per_series * CADENCE_US, end_us, CADENCE_US)
                    insert_points(conn, [(series_id, t, t % 997 / 997, t + 20_000, None, None, "ok") for t in times])
                    advance(conn, series_id, end_us)
    return UNITS * len(KINDS) * rows_per_series


def measure(rows: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o711)
        server = Server(Path(name) / "server")
        server.start()
        try:
            path, end_us = Path(name) / "leader.sqlite", now_us() // MINUTE_US * MINUTE_US - 5 * MINUTE_US
            written = add(path, rows // UNITS // len(KINDS), end_us)
            with filler(wish_of(server.make_database("lab")), path) as made:
                began, began_cpu = time.perf_counter(), time.process_time()
                copied = made.fill()
                first_s, first_cpu_s = time.perf_counter() - began, time.process_time() - began_cpu
                looks = []
                for minute in range(1, 4):
                    added = add(path, 12, end_us + minute * MINUTE_US)
                    began, began_cpu = time.perf_counter(), time.process_time()
                    assert made.fill() == added
                    looks.append((time.perf_counter() - began, time.process_time() - began_cpu))
            with closing(connect(path, readonly=True)) as conn:
                assert len(of_leader(conn)) == written + 3 * added
        finally:
            server.stop()
    return {
        "rows": written,
        "rows_copied": copied,
        "first_s": first_s,
        "rows_per_s": copied / first_s,
        "rows_per_cpu_s": copied / first_cpu_s,
        "look_rows": added,
        "look_s": sorted(s for s, _ in looks)[1],
        "look_cpu_s": sorted(s for _, s in looks)[1],
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        "passed": copied == written and copied / first_s >= TARGET_ROWS_PER_S,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    found = measure(asked.rows)
    print(
        f"first copy: {found['rows_copied']:,} rows in {found['first_s']:.1f} s, {found['rows_per_s']:,.0f} rows/s "
        f"(target {TARGET_ROWS_PER_S:,}), {found['rows_per_cpu_s']:,.0f} per CPU second of the service"
    )
    print(
        f"each minute, {UNITS} units with {len(KINDS)} series: {found['look_rows']:,} rows in "
        f"{found['look_s'] * 1000:.0f} ms, {found['look_cpu_s'] * 1000:.0f} ms CPU"
    )
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2))
    return 0 if found["passed"] else 1


if __name__ == "__main__":
    sys.exit(main())
