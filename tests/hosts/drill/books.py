"""What the units produced against what the leader's database holds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from msgspec import Struct

from pioreactor import clock
from pioreactor.clock import wait_until
from tests.hosts.lab import Host
from tests.hosts.upgrading import DATABASE, JOURNAL, Cluster

Row = tuple[str, int, float]
"""Series, µs, value."""
BOOKS = "/home/pioreactor/drill"
CAUGHT_UP_WITHIN_S = 120.0


class Balance(Struct, frozen=True):
    """Of one plan. ``unbooked``: rows whose source was killed before it noted them; at most one per kill.

    ``caught_up_s``: from the end of the last fault until the database held everything.
    """

    produced: int
    stored: int
    lost: tuple[Row, ...]
    doubled: tuple[Row, ...]
    unbooked: int
    caught_up_s: float


def book(host: Host, experiment: str) -> Counter[Row]:
    """What a unit noted. The last line may be half written: its writer was killed."""
    path = Path(host.file(f"{BOOKS}/{experiment}"))
    lines = path.read_text().split("\n")[:-1] if path.exists() else []
    words = (line.split(" ") for line in lines)
    return Counter((series, int(t_us), float(value)) for series, t_us, value in words)


def stored(cluster: Cluster, unit: str, experiment: str) -> Counter[Row]:
    """What the database has of a unit."""
    query = (
        "SELECT kind || '/' || channel, t_us, value FROM points JOIN series USING (series_id) "
        f"WHERE experiment = '{experiment}' AND pioreactor_unit = '{unit}'"
    )
    return Counter((series, t_us, value) for series, t_us, value in cluster.sql(cluster.leader, DATABASE, query))


def wait_until_caught_up(cluster: Cluster, hosts: list[Host]) -> float:
    """Seconds until the leader has accounted for everything in the units' journals. AssertionError if it does not."""
    began = clock.wall_monotonic()
    last = {}
    for host in hosts:
        (row,) = cluster.sql(host, JOURNAL, "SELECT seq FROM sqlite_sequence WHERE name = 'journal'") or [[0]]
        last[host.name] = row[0]

    def held() -> dict[str, int]:
        rows = cluster.sql(cluster.leader, DATABASE, "SELECT pioreactor_unit, last FROM journal_ranges WHERE first = 1")
        return {str(unit): int(number) for unit, number in rows}

    is_there = wait_until(lambda: all(held().get(unit, 0) >= seq for unit, seq in last.items()), CAUGHT_UP_WITHIN_S)
    assert is_there, f"after {CAUGHT_UP_WITHIN_S:.0f} s: written {last}, held {held()}"
    return clock.wall_monotonic() - began


def compare(cluster: Cluster, hosts: list[Host], experiment: str) -> Balance:
    """Wait for the last row, then compare all of them. AssertionError if the leader does not catch up."""
    caught_up_s = wait_until_caught_up(cluster, hosts)
    lost: list[Row] = []
    doubled: list[Row] = []
    produced = held = unbooked = 0
    for host in hosts:
        noted, there = book(host, experiment), stored(cluster, host.name, experiment)
        produced, held = produced + noted.total(), held + there.total()
        lost += sorted((noted - there).elements())
        doubled += sorted(row for row, count in there.items() if count > 1)
        unbooked += len(set(there) - set(noted))
    return Balance(produced, held, tuple(lost), tuple(doubled), unbooked, round(caught_up_s, 1))


def complaints(cluster: Cluster) -> list[str]:
    """What else must be so after every plan; empty where all is well."""
    asked = {
        "numbers that a journal no longer had": "SELECT pioreactor_unit, first, last FROM journal_absences",
        "messages that were not understood": "SELECT topic, reason FROM dead_letters",
        "roll-ups that count wrongly": (
            "SELECT s.series_id, s.kind FROM series AS s WHERE s.rolled_to_us > 0 "
            "AND (SELECT coalesce(sum(n), 0) FROM rollups AS r WHERE r.series_id = s.series_id AND width_s = 60) "
            "!= (SELECT count(*) FROM points AS p WHERE p.series_id = s.series_id AND p.t_us < s.rolled_to_us)"
        ),
    }
    found = {words: cluster.sql(cluster.leader, DATABASE, query) for words, query in asked.items()}
    said = [f"{words}: {rows[:5]}" for words, rows in found.items() if rows]
    (whole,) = cluster.sql(cluster.leader, DATABASE, "PRAGMA quick_check")
    if whole != ["ok"]:
        said.append(f"the database is damaged: {whole}")
    return said + [f"{host.name} failed: {units}" for host in cluster.hosts if (units := host.failed_units())]
