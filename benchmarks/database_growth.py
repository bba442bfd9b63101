"""What a year of readings weighs in the leader's database, how fast charts of it are, and what thinning frees.

One unit is simulated at the rates of a turbidostat with a reading every 5 s; its rows are made by SQLite itself and
rolled up by the code that the ingest uses. Rows lie in the order of series and time, so those of other units are not
touched when one is read: the size for 20 units is 20 times that of one.

    python -m benchmarks.database_growth [--days 365] [--json FILE]
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
from typing import Any, Final

from pioreactor.storage.database import connect, migrate, thinning, transaction
from pioreactor.storage.database.growth import BYTES_PER_POINT, BYTES_PER_READING
from pioreactor.storage.database.points import SeriesKey, series_id_of
from pioreactor.storage.database.rollups import advance
from pioreactor.storage.database.series import columns
from pioreactor.storage.database.space import database_space, give_back
from pioreactor.storage.database.times import SECOND_US

UNITS: Final = 20
END_S: Final = 1_790_000_000
INTERVALS_S: Final = {
    ("od_readings", ""): 5.0,
    ("od_readings_filtered", ""): 5.0,
    ("growth_rates", ""): 5.0,
    ("growth_rates_smoothed", ""): 75.0,
    ("stirring_rates", ""): 27.0,
    ("temperature_readings", ""): 45.0,
    ("liquid_temperatures", ""): 45.0,
    ("plate_temperatures", ""): 44.0,
    ("ambient_temperatures", ""): 44.0,
    ("heater_duty_cycles", ""): 85.0,
    ("ir_led_intensities", ""): 69.0,
    ("liquid_volumes", ""): 300.0,
    ("alt_media_fractions", ""): 650.0,
    ("dosing_events", "add_media"): 600.0,
    ("dosing_events", "remove_waste"): 130.0,
}
"""Seconds between rows of a series, as counted in the database of a simulated cluster that ran for two hours."""
WITH_BOUNDS: Final = frozenset({"growth_rates", "liquid_temperatures"})
THINNED_AFTER_DAYS: Final = 90
CHUNK_S: Final = 6 * 3600
"""Series grow beside each other as they do in the ingest, if in larger steps: pages split where one series ends."""
_FILL: Final = """
WITH RECURSIVE numbers (i) AS (SELECT ?2 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < ?3)
INSERT INTO points (series_id, t_us, value, received_us, low, high, note)
SELECT ?1, ?4 + CAST(i * ?5 AS INTEGER) + i * 7919 % 20000, 0.1 + (i * 7919 % 99991) * 1.00001e-5,
       ?4 + CAST(i * ?5 AS INTEGER) + 20000 + i * 104729 % 50000, ?6 * i, ?6 * i, ?7
FROM numbers
"""


def fill(conn: sqlite3.Connection, days: float) -> int:
    """All series of the unit, without roll-ups; returns the number of rows."""
    first_us = round((END_S - days * 86_400) * SECOND_US)
    rows = dict.fromkeys(INTERVALS_S, 0)
    for end_s in range(CHUNK_S, int(days * 86_400) + 1, CHUNK_S):
        with transaction(conn):
            for (kind, variant), interval_s in INTERVALS_S.items():
                bound = 1.0 if kind in WITH_BOUNDS else None
                note = "ok" if kind == "od_readings" else "turbidostat" if kind == "dosing_events" else None
                series_id = series_id_of(conn, SeriesKey(kind, "exp", "unit", 1, 90, variant))
                before, after = rows[kind, variant], int(end_s / interval_s)
                conn.execute(_FILL, (series_id, before, after, first_us, interval_s * SECOND_US, bound, note))
                rows[kind, variant] = after
    return sum(rows.values())


def roll_up(conn: sqlite3.Connection) -> None:
    for (series_id,) in conn.execute("SELECT series_id FROM series").fetchall():
        advance(conn, series_id, END_S * SECOND_US - 500 * SECOND_US)


def used_bytes(conn: sqlite3.Connection) -> int:
    space = database_space(conn)
    return space.allocated_bytes - space.reclaimable_bytes


def query_ms(conn: sqlite3.Connection, days: float) -> dict[str, float]:
    """Median time of the chart of one unit's OD for some windows, ms."""
    windows = {"last hour": 1 / 24, "last day": 1.0, "last 30 days": 30.0, "all of it": days}
    found = {}
    for label, window_days in windows.items():
        times = []
        for _ in range(9):
            begun = time.perf_counter()
            columns(conn, "exp", "od_readings", start_s=END_S - window_days * 86_400)
            times.append((time.perf_counter() - begun) * 1000)
        found[label] = statistics.median(times)
    return found


