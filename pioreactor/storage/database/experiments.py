"""Experiments and their tags."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.exc import PioreactorError
from pioreactor.storage.database.connection import transaction
from pioreactor.storage.database.times import us_to_text

_FORBIDDEN: Final = re.compile(r"[#$%+/\\]")
MAX_NAME_LENGTH: Final = 199


class ExperimentNameError(PioreactorError, ValueError):
    """An experiment cannot have this name."""


class ExperimentExistsError(PioreactorError):
    """An experiment of this name exists already."""


class UnknownExperimentError(PioreactorError, KeyError):
    """There is no experiment of this name."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class Experiment(msgspec.Struct, kw_only=True):
    """One experiment. ``delta_hours``: whole hours since its creation; ``worker_count``: units assigned now."""

    experiment: str
    created_at: str
    description: str | None
    delta_hours: int
    worker_count: int
    tags: list[str]


def check_experiment_name(name: str) -> None:
    """Raise ExperimentNameError, with the rule that is broken, for a name that cannot be a topic level."""
    if not 1 <= len(name) <= MAX_NAME_LENGTH:
        raise ExperimentNameError(f"An experiment name has 1 to {MAX_NAME_LENGTH} characters, not {len(name)}.")
    if name.strip() != name or not name.isprintable():
        raise ExperimentNameError(
            "An experiment name neither begins nor ends with a space and has no control characters."
        )
    if name.lower() == "current" or name.startswith("_testing"):
        raise ExperimentNameError(f"The name {name!r} is reserved. Choose another one.")
    if found := _FORBIDDEN.search(name):
        raise ExperimentNameError(f"An experiment name cannot contain {found[0]!r} (nor any of # $ % + / \\).")


def create_experiment(
    conn: sqlite3.Connection, experiment: str, description: str | None = None, tags: Iterable[str] = ()
) -> Experiment:
    """Create an experiment and return its row. Raises ExperimentNameError or ExperimentExistsError."""
    check_experiment_name(experiment)
    with transaction(conn):
        try:
            conn.execute(
                "INSERT INTO experiments (experiment, created_at, description) VALUES (?, ?, ?)",
                (experiment, clock.timestamp(), description),
            )
        except sqlite3.IntegrityError as error:
            until = _kept_until(conn, experiment)
            raise ExperimentExistsError(
                f"The experiment {experiment!r} exists already. Choose another name."
                if until is None
                else f"An experiment {experiment!r} was deleted and is kept until {until}. Choose another name, or "
                f"have it back: pio experiments restore {experiment!r}"
            ) from error
        _set_tags(conn, experiment, tags)
        return get_experiment(conn, experiment)


def update_experiment(
    conn: sqlite3.Connection,
    experiment: str,
    *,
    description: str | None = None,
    tags: Iterable[str] | None = None,
) -> Experiment:
    """Change description and/or the whole set of tags (None: leave); returns the row. UnknownExperimentError."""
    with transaction(conn):
        get_experiment(conn, experiment)
        if description is not None:
            conn.execute("UPDATE experiments SET description = ? WHERE experiment = ?", (description, experiment))
        if tags is not None:
            _set_tags(conn, experiment, tags)
        return get_experiment(conn, experiment)


def list_experiments(conn: sqlite3.Connection, *, active_only: bool = False) -> list[Experiment]:
    """All experiments, newest first; ``active_only``: those that an active unit works for."""
    condition = (
        "AND EXISTS (SELECT 1 FROM experiment_worker_assignments AS a JOIN workers AS w USING (pioreactor_unit) "
        "WHERE a.experiment = e.experiment AND w.is_active = 1)"
        if active_only
        else ""
    )
    return _select(conn, f"{condition} ORDER BY e.created_at DESC, e.rowid DESC")


def get_experiment(conn: sqlite3.Connection, experiment: str) -> Experiment:
    """One experiment. Raises UnknownExperimentError, also for one that was deleted and is kept for a while."""
    found = _select(conn, "AND e.experiment = ?", (experiment,))
    if found:
        return found[0]
    until = _kept_until(conn, experiment)
    if until is None:
        raise UnknownExperimentError(f"There is no experiment {experiment!r}.")
    raise UnknownExperimentError(
        f"The experiment {experiment!r} was deleted and is kept until {until}. To have it back: "
        f"pio experiments restore {experiment!r}"
    )


def latest_experiment(conn: sqlite3.Connection) -> Experiment | None:
    """The experiment that was created last."""
    found = _select(conn, "ORDER BY e.rowid DESC LIMIT 1")
    return found[0] if found else None


def _select(conn: sqlite3.Connection, tail: str, parameters: Sequence[object] = ()) -> list[Experiment]:
    rows = conn.execute(
        "SELECT e.experiment, e.created_at, e.description, "  # noqa: S608  (tail is one of ours)
        "(SELECT count(*) FROM experiment_worker_assignments AS a WHERE a.experiment = e.experiment), "
        "(SELECT json_group_array(tag) FROM (SELECT tag FROM experiment_tags AS t WHERE t.experiment = e.experiment "
        "ORDER BY t.created_at, t.rowid)) FROM experiments AS e "
        f"WHERE e.experiment NOT IN (SELECT experiment FROM deleted_experiments) {tail}",
        parameters,
    )
    return [
        Experiment(
            experiment=name,
            created_at=created_at,
            description=description,
            delta_hours=_hours_since(created_at),
            worker_count=worker_count,
            tags=msgspec.json.decode(tags, type=list[str]),
        )
        for name, created_at, description, worker_count, tags in rows
    ]


def _kept_until(conn: sqlite3.Connection, experiment: str) -> str | None:
    row = conn.execute("SELECT remove_us FROM deleted_experiments WHERE experiment = ?", (experiment,)).fetchone()
    return us_to_text(row[0]) if row is not None else None


def _hours_since(created_at: str) -> int:
    try:
        return round((clock.now() - clock.from_iso(created_at)).total_seconds() / 3600)
    except ValueError:
        return 0


def _set_tags(conn: sqlite3.Connection, experiment: str, tags: Iterable[str]) -> None:
    wanted = list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
    conn.execute("DELETE FROM experiment_tags WHERE experiment = ?", (experiment,))
    conn.executemany(
        "INSERT INTO experiment_tags (experiment, tag, created_at) VALUES (?, ?, ?)",
        [(experiment, tag, clock.timestamp()) for tag in wanted],
    )
