"""Exports with real servers: neither what is written meanwhile nor the end of the web server disturbs them."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.storage.database import connect
from pioreactor.storage.database.points import SeriesKey, series_id_of
from tests.integration.web.web_cluster import Unit

BEGIN_US = 1_790_000_000_000_000
ROWS = 150_000
_FILL = """
WITH RECURSIVE numbers (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < ?2)
INSERT INTO points (series_id, t_us, value, received_us) SELECT ?1, ?3 + i * 1000000, i / 7.0, 0 FROM numbers
"""


@pytest.fixture
def database(cluster: tuple[Unit, Unit, str]) -> Iterator[sqlite3.Connection]:
    """The leader's database with a long series of each unit."""
    leader, _, experiment = cluster
    with closing(connect(leader.folder.root / "storage" / "pioreactor.sqlite")) as conn:
        for name in ("lead", "work1"):
            conn.execute(_FILL, (series_id_of(conn, SeriesKey("growth_rates", experiment, name)), ROWS, BEGIN_US))
        yield conn


def body(experiment: str) -> dict[str, Any]:
    return {"datasets": ["growth_rates"], "experiment": experiment, "partition_by_unit": True}


def ask(leader: Unit, experiment: str) -> tuple[str, Any]:
    status, accepted = leader.ask("POST", "/api/datasets/exportable/export", body(experiment))
    assert status == 202 and accepted["status"] == "accepted", accepted
    return accepted["run_id"], accepted


def run_of(leader: Unit, run_id: str) -> dict[str, Any]:
    status, line = leader.ask("GET", f"/api/exports/{run_id}")
    run: dict[str, Any] = line["run"] if status == 200 else {"outcome": "asked", "rows": 0, "stages": []}
    return run


def has_rows(leader: Unit, run_id: str) -> bool:
    return any(stage["rows"] > 0 for stage in run_of(leader, run_id)["stages"])


def rests(leader: Unit) -> list[Path]:
    return sorted((leader.folder.root / "storage" / "exports").iterdir())


@pytest.mark.timeout(240)
def test_an_export_outlives_the_web_server_and_is_of_one_moment(
    cluster: tuple[Unit, Unit, str], database: sqlite3.Connection
) -> None:
    leader, _, experiment = cluster
    run_id, _ = ask(leader, experiment)
    assert clock.wait_until(lambda: has_rows(leader, run_id), 60)
    assert leader.server is not None
    leader.server.send_signal(signal.SIGKILL)
    leader.stop()
    database.execute("INSERT INTO growth_rates VALUES (?, 'lead', '2026-11-22T05:30:00.000Z', -1)", (experiment,))
    leader.start()
    assert clock.wait_until(lambda: run_of(leader, run_id)["outcome"] not in ("asked", "running"), 120)
    run = run_of(leader, run_id)
    assert (run["outcome"], run["rows"], run["message"]) == ("succeeded", 2 * ROWS, "")
    with zipfile.ZipFile(io.BytesIO(leader.download(f"/exports/{run['filename']}"))) as archive:
        told = json.loads(archive.read("manifest.json"))["datasets"][0]
        for file in told["csv_files"]:
            lines = csv.reader(io.StringIO(archive.read(file["path"]).decode(), newline=""))
            assert next(lines)[3] == "rate"
            for number, line in enumerate(lines):
                assert float(line[3]) == number / 7.0 and line[1] == file["partition"]["pioreactor_unit"]
            assert number + 1 == file["row_count"] == ROWS


@pytest.mark.timeout(240)
def test_stopped_or_killed_it_leaves_nothing_and_the_next_one_goes_well(
    cluster: tuple[Unit, Unit, str], database: sqlite3.Connection
) -> None:
    leader, _, experiment = cluster
    run_id, accepted = ask(leader, experiment)
    assert clock.wait_until(lambda: has_rows(leader, run_id), 60)
    assert leader.ask("POST", "/api/datasets/exportable/export", body(experiment))[1]["status"] == "running"
    assert leader.ask("POST", f"/api/exports/{run_id}/stop")[0] == 202
    assert clock.wait_until(lambda: leader.ask("GET", accepted["result_url_path"])[0] == 200, 60)
    assert run_of(leader, run_id)["outcome"] == "stopped" and rests(leader) == []

    run_id, accepted = ask(leader, experiment)
    assert clock.wait_until(lambda: has_rows(leader, run_id), 60)
    os.kill(runner_of(rests(leader)), signal.SIGKILL)
    assert clock.wait_until(lambda: leader.ask("GET", accepted["result_url_path"])[0] == 200, 60)
    told = leader.ask("GET", accepted["result_url_path"])[1]
    assert told["status"] == "failed" and "Export again" in told["cause"]
    assert run_of(leader, run_id)["outcome"] == "interrupted" and len(rests(leader)) == 1

    done = leader.do("POST", "/api/datasets/exportable/export", body(experiment))
    assert done["rows"] == 2 * ROWS and [path.name for path in rests(leader)] == [done["filename"]]


def runner_of(files: list[Path]) -> int:
    """The process that writes a file: its number stands in the name of what is not finished."""
    [aside] = files
    return int(aside.name.split(".")[-2])
