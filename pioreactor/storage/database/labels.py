"""Names that people give to units inside one experiment."""

from __future__ import annotations

import sqlite3

from pioreactor import clock
from pioreactor.exc import PioreactorError
from pioreactor.storage.database.connection import transaction
from pioreactor.storage.database.experiments import get_experiment


class LabelTakenError(PioreactorError, ValueError):
    """Another unit of the experiment has this label."""


def unit_labels(conn: sqlite3.Connection, experiment: str) -> dict[str, str]:
    """Label of each labelled unit of an experiment."""
    rows = conn.execute(
        "SELECT pioreactor_unit, label FROM pioreactor_unit_labels WHERE experiment = ? ORDER BY pioreactor_unit",
        (experiment,),
    )
    return {str(unit): str(label) for unit, label in rows}


def set_unit_label(conn: sqlite3.Connection, experiment: str, unit: str, label: str) -> None:
    """Give a unit a label in an experiment; an empty one takes it away.

    Raises UnknownExperimentError, or LabelTakenError when another unit has it.
    """
    label = label.strip()
    with transaction(conn):
        get_experiment(conn, experiment)
        if not label:
            conn.execute(
                "DELETE FROM pioreactor_unit_labels WHERE experiment = ? AND pioreactor_unit = ?", (experiment, unit)
            )
            return
        try:
            conn.execute(
                "INSERT INTO pioreactor_unit_labels (experiment, pioreactor_unit, label, created_at) "
                "VALUES (?, ?, ?, ?) ON CONFLICT (pioreactor_unit, experiment) DO UPDATE SET label = excluded.label",
                (experiment, unit, label, clock.timestamp()),
            )
        except sqlite3.IntegrityError as error:
            raise LabelTakenError(f"Another unit of {experiment!r} is called {label!r}. Choose another one.") from error
