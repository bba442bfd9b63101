"""Looking at datasets before they are exported: how many rows there are about, and the first of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import islice
from typing import Any, Final, Literal

import msgspec

from pioreactor.cluster.exports.datasets import Dataset
from pioreactor.cluster.exports.errors import ExportError
from pioreactor.cluster.exports.selection import Selection
from pioreactor.cluster.exports.sources import conditions_of, source_of, text_of
from pioreactor.cluster.exports.tabular import Table
from pioreactor.storage.database import activity
from pioreactor.storage.database.counting import points_per_kind, rows_at_most, rows_of_view
from pioreactor.storage.database.ordered import LAYOUTS

COUNTED: Final = 100_000
"""Rows of tables that have to be looked through are counted up to here."""


class Estimate(msgspec.Struct):
    """Rows of a dataset. ``rows`` is None where counting would take as long as exporting."""

    rows: int | None
    word: Literal["about", "at_most", "at_least"] = "about"


class Preview(msgspec.Struct):
    """The first rows, without the columns that an export adds."""

    columns: list[str]
    rows: list[list[Any]]
    column_units: dict[str, str]


def estimates(conn: sqlite3.Connection, chosen: Sequence[Dataset], selection: Selection) -> dict[str, Estimate]:
    """How much there is, by dataset. A dataset that cannot be read counts as unknown."""
    kinds = {cell.kind for view in activity.VIEWS.values() for cell in view.cells}
    kinds |= {name for name, layout in LAYOUTS.items() if layout.table == "points"}
    points = points_per_kind(conn, sorted(kinds), selection.experiments, selection.units, selection.span)
    return {dataset.dataset_name: _estimate(conn, dataset, selection, points) for dataset in chosen}


def preview(conn: sqlite3.Connection, dataset: Dataset, selection: Selection, count: int) -> Preview:
    """The first ``count`` rows in the order of the dataset. Raises ExportError."""
    source = source_of(conn, dataset, selection, at_most=count)
    table = Table(dataset, source, {})
    width = len(source.columns)
    rows: list[list[Any]] = []
    try:
        for part in source.parts:
            rows += [cells[:width] for cells in islice(table.cells(part.rows()), count - len(rows))]
            if len(rows) >= count:
                break
    except sqlite3.Error as error:
        raise ExportError(f"The dataset {dataset.dataset_name} cannot be read: {error}.") from error
    return Preview(source.columns, rows, dataset.column_units)


def _estimate(conn: sqlite3.Connection, dataset: Dataset, selection: Selection, points: dict[str, int]) -> Estimate:
    view = dataset.table or ""
    if view in points:
        return Estimate(points[view])
    if view in activity.VIEWS:
        kinds = {cell.kind for cell in activity.VIEWS[view].cells}
        return Estimate(sum(points[kind] for kind in kinds), "at_most")
    condition, parameters = conditions_of(dataset, selection)
    try:
        if view in LAYOUTS:
            rows = rows_of_view(conn, view, selection.experiments, selection.units, selection.span, COUNTED)
            return Estimate(rows, "at_least" if rows == COUNTED else "about")
        rows = rows_at_most(conn, f"{text_of(dataset)} WHERE {condition}", parameters, COUNTED)
    except (sqlite3.Error, sqlite3.Warning):
        return Estimate(None)
    return Estimate(rows, "at_least" if rows == COUNTED else "about")
