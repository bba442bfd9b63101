"""How long a chart of ten units takes to read, with a short history and with one a hundred times as long.

The chart: 10 units, 34,560 rows each (48 h at one reading each 5 s), about 720 points per unit. The long history holds
100 times as many rows per unit; then the same 48 h are read out of it, and the whole of it. Rows of the long history
are made by SQLite itself, and rolled up by the code that the ingest uses.

    python benchmarks/chart_query.py [--runs 21] [--factor 100] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from pioreactor.storage.database import connect, migrate, transaction
from pioreactor.storage.database.points import SeriesKey, series_id_of
from pioreactor.storage.database.rollups import advance
from pioreactor.storage.database.series import columns
from pioreactor.storage.database.times import SECOND_US

UNITS = 10
ROWS = 34_560
CADENCE_S = 5
TARGET_MS = 15.0
END_S = 1_790_000_000
_FILL = """
WITH RECURSIVE numbers (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < ?2)
INSERT INTO points (series_id, t_us, value, received_us)
SELECT ?1, ?3 + i * ?4, 0.1 + (i % 997) * 0.001, ?3 + i * ?4 FROM numbers
"""


def fill(conn: sqlite3.Connection, rows: int) -> None:
    cadence_us = CADENCE_S * SECOND_US
    first_us = END_S * SECOND_US - (rows - 1) * cadence_us
    for unit in range(UNITS):
        with transaction(conn):
            series_id = series_id_of(conn, SeriesKey("od_readings", "exp", f"unit{unit}", 1, 90))
            conn.execute(_FILL, (series_id, rows, first_us, cadence_us))
        # The ingest leaves up to ten minutes beyond the roll-ups.
        advance(conn, series_id, END_S * SECOND_US - 500 * SECOND_US)


def measure(conn: sqlite3.Connection, runs: int, start_s: float | None) -> dict[str, float]:
    times, found = [], columns(conn, "exp", "od_readings", start_s=start_s)
    for _ in range(runs):
        begun = time.perf_counter()
        found = columns(conn, "exp", "od_readings", start_s=start_s)
        times.append((time.perf_counter() - begun) * 1000)
    return {
        "median_ms": statistics.median(times),
        "fastest_ms": min(times),
        "units": len(found),
        "points": len(found[0].t_ms),
        "resolution_s": found[0].resolution_s,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--factor", type=int, default=100, help="how much longer the long history is")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    window_start_s = END_S - ROWS * CADENCE_S
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        for label, factor in (("short", 1), ("long", asked.factor)):
            with closing(connect(Path(name) / f"{label}.sqlite")) as conn:
                migrate(conn)
                fill(conn, ROWS * factor)
                found[f"{label} history, 48 h"] = measure(conn, asked.runs, window_start_s)
                if factor > 1:
                    found[f"{label} history, all of it"] = measure(conn, asked.runs, None)
                found[f"{label} history, last hour"] = measure(conn, asked.runs, END_S - 3600)
    print(f"{'10 units':32}{'points':>8}{'bucket s':>10}{'fastest ms':>12}{'median ms':>12}{'target ms':>11}")
    for label, row in found.items():
        print(
            f"{label:32}{row['points']:8.0f}{row['resolution_s']:10.0f}{row['fastest_ms']:12.1f}"
            f"{row['median_ms']:12.1f}{TARGET_MS:11.0f}"
        )
    passed = all(row["median_ms"] <= TARGET_MS for row in found.values())
    if asked.json:
        asked.json.write_text(json.dumps({"charts": found, "factor": asked.factor, "passed": passed}, indent=2))
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
