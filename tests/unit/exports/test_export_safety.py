"""An export disturbs nothing, tells nothing that is secret, and leaves nothing when it fails."""

from __future__ import annotations

import random
import resource
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from pioreactor.cluster.exports import datasets, disk, writing
from pioreactor.cluster.exports.errors import ExportError, ExportStoppedError
from pioreactor.cluster.exports.naming import Names, safe
from pioreactor.cluster.exports.reading import snapshot
from pioreactor.cluster.exports.selection import select
from pioreactor.storage.database import connect
from pioreactor.storage.database.experiments import create_experiment
from tests.unit.exports.export_bench import export

TIME = "2026-11-22T05:30:00.000Z"
PLUGIN = """dataset_name: {name}
display_name: Pressure
description: null
has_experiment: {has}
has_unit: {has}
default_order_by: {order}
timestamp_columns: [timestamp]
source: lab
"""


def describe(root: Path, name: str, what: str, has: str = "true", order: str = "timestamp") -> None:
    folder = root / "exportable_datasets"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text(PLUGIN.format(name=name, has=has, order=order) + what)


def rate(conn: sqlite3.Connection, value: float, unit: str = "unit1", experiment: str = "one") -> None:
    conn.execute("INSERT INTO growth_rates VALUES (?, ?, ?, ?)", (experiment, unit, TIME, value))


def test_it_is_of_one_moment_and_holds_nobody_up(conn: sqlite3.Connection, root: Path) -> None:
    for value in range(5000):
        rate(conn, value)
    written = threading.Event()

    def meanwhile(dataset: str, rows: int) -> None:
        if not written.is_set():
            with closing(connect(root / "test.sqlite")) as other:
                for _ in range(10):
                    rate(other, -1.0)
            written.set()

    with snapshot(root / "test.sqlite") as reading:
        selection, chosen, _ = select(reading, ["growth_rates", "growth_rates"], ["one"])
        found = writing.write(reading, root / "out.zip", selection, chosen, [], meanwhile)
    assert written.is_set() and found.rows == 5000
    assert export(root, ["growth_rates"], ["one"]).csv_files("growth_rates")[0]["row_count"] == 5010


def test_a_full_disk_says_what_to_do_and_leaves_nothing(conn: sqlite3.Connection, root: Path) -> None:
    """The system refuses to write more, as on a disk that is full."""
    some = random.Random(7)
    for _ in range(3000):
        rate(conn, some.random())
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    with snapshot(root / "test.sqlite") as reading:
        selection, chosen, _ = select(reading, ["growth_rates"], ["one"])
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limit[1]))
        try:
            with pytest.raises(ExportError, match=r"is full\. Delete exports"):
                writing.write(reading, root / "out" / "export.zip", selection, chosen, [])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert list((root / "out").iterdir()) == []


def test_it_ends_before_the_disk_is_full(conn: sqlite3.Connection, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rate(conn, 1.0)
    monkeypatch.setattr(disk, "KEPT_FREE_BYTES", 10**18)
    with pytest.raises(ExportError, match="must stay free for readings"):
        export(root, ["growth_rates"], ["one"])
    assert list((root / "out").iterdir()) == []


def test_a_folder_that_cannot_be_written(conn: sqlite3.Connection, root: Path) -> None:
    (root / "out").write_text("a file where the folder ought to be")
    with pytest.raises(ExportError, match="cannot be written"):
        export(root, ["growth_rates"], ["one"])


def test_stopped_it_leaves_nothing(conn: sqlite3.Connection, root: Path) -> None:
    rate(conn, 1.0)

    def stop(dataset: str, rows: int) -> None:
        if rows:
            raise ExportStoppedError("stopped")

    with snapshot(root / "test.sqlite") as reading:
        selection, chosen, _ = select(reading, ["growth_rates"], ["one"])
        with pytest.raises(ExportStoppedError):
            writing.write(reading, root / "out" / "export.zip", selection, chosen, [], stop)
    assert list((root / "out").iterdir()) == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT username AS experiment, password_hash AS pioreactor_unit, created_us AS timestamp FROM users",
        "SELECT 1 AS experiment, 2 AS pioreactor_unit, token_hash AS timestamp FROM api_tokens",
        "SELECT 1 AS experiment, 2 AS pioreactor_unit, file AS timestamp FROM pragma_database_list",
        "SELECT 1 AS experiment, 2 AS pioreactor_unit, load_extension('x') AS timestamp",
        "DELETE FROM experiments",
        "SELECT 1) AS d; DROP TABLE experiments; --",
    ],
)
def test_a_query_of_a_plugin_reads_no_secret_and_changes_nothing(
    conn: sqlite3.Connection, root: Path, query: str
) -> None:
    describe(root, "curious", f"query: {query!r}")
    with pytest.raises(ExportError, match=r"cannot be read|has no column"):
        export(root, ["curious"], ["one"])
    assert len(conn.execute("SELECT * FROM experiments").fetchall()) == 2


