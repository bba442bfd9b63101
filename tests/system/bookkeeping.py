"""What the units wrote down against what the database holds, row by row."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
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


class JournalCopier:
    """Copies every row of every unit's journal before the leader's acknowledgement lets it be forgotten."""

    def __init__(self, cluster: SimulatedCluster) -> None:
        self.paths = {unit.name: unit.home / "storage" / "journal.sqlite" for unit in cluster.layout.units}
        self.rows: dict[str, dict[int, tuple[str, bytes]]] = {unit: {} for unit in self.paths}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> JournalCopier:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()

    def copy(self) -> None:
        for unit, path in self.paths.items():
            known = self.rows[unit]
            # A journal that does not exist yet, or is being folded, is there at the next round.
            with contextlib.suppress(sqlite3.Error), contextlib.closing(read_only(path)) as conn:
                query = "SELECT number, topic, payload FROM journal WHERE number > ? ORDER BY number"
                for number, topic, payload in conn.execute(query, (max(known, default=0),)):
                    known[number] = (topic, payload)

    def last(self, unit: str) -> int:
        return max(self.rows[unit], default=0)

    def points(self) -> Counter[Point]:
        found: Counter[Point] = Counter()
        for unit, rows in self.rows.items():
            for topic, payload in rows.values():
                kind = KIND_OF_TAIL.get(topic.split("/", 3)[3])
                if kind is not None:
                    stamp = datetime.fromisoformat(json.loads(payload)["timestamp"])
                    found[unit, kind, round(stamp.timestamp() * 1e6)] += 1
        return found

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.copy()
            self._stopping.wait(0.5)


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


def assert_all_rows_arrived_once(cluster: SimulatedCluster, copier: JournalCopier, within_s: float = 60.0) -> None:
    """Every row written down until now is in the database, once, and the database holds nothing else."""
    copier.copy()
    last = {unit: copier.last(unit) for unit in copier.rows}

    def is_caught_up() -> bool:
        held = watermarks(cluster)
        return all(held.get(unit, 0) >= number for unit, number in last.items())

    assert clock.wait_until(is_caught_up, within_s, poll=0.2), f"written {last}, held {watermarks(cluster)}"
    for unit, rows in copier.rows.items():
        assert sorted(rows) == list(range(1, len(rows) + 1)), f"{unit}: numbers with a hole or not copied in time"
    written = copier.points()
    held = stored_points(cluster)
    copier.copy()
    lost = written - held
    extra = held - copier.points()
    assert not lost, f"{len(lost)} of {written.total()} lost: {sorted(lost)[:5]}"
    assert not extra, f"{len(extra)} too many: {sorted(extra)[:5]}"
    assert absences(cluster) == []
