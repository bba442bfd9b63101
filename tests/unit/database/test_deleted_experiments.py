"""Experiments that were deleted and can be had back."""

from __future__ import annotations

import logging
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from pioreactor import clock
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.housekeeping import Housekeeping
from pioreactor.storage.database import assignments, connect, experiments, migrate, workers
from pioreactor.storage.database.deleted_experiments import (
    bring_back,
    due,
    end_grace,
    list_deleted,
    put_away,
    remove,
)
from pioreactor.storage.database.experiments import ExperimentExistsError, UnknownExperimentError
from pioreactor.storage.database.points import SeriesKey, insert_points, series_id_of

READINGS = "SELECT count(*) FROM stirring_rates WHERE experiment = 'exp'"


def fill(conn: sqlite3.Connection, rows: int, experiment: str = "exp") -> None:
    series_id = series_id_of(conn, SeriesKey("stirring_rates", experiment, "u"))
    start = clock.now_s() * 1e6
    insert_points(conn, [(series_id, round(start) + n, 1.0, 1, None, None, None) for n in range(rows)])


@pytest.fixture(autouse=True)
def lab(conn: sqlite3.Connection) -> None:
    experiments.create_experiment(conn, "other")
    experiments.create_experiment(conn, "exp", "why", tags=["a"])
    workers.add_worker(conn, "u")
    fill(conn, 10)


def count(conn: sqlite3.Connection) -> int:
    return int(conn.execute(READINGS).fetchone()[0])


def test_one_that_was_deleted_is_nowhere_and_comes_back_as_it_was(conn: sqlite3.Connection) -> None:
    before = experiments.get_experiment(conn, "exp")
    gone = put_away(conn, "exp", 14)
    assert clock.from_iso(gone.remove_at) - clock.from_iso(gone.deleted_at) == timedelta(days=14)
    assert [e.experiment for e in experiments.list_experiments(conn)] == ["other"]
    latest = experiments.latest_experiment(conn)
    assert latest is not None and latest.experiment == "other"
    assert conn.execute("SELECT experiment FROM latest_experiment").fetchall() == [("other",)]
    with pytest.raises(UnknownExperimentError, match="pio experiments restore 'exp'"):
        experiments.get_experiment(conn, "exp")
    with pytest.raises(UnknownExperimentError):
        assignments.assign(conn, "u", "exp")
    with pytest.raises(UnknownExperimentError):
        put_away(conn, "exp", 14)
    with pytest.raises(ExperimentExistsError, match="have it back"):
        experiments.create_experiment(conn, "exp")
    assert [one.experiment for one in list_deleted(conn)] == ["exp"] and due(conn) == []
    assert bring_back(conn, "exp") == before and count(conn) == 10
    with pytest.raises(UnknownExperimentError, match="no deleted experiment"):
        bring_back(conn, "exp")


def test_nothing_is_removed_before_its_time(conn: sqlite3.Connection) -> None:
    put_away(conn, "exp", 1)
    assert not remove(conn, "exp") and count(conn) == 10
    end_grace(conn, "exp")
    assert due(conn) == ["exp"] and remove(conn, "exp")
    assert count(conn) == 0 and list_deleted(conn) == [] and not remove(conn, "exp")
    experiments.create_experiment(conn, "exp")


def test_one_whose_data_are_going_cannot_come_back_half(conn: sqlite3.Connection) -> None:
    put_away(conn, "exp", 0)
    conn.execute("UPDATE deleted_experiments SET removing_us = 1")  # as after an interruption
    with pytest.raises(UnknownExperimentError, match="cannot come back"):
        bring_back(conn, "exp")
    assert due(conn) == ["exp"] and remove(conn, "exp")


def test_data_go_by_themselves_and_whoever_writes_meanwhile_is_not_held_up(tmp_path: Path) -> None:
    path = tmp_path / "leader.sqlite"
    with closing(connect(path)) as conn:
        migrate(conn)
        experiments.create_experiment(conn, "kept")
        experiments.create_experiment(conn, "exp")
        fill(conn, 200_000)
        put_away(conn, "exp", 0)
    ending, longest = threading.Event(), [0.0]
    written = [0]

    def write() -> None:
        with closing(connect(path, busy_wait_ms=2000)) as writer:
            while not ending.is_set():
                began = clock.wall_monotonic()
                fill(writer, 10, "kept")
                longest[0] = max(longest[0], clock.wall_monotonic() - began)
                written[0] += 10
                ending.wait(0.01)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        Housekeeping(path, "leader1", logging.getLogger("test")).look()
        with closing(connect(path, readonly=True)) as conn:
            assert clock.wait_until(lambda: not list_deleted(conn), 60, poll=0.05)
    finally:
        ending.set()
        writing.join()
    with closing(connect(path, readonly=True)) as conn:
        assert count(conn) == 0
        kept = conn.execute("SELECT count(*) FROM stirring_rates WHERE experiment = 'kept'").fetchone()[0]
        action = conn.execute("SELECT action, object FROM audit_events").fetchall()
    assert kept == written[0] > 0 and longest[0] < 2.0
    assert action == [("Remove a deleted experiment", "experiment exp")]
    print(f"longest wait {longest[0]:.3f} s")
