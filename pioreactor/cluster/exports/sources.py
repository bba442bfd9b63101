"""Where the rows of a dataset come from, and in which files they belong."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple

from pioreactor.cluster.exports.datasets import Dataset
from pioreactor.cluster.exports.errors import ExportError
from pioreactor.cluster.exports.reading import quoted
from pioreactor.cluster.exports.selection import Selection
from pioreactor.cluster.exports.times import microseconds
from pioreactor.storage.database import activity, ordered
from pioreactor.storage.database.ordered import Range, Row, Strand
from pioreactor.storage.database.times import from_us

_MARGIN: Final = timedelta(days=1)
_KEYS: Final = ("experiment", "pioreactor_unit")
_ALWAYS: Final = Range()


class Part(NamedTuple):
    """What goes into one file. ``experiment``, ``unit``: None where the file is not limited to one."""

    experiment: str | None
    unit: str | None
    rows: Callable[[], Iterator[Row]]


class Source(NamedTuple):
    """Rows of a dataset: microseconds of its place in time (None if unknown), then a cell per column.

    ``digits``: of times that are cells of microseconds; None where times are text already.
    """

    columns: list[str]
    digits: int | None
    parts: list[Part]


def source_of(conn: sqlite3.Connection, dataset: Dataset, selection: Selection, at_most: int | None = None) -> Source:
    """The rows that are selected. ``at_most``: no more than so many of each part will be asked for.

    Raises ExportError for a dataset that does not fit the database.
    """
    by_unit = dataset.has_unit and (selection.partition_by_unit or dataset.always_partition_by_unit)
    by_experiment = dataset.has_experiment and selection.partition_by_experiment
    is_plain = dataset.has_experiment and dataset.has_unit and dataset.default_order_by == "timestamp"
    view = (dataset.table or "") if is_plain else ""
    if view in ordered.LAYOUTS:
        strands = ordered.strands(conn, view, selection.experiments, selection.units, selection.span, by_unit=by_unit)
        parts = _parts(strands, selection, by_experiment, by_unit)
        return Source(ordered.columns(view), ordered.LAYOUTS[view].digits, parts)
    if view in activity.VIEWS:
        strands = activity.strands(conn, view, selection.experiments, selection.units, selection.span)
        parts = _parts(strands, selection, by_experiment, by_unit)
        return Source(activity.VIEWS[view].columns, activity.VIEWS[view].digits, parts)
    return _any_table(conn, dataset, selection, by_experiment, by_unit, at_most)


def _parts(strands: Sequence[Strand], selection: Selection, by_experiment: bool, by_unit: bool) -> list[Part]:
    groups: dict[tuple[str | None, str | None], list[Strand]] = {}
    for experiment, unit in _without_rows(selection, by_experiment, by_unit):
        groups[experiment, unit] = []
    for strand in strands:
        key = (strand.experiment if by_experiment else None, strand.unit if by_unit else None)
        groups.setdefault(key, []).append(strand)

    def rows_of(some: list[Strand]) -> Callable[[], Iterator[Row]]:
        return lambda: ordered.merged(some)

    return [Part(*key, rows_of(some)) for key, some in groups.items()]


def _without_rows(selection: Selection, by_experiment: bool, by_unit: bool) -> list[tuple[str | None, str | None]]:
    """Files that are there even if nothing is in them: those whose names the selection knows."""
    experiments: list[str | None] = [*selection.experiments] if by_experiment else [None]
    if not by_unit:
        return [(experiment, None) for experiment in experiments]
    return [(experiment, unit) for experiment in experiments for unit in selection.units]


def _any_table(
    conn: sqlite3.Connection,
    dataset: Dataset,
    selection: Selection,
    by_experiment: bool,
    by_unit: bool,
    at_most: int | None,
) -> Source:
    """Any table or query by its own text; sorted by SQLite where no index gives the order."""
    inner = text_of(dataset)
    try:
        head = conn.execute(f"SELECT * FROM {inner} LIMIT 0")  # noqa: S608  (the text of the descriptor itself)
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise ExportError(f"The dataset {dataset.dataset_name} cannot be read: {error}. {_blame(dataset)}") from error
    columns = [str(column[0]) for column in head.description]
    needed = ["experiment"] * dataset.has_experiment + ["pioreactor_unit"] * dataset.has_unit
    needed += [dataset.default_order_by] if dataset.default_order_by else []
    missing = [name for name in needed if name not in columns]
    if missing:
        raise ExportError(
            f"The dataset {dataset.dataset_name} has no column {missing[0]!r}, only {', '.join(columns)}. "
            f"{_blame(dataset)}"
        )
    conditions, parameters = conditions_of(dataset, selection)
    keys = ["experiment"] * by_experiment + ["pioreactor_unit"] * by_unit
    partitions = dict.fromkeys(_without_rows(selection, by_experiment, by_unit))
    if keys:
        names = ", ".join(keys)
        for row in conn.execute(
            f"SELECT DISTINCT {names} FROM {inner} WHERE {conditions} ORDER BY {names}",  # noqa: S608
            parameters,
        ):
            found = dict(zip(keys, row, strict=True))
            partitions[found.get("experiment"), found.get("pioreactor_unit")] = None
    place = columns.index(dataset.default_order_by) if dataset.default_order_by else None
    order = f"ORDER BY {quoted(dataset.default_order_by)}" if dataset.default_order_by else ""
    if at_most is not None and selection.span == _ALWAYS:  # so SQLite sorts no more than these
        order += f" LIMIT {int(at_most)}"

    def rows_of(values: tuple[str | None, str | None]) -> Callable[[], Iterator[Row]]:
        exact = {f"exact_{name}": value for name, value in zip(_KEYS, values, strict=True) if name in keys}
        every = " AND ".join([conditions, *(f"{name} IS :exact_{name}" for name in keys)])
        query = f"SELECT * FROM {inner} WHERE {every} {order}"  # noqa: S608  (values are parameters)
        return lambda: _within(conn.execute(query, parameters | exact), place, selection.span)

    return Source(columns, None, [Part(*values, rows_of(values)) for values in partitions])


def text_of(dataset: Dataset) -> str:
    """The rows of a dataset as they stand behind FROM."""
    return f"{quoted(dataset.table) if dataset.table is not None else f'({dataset.query})'} AS d"


def conditions_of(dataset: Dataset, selection: Selection) -> tuple[str, dict[str, Any]]:
    """A condition on them, and its parameters.

    Times in text are compared as days here, with one to spare: an index can be used, and no row is missed.
    """
    conditions, parameters = ["1"], {}
    if dataset.has_experiment:
        conditions.append("experiment IN (SELECT value FROM json_each(:experiments))")
        parameters["experiments"] = json.dumps(selection.experiments)
    if dataset.has_unit and selection.units:
        conditions.append("pioreactor_unit IN (SELECT value FROM json_each(:units))")
        parameters["units"] = json.dumps(selection.units)
    if dataset.default_order_by:
        column = quoted(dataset.default_order_by)
        if selection.start_us is not None:
            conditions.append(f"{column} >= :first_day")
            parameters["first_day"] = f"{from_us(selection.start_us) - _MARGIN:%Y-%m-%d}"
        if selection.end_us is not None:
            conditions.append(f"{column} < :last_day")
            parameters["last_day"] = f"{from_us(selection.end_us) + 2 * _MARGIN:%Y-%m-%d}"
    return " AND ".join(conditions), parameters


def _within(rows: Iterator[Row], place: int | None, span: Range) -> Iterator[Row]:
    is_open = span == _ALWAYS
    for row in rows:
        t_us = microseconds(row[place]) if place is not None else None
        if is_open or place is None or (t_us is not None and span.start_us <= t_us < span.end_us):
            yield (t_us, *row)


def _blame(dataset: Dataset) -> str:
    return (
        "Leave it out, or mend its file."
        if dataset.source == "app"
        else f"Leave it out, or ask the author of {dataset.source}."
    )
