from __future__ import annotations

import sqlite3

import pytest

from pioreactor.exc import NotAssignedAnExperimentError, NoWorkerFoundError
from pioreactor.storage.database import assignments, experiments, labels, workers
from pioreactor.storage.database.config_history import config_history, record_config
from pioreactor.storage.database.deletion import delete_experiment


@pytest.fixture(autouse=True)
def cluster(conn: sqlite3.Connection) -> None:
    for name in ("exp1", "exp2"):
        experiments.create_experiment(conn, name)
    for name in ("u1", "u2"):
        workers.add_worker(conn, name, "pioreactor_20ml", "1.5")


@pytest.mark.parametrize(
    "name", ["", "x" * 200, "Current", "_testing_x", "a/b", "a#", "a$", "50%", "a+b", "a\\b", " a", "a\n"]
)
def test_bad_experiment_names(conn: sqlite3.Connection, name: str) -> None:
    with pytest.raises(experiments.ExperimentNameError):
        experiments.create_experiment(conn, name)


def test_experiments(conn: sqlite3.Connection) -> None:
    made = experiments.create_experiment(conn, "exp 3 (µ)", "why", tags=["b", "a", "b", " "])
    assert (made.description, made.tags, made.delta_hours, made.worker_count) == ("why", ["b", "a"], 0, 0)
    with pytest.raises(experiments.ExperimentExistsError):
        experiments.create_experiment(conn, "exp 3 (µ)")
    assert experiments.update_experiment(conn, "exp 3 (µ)", tags=["c"]).tags == ["c"]
    assert [e.experiment for e in experiments.list_experiments(conn)] == ["exp 3 (µ)", "exp2", "exp1"]
    assert conn.execute("SELECT experiment, delta_hours FROM latest_experiment").fetchone() == ("exp 3 (µ)", 0)
    delete_experiment(conn, "exp 3 (µ)")
    with pytest.raises(experiments.UnknownExperimentError):
        experiments.get_experiment(conn, "exp 3 (µ)")


def test_assignment_moves_a_unit_and_keeps_history(conn: sqlite3.Connection) -> None:
    assert assignments.assign(conn, "u1", "exp1").previous is None
    assert assignments.assign(conn, "u1", "exp2").previous == "exp1"
    assert assignments.assign(conn, "u1", "exp2").previous is None
    assert [(a.pioreactor_unit, a.experiment) for a in assignments.list_assignments(conn)] == [
        ("u1", "exp2"),
        ("u2", None),
    ]
    assert assignments.assignment_counts(conn) == {"exp2": 1}
    open_rows = conn.execute(
        "SELECT experiment, unassigned_at IS NULL FROM experiment_worker_assignments_history ORDER BY rowid"
    ).fetchall()
    assert open_rows == [("exp1", 0), ("exp2", 1)]
    [past] = assignments.historical_assignments(conn, "exp1")
    assert not past.is_currently_assigned_to_experiment
    with pytest.raises(NotAssignedAnExperimentError):
        assignments.unassign(conn, "u1", "exp1")
    assignments.unassign_all(conn, "exp2")
    assert conn.execute(
        "SELECT count(*) FROM experiment_worker_assignments_history WHERE unassigned_at IS NULL"
    ).fetchone() == (0,)


def test_plain_sql_keeps_the_history_right(conn: sqlite3.Connection) -> None:
    for number, experiment in enumerate(("exp1", "exp2", "exp1")):
        conn.execute(
            "INSERT OR REPLACE INTO experiment_worker_assignments VALUES ('u1', ?, ?)",
            (experiment, f"2026-01-0{number + 1}T00:00:00.000Z"),
        )
    found = conn.execute(
        "SELECT count(*), sum(unassigned_at IS NULL) FROM experiment_worker_assignments_history"
    ).fetchone()
    assert found == (3, 1)


def test_colours_stay_with_their_unit(conn: sqlite3.Connection) -> None:
    for number in range(3, 15):
        workers.add_worker(conn, f"u{number}")
    for number in range(1, 15):
        assignments.assign(conn, f"u{number}", "exp1")
    slots = assignments.color_slots(conn, "exp1")
    assert sorted(slots.values()) == sorted([*range(1, 13), 1, 2])
    assignments.unassign(conn, "u5")
    assignments.assign(conn, "u5", "exp1")
    assert assignments.color_slots(conn, "exp1") == slots


def test_workers(conn: sqlite3.Connection) -> None:
    assignments.assign(conn, "u1", "exp1")
    workers.set_active(conn, "u1", False)
    kept = workers.add_worker(conn, "u1", keep_assignment=True)
    assert (kept.is_active, kept.model_name) == (1, "pioreactor_20ml")
    assert assignments.get_assignment(conn, "u1").experiment == "exp1"
    replaced = workers.add_worker(conn, "u1")
    assert (replaced.is_active, replaced.model_name) == (1, None)
    assert assignments.get_assignment(conn, "u1").experiment is None
    workers.remove_worker(conn, "u1")
    with pytest.raises(NoWorkerFoundError):
        workers.get_worker(conn, "u1")
    for name in ("$broadcast", "localhost", "10.0.0.1", "a b", ""):
        with pytest.raises(workers.WorkerNameError):
            workers.add_worker(conn, name)


def test_labels(conn: sqlite3.Connection) -> None:
    labels.set_unit_label(conn, "exp1", "u1", " left ")
    labels.set_unit_label(conn, "exp2", "u2", "left")
    assert labels.unit_labels(conn, "exp1") == {"u1": "left"}
    with pytest.raises(labels.LabelTakenError):
        labels.set_unit_label(conn, "exp1", "u2", "left")
    labels.set_unit_label(conn, "exp1", "u1", "")
    assert labels.unit_labels(conn, "exp1") == {}


def test_config_history(conn: sqlite3.Connection) -> None:
    for text in ("a", "a", "b"):
        record_config(conn, "config.ini", text)
    assert [v.data for v in config_history(conn, ["config.ini"])] == ["b", "a"]
