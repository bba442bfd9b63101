"""What the units wrote down against what the database holds, row by row."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections import Counter
from datetime import datetime
from pathlib import Path

from pioreactor import clock
from pioreactor.simulation.demo.cluster import SimulatedCluster

KIND_OF_TAIL = {
    "od_reading/od2": "od_readings",
    "od_reading/relative_intensity_of_ir_led": "ir_led_intensities",
    "growth_rate_calculating/growth_rate": "growth_rates",
    "growth_rate_calculating/growth_rate_smoothed": "growth_rates_smoothed",
    "growth_rate_calculating/od_filtered": "od_readings_filtered",
    "stirring/measured_rpm": "stirring_rates",
}
Point = tuple[str, str, int]  # unit, kind, µs


def read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5.0)


class JournalKeeper:
    """Sees every row of every unit's journal, also those that were forgotten after the leader's acknowledgement.

    Make it when the monitors run and before the experiment begins.
    """

    def __init__(self, cluster: SimulatedCluster) -> None:
        self.paths = {unit.name: unit.home / "storage" / "journal.sqlite" for unit in cluster.layout.units}
        for unit, path in self.paths.items():
            assert clock.wait_until(lambda path=path: _keep_forgotten_rows(path), 20), f"{unit} has no journal"

    def rows(self, unit: str) -> list[tuple[int, str, bytes]]:
        """Number, topic, payload of all rows, in order."""
        query = "SELECT number, topic, payload FROM {} ORDER BY number"
        with contextlib.closing(read_only(self.paths[unit])) as conn:
            conn.execute("BEGIN")
            return [*conn.execute(query.format("kept")), *conn.execute(query.format("journal"))]

    def last(self, unit: str) -> int:
        rows = self.rows(unit)
        return rows[-1][0] if rows else 0

    def points(self) -> Counter[Point]:
        found: Counter[Point] = Counter()
        for unit in self.paths:
            for _, topic, payload in self.rows(unit):
                kind = KIND_OF_TAIL.get(topic.split("/", 3)[3])
                if kind is not None:
                    stamp = datetime.fromisoformat(json.loads(payload)["timestamp"])
                    found[unit, kind, round(stamp.timestamp() * 1e6)] += 1
        return found


def _keep_forgotten_rows(path: Path) -> bool:
    if not path.exists():
        return False
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path, timeout=5.0)) as conn:
        conn.execute("CREATE TABLE IF NOT EXISTS kept (number INTEGER PRIMARY KEY, topic TEXT, payload BLOB)")
        conn.execute(
            "CREATE TRIGGER IF NOT EXISTS keep BEFORE DELETE ON journal BEGIN "
            "INSERT INTO kept VALUES (OLD.number, OLD.topic, OLD.payload); END"
        )
        return True
    return False


def stored_points(cluster: SimulatedCluster) -> Counter[Point]:
    query = "SELECT pioreactor_unit, kind, t_us FROM series JOIN points USING (series_id)"
    kinds = set(KIND_OF_TAIL.values())
    with contextlib.closing(read_only(database(cluster))) as conn:
        return Counter((unit, kind, t) for unit, kind, t in conn.execute(query) if kind in kinds)


def database(cluster: SimulatedCluster) -> Path:
    return cluster.layout.leader.home / "storage" / "pioreactor.sqlite"


def watermarks(cluster: SimulatedCluster) -> dict[str, int]:
    """Per unit, the number up to which the database has accounted for everything."""
    query = "SELECT pioreactor_unit, last FROM journal_ranges WHERE first = 1"
    with contextlib.closing(read_only(database(cluster))) as conn:
        return dict(conn.execute(query).fetchall())


def absences(cluster: SimulatedCluster) -> list[tuple[str, int, int]]:
    with contextlib.closing(read_only(database(cluster))) as conn:
        return conn.execute("SELECT pioreactor_unit, first, last FROM journal_absences").fetchall()


def assert_all_rows_arrived_once(cluster: SimulatedCluster, keeper: JournalKeeper, within_s: float = 60.0) -> None:
    """Every row written down until now is in the database, once, and the database holds nothing else."""
    last = {unit: keeper.last(unit) for unit in keeper.paths}

    def is_caught_up() -> bool:
        held = watermarks(cluster)
        return all(held.get(unit, 0) >= number for unit, number in last.items())

    assert clock.wait_until(is_caught_up, within_s, poll=0.2), f"written {last}, held {watermarks(cluster)}"
    held = stored_points(cluster)
    written = keeper.points()
    extra = held - written
    assert not extra, f"{len(extra)} too many: {sorted(extra)[:5]}"
    # What was written after the look at the journals may still be under way.
    assert clock.wait_until(lambda: not written - stored_points(cluster), 10), (
        f"lost of {written.total()}: {sorted(written - stored_points(cluster))[:5]}"
    )
    for unit in keeper.paths:
        numbers = [number for number, _, _ in keeper.rows(unit)]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), f"{unit}: numbers with a hole"
    assert absences(cluster) == []
