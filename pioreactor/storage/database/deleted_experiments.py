"""Experiments that were deleted and can be had back for some days."""

from __future__ import annotations

import sqlite3
from typing import Final

import msgspec

from pioreactor.storage.database.connection import transaction
from pioreactor.storage.database.deletion import delete_experiment
from pioreactor.storage.database.experiments import Experiment, UnknownExperimentError, get_experiment
from pioreactor.storage.database.times import SECOND_US, now_us, us_to_text

_DAY_US: Final = 86_400 * SECOND_US


class DeletedExperiment(msgspec.Struct, kw_only=True):
    """``remove_at``: when its data go for good; ``is_being_removed``: they are going. Times in UTC, ISO-8601."""

    experiment: str
    created_at: str
    description: str | None
    deleted_at: str
    remove_at: str
    is_being_removed: bool


def put_away(conn: sqlite3.Connection, experiment: str, days: float) -> DeletedExperiment:
    """Delete an experiment so that it can be had back for ``days``. Nothing of its data is touched before.

    Stop its jobs and release its units first. Raises UnknownExperimentError.
    """
    with transaction(conn):
        get_experiment(conn, experiment)
        now = now_us()
        conn.execute(
            "INSERT INTO deleted_experiments (experiment, deleted_us, remove_us) VALUES (?, ?, ?)",
            (experiment, now, now + round(days * _DAY_US)),
        )
        return _get(conn, experiment)


def list_deleted(conn: sqlite3.Connection) -> list[DeletedExperiment]:
    """Those that are still there, the last one deleted first."""
    return _select(conn, "ORDER BY d.deleted_us DESC, d.experiment")


def bring_back(conn: sqlite3.Connection, experiment: str) -> Experiment:
    """Undo the deletion; all of its data are there as before. Its units are not assigned again.

    Raises UnknownExperimentError for one that was not deleted, or whose data are going already.
    """
    with transaction(conn):
        if _get(conn, experiment).is_being_removed:
            raise UnknownExperimentError(
                f"The data of {experiment!r} are being removed; it cannot come back. A backup of the leader may have "
                "it: pio backup list"
            )
        conn.execute("DELETE FROM deleted_experiments WHERE experiment = ?", (experiment,))
        return get_experiment(conn, experiment)


def end_grace(conn: sqlite3.Connection, experiment: str) -> None:
    """Let its data go now. Raises UnknownExperimentError for one that was not deleted."""
    with transaction(conn):
        _get(conn, experiment)
        conn.execute("UPDATE deleted_experiments SET remove_us = ? WHERE experiment = ?", (now_us(), experiment))


def due(conn: sqlite3.Connection) -> list[str]:
    """Those whose time is over, the first one deleted first; also one whose removal was interrupted."""
    rows = conn.execute(
        "SELECT experiment FROM deleted_experiments WHERE remove_us <= ? ORDER BY deleted_us", (now_us(),)
    )
    return [str(experiment) for (experiment,) in rows]


def remove(conn: sqlite3.Connection, experiment: str) -> bool:
    """Remove its data for good, in steps between which the ingest goes on; False if somebody had it back meanwhile."""
    with transaction(conn):
        begun = conn.execute(
            "UPDATE deleted_experiments SET removing_us = coalesce(removing_us, ?1) "
            "WHERE experiment = ?2 AND remove_us <= ?1",
            (now_us(), experiment),
        ).rowcount
    if begun:
        delete_experiment(conn, experiment)
    return bool(begun)


def _get(conn: sqlite3.Connection, experiment: str) -> DeletedExperiment:
    found = _select(conn, "WHERE d.experiment = ?", (experiment,))
    if not found:
        raise UnknownExperimentError(
            f"There is no deleted experiment {experiment!r}. See: pio experiments list --deleted"
        )
    return found[0]


def _select(conn: sqlite3.Connection, tail: str, parameters: tuple[str, ...] = ()) -> list[DeletedExperiment]:
    rows = conn.execute(
        "SELECT e.experiment, e.created_at, e.description, d.deleted_us, d.remove_us, d.removing_us "  # noqa: S608
        f"FROM deleted_experiments AS d JOIN experiments AS e USING (experiment) {tail}",
        parameters,
    )
    return [
        DeletedExperiment(
            experiment=name,
            created_at=created_at,
            description=description,
            deleted_at=us_to_text(deleted_us),
            remove_at=us_to_text(remove_us),
            is_being_removed=removing_us is not None,
        )
        for name, created_at, description, deleted_us, remove_us, removing_us in rows
    ]