def thin(conn: sqlite3.Connection) -> tuple[thinning.Thinned, float]:
    """Thin everything older than 90 days; what was done, and the longest time for which others could not write, s."""
    done, longest_s = thinning.Thinned(), 0.0
    begun = time.perf_counter()
    for step in thinning.thin(conn, (END_S - THINNED_AFTER_DAYS * 86_400) * SECOND_US):
        done = step
        longest_s = max(longest_s, time.perf_counter() - begun)
        begun = time.perf_counter()
    return done, longest_s


def measure(days: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name, closing(connect(Path(name) / "a.sqlite")) as conn:
        migrate(conn)
        rows = fill(conn, days)
        points_bytes = used_bytes(conn)
        roll_up(conn)
        whole_bytes = used_bytes(conn)
        before_ms = query_ms(conn, days)
        begun = time.perf_counter()
        done, longest_s = thin(conn)
        thinning_s = time.perf_counter() - begun
        thinned_bytes = used_bytes(conn)
        begun = time.perf_counter()
        for _ in give_back(conn):
            pass
        return {
            "days": days,
            "readings": rows,
            "bytes": whole_bytes,
            "bytes_per_reading": whole_bytes / rows,
            "bytes_per_point": points_bytes / rows,
            "query_ms": before_ms,
            "points_thinned": done.points,
            "thinning_s": thinning_s,
            "longest_step_s": longest_s,
            "bytes_thinned": thinned_bytes,
            "giving_back_s": time.perf_counter() - begun,
            "query_thinned_ms": query_ms(conn, days),
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=float, default=365.0)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    found = measure(asked.days)
    year = 365 / asked.days
    print(f"one unit, {asked.days:g} days: {found['readings']:,} readings, {found['bytes'] / 1e6:,.0f} MB")
    print(f"  {found['bytes_per_reading']:.1f} B per reading, {found['bytes_per_point']:.1f} of them without roll-ups")
    print(f"{UNITS} units, a year: {UNITS * year * found['bytes'] / 1e9:.1f} GB")
    print(
        f"thinned after {THINNED_AFTER_DAYS} days: {UNITS * year * found['bytes_thinned'] / 1e9:.1f} GB; "
        f"{found['points_thinned'] / max(found['thinning_s'], 1e-9):,.0f} points/s, longest step "
        f"{found['longest_step_s'] * 1000:.0f} ms, giving back {found['giving_back_s']:.1f} s"
    )
    print(f"{'chart of one unit':20}{'ms':>8}{'thinned, ms':>14}")
    for label, value in found["query_ms"].items():
        print(f"{label:20}{value:8.1f}{found['query_thinned_ms'][label]:14.1f}")
    fits = (
        abs(found["bytes_per_reading"] / BYTES_PER_READING - 1) < 0.15
        and abs(found["bytes_per_point"] / BYTES_PER_POINT - 1) < 0.15
    )
    passed = fits and max(found["query_ms"].values()) <= 15.0
    if not fits:
        print("The sizes of `pio db growth` (pioreactor/storage/database/growth.py) do not fit any more.")
    if asked.json:
        asked.json.write_text(json.dumps({**found, "passed": passed}, indent=2))
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