def test_values_are_never_taken_for_sql(conn: sqlite3.Connection, root: Path) -> None:
    name = "it's \"so\"'); DROP TABLE workers; -- ="
    create_experiment(conn, name)
    rate(conn, 1.0, experiment=name)
    conn.execute(
        'CREATE TABLE "odd ""table" (experiment TEXT, pioreactor_unit TEXT, timestamp TEXT, value REAL, raw BLOB)'
    )
    conn.execute("INSERT INTO \"odd \"\"table\" VALUES (?, 'unit''1', ?, 1.5, x'00ff')", (name, TIME))
    describe(root, "odd", "table: 'odd \"table'")
    found = export(root, ["growth_rates", "odd"], [name], ("unit1", "unit'1"), partition_by_unit=True)
    assert [row["experiment"] for row in found.rows("growth_rates")] == [name]
    rows = found.rows("odd")
    assert [(row["value"], row["raw"], row["timestamp_localtime"] != "") for row in rows] == [("1.5", "00ff", True)]


def test_a_table_of_a_plugin_is_filtered_by_its_times(conn: sqlite3.Connection, root: Path) -> None:
    conn.execute("CREATE TABLE pressures (experiment TEXT, pioreactor_unit TEXT, timestamp TEXT, value REAL)")
    times = ["2026-11-22 05:29:59", "2026-11-22T05:30:00Z", "2026-11-22T07:00:00+01:00", "2026-11-22 06:30:00", "soon"]
    conn.executemany("INSERT INTO pressures VALUES ('one', 'unit1', ?, ?)", [(t, n) for n, t in enumerate(times)])
    describe(root, "pressures", "table: pressures")
    some = export(root, ["pressures"], ["one"], start_time=TIME, end_time="2026-11-22T06:30:00Z").rows("pressures")
    assert [row["value"] for row in some] == ["1.0", "2.0"]
    every = {row["value"]: row for row in export(root, ["pressures"], ["one"]).rows("pressures")}
    assert len(every) == 5 and every["4.0"]["timestamp_localtime"] == ""


def test_datasets_without_experiment_unit_or_order(conn: sqlite3.Connection, root: Path) -> None:
    describe(root, "plain", "query: SELECT 1 AS a UNION SELECT 2", has="false", order="null")
    found = export(root, ["plain", "experiments"], [])
    assert found.rows("plain") == [{"a": "1"}, {"a": "2"}]
    assert [row["experiment"] for row in found.rows("experiments")] == ["one", "two words"]


def test_names_within_the_zip_are_safe_and_each_is_there_once() -> None:
    assert safe("../../etc/pass wd") == "etc_pass_wd" and safe('a:b*?"<>|\\c') == "a_b_c"
    assert safe("...") == "_" and safe("$experiment") == "$experiment" and len(safe("ü" * 199).encode()) <= 80
    names = Names("20261122053000")
    first = names.csv("logs", "a b", None)
    assert first == "logs/logs-a_b-all_units-20261122053000.csv"
    assert names.csv("logs", "A_b", None) == "logs/logs-A_b-all_units-20261122053000-2.csv"


def test_a_dataset_of_a_lab_replaces_the_one_of_the_package(root: Path) -> None:
    describe(root, "od_readings", "table: od_readings")
    assert datasets.get_dataset("od_readings").source == "lab" and len(datasets.datasets()) == 26
    describe(root, "od_readings", "table: od_readings\nquery: SELECT 1")
    assert datasets.get_dataset("od_readings").source == "app"
    assert "either table or query" in datasets.left_out()[0].reason
